"""Ready again: nobody stamps it, somebody confirms it; the readiness board follows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from ninja.testing import TestClient

from lanyan.forces import actions as force_actions
from lanyan.forces import readiness
from lanyan.forces.models import VehicleLoad
from lanyan.forces.tests import make as forces
from lanyan.incidents import actions, rules
from lanyan.incidents.api import router
from lanyan.incidents.models import Run
from lanyan.incidents.readiness_board import board
from lanyan.incidents.tests import make
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
api = TestClient(router)
FULL = {"water_t": 8, "foam_t": None, "cylinders": 8, "crew_complete": True}


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def back(world) -> Run:
    """The pump, back at its station from a fire an hour ago."""
    at = timezone.now() - timedelta(hours=1)
    return make.stamped(world, make.ordered(world, at=at), *make.SCENE, "available", "returned")


def confirm(run, by, **more):
    now = timezone.now()
    return actions.confirm_ready(run_id=run.pk, **(FULL | more), at=now, entered_at=now, by=by)


class TestConfirmReady:
    def test_reports_the_load_and_stamps_ready_at_once(self, world, back):
        run = confirm(back, world.officer)

        load = VehicleLoad.objects.get(vehicle=world.pump)
        assert (run.status, run.ended_at) == (rules.READY, run.ready_at)
        assert (load.water_t, load.cylinders_full, load.crew_complete) == (8, 8, True)
        assert load.reported_at == run.ready_at
        assert run.incident.log.filter(act="stamp", facts__stamp="ready").exists()

    @pytest.mark.parametrize(
        ("lacking", "field", "said"),
        [
            ({"water_t": 7}, "water_t", "water low 7 / 8 t"),
            ({"water_t": None}, "water_t", "load not reported"),
            ({"cylinders": 5}, "cylinders", "cylinders low 5 / 8"),
            ({"crew_complete": False}, "crew_complete", "crew short"),
        ],
    )
    def test_is_refused_by_name_of_what_is_lacking_and_writes_nothing(self, world, back, lacking, field, said):
        with pytest.raises(Refused, match=said) as refusal:
            confirm(back, world.officer, **lacking)

        assert refusal.value.field == field
        back.refresh_from_db()
        assert back.status == rules.RETURNED
        assert not VehicleLoad.objects.exists()

    def test_more_than_it_can_carry_undoes_the_stamp_too(self, world, back):
        with pytest.raises(Refused):
            confirm(back, world.officer, water_t=80)

        back.refresh_from_db()
        assert back.status == rules.RETURNED

    def test_written_down_later_keeps_a_newer_report(self, world, back):
        now = timezone.now()
        force_actions.report_load(vehicle_id=world.pump.pk, water_t=2, foam_t=None, cylinders=2, at=now, by=None)
        at = now - timedelta(minutes=5)

        run = actions.confirm_ready(run_id=back.pk, **FULL, at=at, entered_at=now, by=world.officer)

        assert run.ready_at == at
        assert run.provenance["ready"]["source"] == "later"
        assert VehicleLoad.objects.get().water_t == 2


class TestNoDoor:
    def test_stamps_ready_without_the_confirmation(self, world, back, client):
        client.force_login(world.dispatcher)
        stamp = f"/runs/{back.pk}/stamp/"
        key = forces.bearer(world.dispatcher, "incidents.stamp_run")

        posts = [
            {"stamp": "ready"},
            {"stamp": "ready", "source": "radio"},
            {"stamp": "ready", "at": "2026-01-01T00:00"},
        ]
        answers = [client.post(stamp, post, headers={"HX-Request": "true"}).status_code for post in posts]
        with pytest.raises(Refused):
            api.post(f"/runs/{back.pk}/stamps", json={"stamp": "ready"}, headers=key)

        assert answers == [422, 422, 422]
        back.refresh_from_db()
        assert back.status == rules.RETURNED

    def test_hides_the_way_to_confirm_it(self, world, back, client):
        client.force_login(world.officer)
        link = reverse("incidents:ready", args=[back.pk])

        terminal = client.get(reverse("incidents:terminal", args=[world.fushan.pk])).content.decode()
        record = client.get(reverse("incidents:incident", args=[back.incident_id])).content.decode()

        assert link in terminal
        assert link in record


class TestPage:
    def test_at_the_terminal_leads_back_to_it(self, world, back, client):
        client.force_login(world.officer)
        address = reverse("incidents:ready", args=[back.pk]) + "?from=terminal"

        form = client.get(address).context["form"]
        low = client.post(address, {"water_t": "3", "cylinders": "8", "crew_complete": "on"})
        done = client.post(address, {"water_t": "8", "cylinders": "8", "crew_complete": "on"})

        assert (form.initial["water_t"], form.initial["crew_complete"]) == (8, False)
        assert "water_t" in low.context["form"].errors
        assert done.url == reverse("incidents:terminal", args=[world.fushan.pk])

    def test_at_the_desk_is_a_small_form_filled_to_the_full(self, world, back, client):
        client.force_login(world.dispatcher)
        address, desk = reverse("incidents:ready", args=[back.pk]), {"X-Dialog": "1"}

        asked = client.get(address, headers=desk)
        low = client.post(address, {"water_t": "3", "cylinders": "8"}, headers=desk)
        done = client.post(address, {"water_t": "8", "cylinders": "8", "crew_complete": "on"}, headers=desk)

        assert asked.context["form"].initial["crew_complete"]
        assert low.status_code == 422
        assert done.json() == {"stamped": "ready"}
        back.refresh_from_db()
        assert back.provenance["ready"]["source"] == "radio"

    def test_is_not_there_for_a_stranger(self, back, client):
        client.force_login(units.stranger("dispatcher"))

        assert client.get(reverse("incidents:ready", args=[back.pk])).status_code == 404

    def test_has_its_door_in_the_api(self, world, back):
        key = forces.bearer(world.dispatcher, "incidents.stamp_run")

        answer = api.post(f"/runs/{back.pk}/ready", json=FULL, headers=key)

        assert answer.status_code == 200
        assert Run.objects.get(pk=back.pk).status == rules.READY


class TestBoard:
    def rows(self, *stations):
        made = board(list(stations), now=timezone.now())
        return [row for _parent, rows in made.groups for row in rows], made.totals

    def test_tells_where_vehicles_are_and_what_holds_them_up(self, world, back):
        (row,), totals = self.rows(world.fushan)

        (chip,) = [one for one in row.chips if one.chip.formation_id]
        assert chip.look == "no"
        assert readiness.NOT_READY in chip.chip.state.whats
        assert row.held_up[0][0] == "SG-03"
        assert totals["short_stations"] == 1
        assert row.duty.is_overdue

    def test_shows_a_formation_at_a_scene_as_away(self, world):
        make.stamped(world, make.ordered(world, world.pump, world.rescue), "departed", "arrived")

        (row,), totals = self.rows(world.fushan)

        assert [(one.look, one.chip.state.where) for one in row.chips] == [("away", readiness.SCENE)]
        assert totals["away"] == 1

    def test_page_costs_as_many_queries_for_many_stations_as_for_one(self, world, client: Client):
        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse("incidents:readiness_rows")).status_code == 200
            return len([one for one in seen if "forces_" in one["sql"] or "incidents_run" in one["sql"]])

        client.force_login(world.leader)
        asked()
        few = asked()
        for number in range(6):
            unit = units.unit("STATION", f"第{number}站", world.battalion, "330802")
            station = forces.station(unit)
            vehicles = [forces.vehicle(station) for _ in range(3)]
            forces.formation(station, *vehicles[:2])
        assert asked() == few
        assert few <= 8

    def test_page_shows_a_stranger_nothing_and_announces_to_its_own(self, world, client):
        client.force_login(units.stranger("leader"))
        outside = client.get(reverse("incidents:readiness")).content.decode()
        client.force_login(world.leader)
        inside = client.get(reverse("incidents:readiness")).content.decode()

        assert "府山站" not in outside
        assert "府山站" in inside
        assert f'data-live="readiness:{world.detachment.path[:2]}"' in inside
