"""The proposal of an incident as the database stands: over the roads, with what is under way, at the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lanyan.forces import actions as forces
from lanyan.forces import arrivals
from lanyan.forces.models import Vehicle
from lanyan.incidents import dispatch, reasons
from lanyan.incidents.models import Incident
from lanyan.incidents.queries import responsible_unit
from lanyan.incidents.tests import make
from lanyan.incidents.tests.test_api import Machine, key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(arrivals, "home", lambda: tmp_path)
    monkeypatch.setattr(arrivals, "_kept", {})
    return make.city()


def proposed(incident: Incident) -> dispatch.Proposing:
    incident = Incident.objects.select_related("centre", "unit", "subkind").get(pk=incident.pk)
    found = dispatch.propose(incident, dispatch.standing(incident.centre, timezone.now()))
    assert found is not None
    return found


def chosen(found: dispatch.Proposing) -> set[str]:
    return {line.candidate.formation.key for line in found.found.lines if line.chosen}


class TestProposal:
    def test_says_that_without_roads_it_is_by_straight_line(self, world):
        found = proposed(make.draft(world)).found

        assert found.by_road is False
        assert all(line.seconds > 60 for line in found.lines)

    def test_what_is_sent_counts_and_is_not_sent_again(self, world):
        incident = make.draft(world)
        before = proposed(incident)
        order = make.ordered(world, world.pump, incident=make.actions.open_incident(
            incident_id=incident.pk, at=make.NIGHT + timedelta(seconds=25), by=world.taker))  # fmt: skip
        after = proposed(incident)

        assert f"v{world.pump.pk}" not in chosen(after)
        assert after.found.needs[0].given >= 0
        assert order.incident_id == incident.pk
        assert chosen(before)

    def test_a_vehicle_on_its_way_back_comes_from_where_it_is_or_is_lost(self, world):
        make.stamped(world, make.ordered(world, world.pump), "departed", "turned_back", "available")
        for heard, why in ((timezone.now(), ""), (timezone.now() - timedelta(hours=1), "position_old")):
            Vehicle.objects.filter(pk=world.pump.pk).update(lon=make.POINT[0], lat=make.POINT[1], positioned_at=heard)
            standing = dispatch.standing(world.detachment, timezone.now())
            found = {one.formation.key: one for one in standing.candidates}[f"v{world.pump.pk}"]
            assert (world.pump.pk in standing.returning, found.why_not) == (True, why)

    def test_a_vehicle_at_a_guard_goes_from_there_without_a_reason(self, world):
        guard = make.opened(world, kind="GUARD", subkind="GUARD-DAILY", level=None, facts={})
        make.stamped(world, make.ordered(world, world.pump, incident=guard), "departed", "arrived")

        standing = dispatch.standing(world.detachment, timezone.now())
        found = {one.formation.key: one for one in standing.candidates}[f"v{world.pump.pk}"]

        vehicle = found.formation.vehicles[0]
        assert (found.why_not, found.posted, (vehicle.lon, vehicle.lat)) == ("", ("SG-03",), make.POINT)
        fire = make.opened(world, at=make.NIGHT + timedelta(hours=1))
        at = make.NIGHT + timedelta(hours=1, minutes=1)
        make.actions.order_forces(
            incident_id=fire.pk, picks=[make.Pick(vehicle_id=world.pump.pk)], at=at, by=world.taker
        )
        assert list(guard.runs.values_list("status", flat=True)) == ["DIVERTED"]

    def test_a_vehicle_on_its_way_to_a_guard_is_busy(self, world):
        guard = make.opened(world, kind="GUARD", subkind="GUARD-DAILY", level=None, facts={})
        make.stamped(world, make.ordered(world, world.pump, incident=guard), "departed")

        standing = dispatch.standing(world.detachment, timezone.now())
        found = {one.formation.key: one for one in standing.candidates}[f"v{world.pump.pk}"]

        assert found.why_not == "busy"

    def test_the_same_forces_are_put_into_arrays_once(self, world):
        incident = make.draft(world)

        assert proposed(incident).forces is proposed(incident).forces
        Vehicle.objects.filter(pk=world.pump.pk).update(condition="OFF_ROAD", condition_reason="检修")
        assert f"v{world.pump.pk}" not in chosen(proposed(incident))

    def test_takes_few_queries_however_many_vehicles_there_are(self, world, django_assert_max_num_queries):
        incident = Incident.objects.select_related("centre", "unit", "subkind").get(pk=make.draft(world).pk)
        proposed(incident)
        with django_assert_max_num_queries(10):
            dispatch.propose(incident, dispatch.standing(incident.centre, timezone.now()))


class TestApi:
    def test_tells_the_proposal_with_its_reasons(self, client, world):
        machine = Machine(client, key_of(world.taker))
        told = machine.get(f"/incidents/{make.draft(world).pk}/proposal").json()

        assert told["by_road"] is False
        assert {"formation", "seconds", "chosen", "why", "reason"} <= told["lines"][0].keys()
        assert all(line["reason"] for line in told["lines"])
        assert {need["capability"] for need in told["needs"]} >= {"people", "water_t"}

    def test_refuses_while_the_kind_is_not_known(self, client, world):
        machine = Machine(client, key_of(world.taker))
        incident = make.draft(world, kind=None, subkind=None, level=None, facts={})

        assert machine.get(f"/incidents/{incident.pk}/proposal").status_code == 422

    def test_needs_the_right_to_order(self, client, world):
        machine = Machine(client, key_of(world.taker, "incidents.view_incident"))

        assert machine.get(f"/incidents/{make.draft(world).pk}/proposal").status_code == 403


class TestWhatStandsAgainstAndWhoHelps:
    def test_a_vehicle_at_rest_is_not_chosen_and_says_so(self, world):
        incident = make.draft(world)
        forces.hold_vehicle(vehicle_id=world.pump.pk, kind="RESTING", reason="轮休", at=timezone.now(), by=None)
        found = proposed(incident)

        assert f"v{world.pump.pk}" not in chosen(found)
        assert f"f{world.formation.pk}" not in chosen(found)
        assert "SG-03" in reasons.line_reason(found.line(f"v{world.pump.pk}"))
        assert found.line(f"f{world.formation.pk}").why == "resting"

    def test_the_neighbours_come_later_by_the_delay_of_asking(self, world):
        incident = make.draft(world)
        other = make.city("1404")
        theirs = make.station(make.make.unit("STATION", "邻站", other.detachment, "1404"), 118.86, 28.95)
        pump = make.vehicle(theirs, "SG-88", water_t=8)
        forces.agree_aid(
            station_id=theirs.pk,
            centre_id=world.detachment.pk,
            delay_minutes=20,
            document="联动协议",
            since_date=timezone.localdate(),
            by=None,
        )
        line = proposed(incident).line(f"v{pump.pk}")

        assert 20 * 60 + 60 <= line.seconds < 30 * 60
        assert world.other_station.pk != line.candidate.formation.unit_id

    def test_a_specialist_team_goes_only_where_it_is_called_for(self, world):
        world.formation.only_for = ["ladder_m"]
        world.formation.save()
        plain = make.draft(world, facts={}, level=1, subkind="FIRE-BUILD")
        high = make.draft(world)

        assert not {f"f{world.formation.pk}", f"v{world.pump.pk}"} & chosen(proposed(plain))
        assert proposed(high).found.lines

    def test_the_drawn_area_decides_who_answers_for_a_point(self, world):
        incident = make.draft(world)
        nearest = responsible_unit(incident)
        lon, lat = make.POINT
        corners = [[lon - 0.01, lat - 0.01], [lon + 0.01, lat - 0.01], [lon, lat + 0.01]]
        world.qujiang.outline = corners
        world.qujiang.save()

        assert nearest == world.station
        assert responsible_unit(incident) == world.other_station
