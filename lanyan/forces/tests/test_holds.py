"""Rest, reserve and mutual aid: what is kept out of the choice, and whose forces come into it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyan.forces import actions
from lanyan.forces.models import AidAgreement, VehicleHold
from lanyan.forces.queries import formations_for
from lanyan.forces.tests import make
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def world():
    city, other = units.city(), units.city("3307", "金华")
    home, away = make.station(city.station), make.station(other.other_station, lon=119.3)
    return SimpleNamespace(detachment=city.detachment, home=home, away=away)


def view(world, vehicle):
    return next(one for one in formations_for(world.detachment.path) if one.key == f"v{vehicle.pk}")


class TestAHold:
    def test_keeps_a_vehicle_out_from_its_beginning_to_its_end(self, world):
        vehicle = make.vehicle(world.home)
        actions.hold_vehicle(vehicle_id=vehicle.pk, kind="RESTING", reason="轮休", at=NOW(), by=None)
        resting = view(world, vehicle).vehicles[0].held
        actions.release_vehicle(vehicle_id=vehicle.pk, at=NOW(), by=None)

        assert resting == "resting"
        assert view(world, vehicle).vehicles[0].held == ""

    def test_runs_out_by_itself_and_another_can_follow(self, world):
        vehicle = make.vehicle(world.home)
        begun = NOW() - timedelta(hours=9)
        actions.hold_vehicle(
            vehicle_id=vehicle.pk,
            kind="RESERVED",
            reason="安保",
            until_at=begun + timedelta(hours=8),
            at=begun,
            by=None,
        )
        over = view(world, vehicle).vehicles[0].held
        actions.hold_vehicle(vehicle_id=vehicle.pk, kind="RESTING", reason="轮休", at=NOW(), by=None)

        assert over == ""
        assert VehicleHold.objects.get(kind="RESERVED").ended_at == begun + timedelta(hours=8)
        assert view(world, vehicle).vehicles[0].held == "resting"

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"kind": "LAZY"}, "kind"),
            ({"reason": "  "}, "reason"),
            ({"until_at": NOW() - timedelta(minutes=1)}, "until_at"),
        ],
    )
    def test_that_says_nothing_is_refused(self, world, given, field):
        vehicle = make.vehicle(world.home)
        facts = {"kind": "RESTING", "reason": "轮休", **given}

        with pytest.raises(Refused) as refusal:
            actions.hold_vehicle(vehicle_id=vehicle.pk, **facts, at=NOW(), by=None)

        assert refusal.value.field == field
        assert not VehicleHold.objects.exists()

    def test_is_not_laid_twice_nor_taken_off_where_there_is_none(self, world):
        vehicle = make.vehicle(world.home)
        with pytest.raises(Refused):
            actions.release_vehicle(vehicle_id=vehicle.pk, at=NOW(), by=None)
        actions.hold_vehicle(vehicle_id=vehicle.pk, kind="RESTING", reason="轮休", at=NOW(), by=None)

        with pytest.raises(Refused):
            actions.hold_vehicle(vehicle_id=vehicle.pk, kind="RESTING", reason="轮休", at=NOW(), by=None)

    def test_a_crew_that_says_it_is_short_stays_too(self, world):
        vehicle = make.vehicle(world.home)
        actions.report_load(
            vehicle_id=vehicle.pk, water_t=8, foam_t=None, cylinders=None, crew_complete=False, at=NOW(), by=None
        )

        assert view(world, vehicle).vehicles[0].held == "crew_short"

    def test_is_laid_and_taken_off_on_the_pages(self, world, client):
        vehicle = make.vehicle(world.home)
        client.force_login(units.user("battalion_head", world.detachment))
        client.post(reverse("forces:hold_vehicle", args=[vehicle.pk]), {"kind": "RESTING", "reason": "轮休"})
        shown = client.get(reverse("forces:vehicle", args=[vehicle.pk])).content.decode()
        client.post(reverse("forces:release_vehicle", args=[vehicle.pk]))

        assert "轮休" in shown
        assert VehicleHold.objects.get().ended_at is not None


class TestMutualAid:
    def agree(self, world, **more):
        facts = {"delay_minutes": 12, "document": "衢金联动协议", "since_date": timezone.localdate(), **more}
        return actions.agree_aid(station_id=world.away.pk, centre_id=world.detachment.pk, **facts, by=None)

    def test_brings_the_neighbours_forces_with_their_delay(self, world):
        make.vehicle(world.home)
        theirs = make.vehicle(world.away)
        before = {one.key for one in formations_for(world.detachment.path)}
        self.agree(world)
        found = view(world, theirs)

        assert f"v{theirs.pk}" not in before
        assert (found.aid_minutes, found.station_name) == (12, "衢江站")

    def test_holds_from_its_first_day_to_its_last(self, world):
        theirs = make.vehicle(world.away)
        agreed = self.agree(world, since_date=timezone.localdate() - timedelta(days=3))
        actions.end_aid(agreement_id=agreed.pk, on=timezone.localdate(), by=None)

        assert f"v{theirs.pk}" not in {one.key for one in formations_for(world.detachment.path)}
        with pytest.raises(Refused):
            actions.end_aid(agreement_id=agreed.pk, on=timezone.localdate(), by=None)

    @pytest.mark.parametrize(
        ("given", "field"), [({"delay_minutes": 999}, "delay_minutes"), ({"document": " "}, "document")]
    )
    def test_that_is_impossible_is_refused(self, world, given, field):
        with pytest.raises(Refused) as refusal:
            self.agree(world, **given)

        assert refusal.value.field == field

    def test_of_an_own_station_is_none(self, world):
        with pytest.raises(Refused) as refusal:
            actions.agree_aid(
                station_id=world.home.pk,
                centre_id=world.detachment.pk,
                delay_minutes=5,
                document="x",
                since_date=timezone.localdate(),
                by=None,
            )

        assert refusal.value.field == "station"

    def test_is_entered_and_ended_on_the_pages(self, world, client):
        client.force_login(units.user("battalion_head", world.detachment))
        given = {
            "centre": world.detachment.pk,
            "station": world.away.pk,
            "delay_minutes": 12,
            "document": "衢金联动协议",
            "since_date": timezone.localdate().isoformat(),
        }
        client.post(reverse("forces:agree_aid"), given)
        agreed = AidAgreement.objects.get()
        listed = client.get(reverse("forces:aid_agreements")).content.decode()
        client.post(reverse("forces:end_aid", args=[agreed.pk]))

        assert "衢江站" in listed
        assert AidAgreement.objects.get().until_date == timezone.localdate()


class TestASpecialistTeam:
    def test_says_what_calls_for_it_and_its_vehicle_alone_says_the_same(self, world):
        boat = make.vehicle(world.home, people=4)
        formation = make.formation(world.home, boat, name="水域编队")
        actions.change_formation(
            formation_id=formation.pk, name="水域编队", vehicle_ids=[boat.pk], only_for=["foam_t"], by=None
        )

        assert {one.only_for for one in formations_for(world.detachment.path)} == {("foam_t",)}

    def test_with_a_capability_nobody_knows_is_refused(self, world):
        boat = make.vehicle(world.home, people=4)

        with pytest.raises(Refused) as refusal:
            actions.make_formation(
                station_id=world.home.pk, name="水域", vehicle_ids=[boat.pk], only_for=["swim"], by=None
            )

        assert refusal.value.field == "only_for"
