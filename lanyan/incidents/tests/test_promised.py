"""What was proposed and promised is kept beside what was ordered and made, and can be counted."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict

from lanyan.incidents import actions, dispatch
from lanyan.incidents.actions import Pick
from lanyan.incidents.forces_pane import ForcesPane
from lanyan.incidents.models import DispatchOrder, Run
from lanyan.incidents.tests import make
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Scope

pytestmark = pytest.mark.django_db
AFTER = make.NIGHT + timedelta(seconds=40)


@pytest.fixture
def world() -> SimpleNamespace:
    return make.city()


def sent(world: SimpleNamespace, picks: list[Pick], *lines: list[int]) -> DispatchOrder:
    proposal = {"lines": [{"formation": "f1", "vehicles": ids, "seconds": 300} for ids in lines]} if lines else None
    incident = make.opened(world)
    (order, *_more) = actions.order_forces(
        incident_id=incident.pk,
        picks=picks,
        at=AFTER,
        by=world.taker,
        change_reason="一" * bool(lines),
        proposal=proposal,
    )
    return order


def value(world: SimpleNamespace, key: str) -> Any:
    return figures.get(key).value(Scope.of(world.detachment.path, periods.year(2024)))


class TestAnOrder:
    def test_is_as_proposed_when_exactly_those_vehicles_go(self, world: SimpleNamespace) -> None:
        pump, rescue = Pick(world.pump.pk), Pick(world.rescue.pk)

        assert sent(world, [pump, rescue], [world.rescue.pk, world.pump.pk]).followed is True

    def test_is_not_as_proposed_when_one_more_goes(self, world: SimpleNamespace) -> None:
        pump, tanker = Pick(world.pump.pk), Pick(world.tanker.pk)

        assert sent(world, [pump, tanker], [world.pump.pk]).followed is False

    def test_says_nothing_where_nothing_was_proposed(self, world: SimpleNamespace) -> None:
        assert sent(world, [Pick(world.pump.pk)]).followed is None

    def test_keeps_what_the_desk_promised_of_each_vehicle(self, world: SimpleNamespace) -> None:
        incident = make.opened(world)
        pane = ForcesPane.of(incident, QueryDict(f"by_hand=1&pick=v{world.tanker.pk}"), sending=True)

        actions.order_forces(
            incident_id=incident.pk, picks=pane.picks(), at=AFTER, by=world.taker, proposal=pane.as_proposed()
        )

        run = Run.objects.get(vehicle=world.tanker)
        seconds = pane.chosen[0].line.seconds
        assert run.promised_at == AFTER + timedelta(seconds=round(seconds))
        assert run.order.followed is False


class TestAPlace:
    def test_is_reckoned_from_the_nearest_station_that_answers_for_ground(self, world: SimpleNamespace) -> None:
        incident = make.opened(world)

        assert incident.reach_seconds == dispatch.reaching(world.detachment.path)(make.POINT)
        assert 60 < incident.reach_seconds < 600

    def test_is_reckoned_only_where_it_is_known(self, world: SimpleNamespace) -> None:
        assert make.opened(world, lon=None, lat=None).reach_seconds is None


class TestFigures:
    def test_compare_the_proposal_with_the_order(self, world: SimpleNamespace) -> None:
        sent(world, [Pick(world.pump.pk)], [world.pump.pk])
        sent(world, [Pick(world.tanker.pk)], [world.ladder.pk])
        sent(world, [Pick(world.rescue.pk)])

        assert (value(world, "dispatch.proposed"), value(world, "dispatch.followed")) == (2, 1)
        assert value(world, "dispatch.followed_share") == 0.5

    def test_count_a_first_dispatch_once_however_many_stations_and_waves(self, world: SimpleNamespace) -> None:
        order = sent(world, [Pick(world.pump.pk), Pick(world.tanker.pk)], [world.pump.pk, world.tanker.pk])
        later = [Pick(world.ladder.pk)]
        actions.order_forces(incident_id=order.incident_id, picks=later, at=AFTER, by=world.taker)

        assert (value(world, "dispatch.proposed"), value(world, "dispatch.followed")) == (1, 1)

    def test_compare_the_arrival_promised_with_the_arrival_made(self, world: SimpleNamespace) -> None:
        # There 130 seconds after the order.
        for vehicle, promised in ((world.pump, 70), (world.tanker, 69), (world.ladder, 200), (world.rescue, None)):
            make.stamped(world, sent(world, [Pick(vehicle.pk, promised_seconds=promised)]), "departed", "arrived")

        assert (value(world, "dispatch.promised"), value(world, "dispatch.kept")) == (3, 2)
        assert value(world, "dispatch.off.median") == 60

    def test_tell_how_many_places_lie_within_the_standard(self, world: SimpleNamespace) -> None:
        near, far = make.opened(world), make.opened(world, lon=118.5, lat=28.7)
        make.opened(world, lon=None, lat=None)

        assert (near.reach_seconds <= 300, far.reach_seconds <= 300) == (True, False)
        assert (value(world, "cover.reckoned"), value(world, "cover.covered")) == (2, 1)
        assert value(world, "cover.share") == 0.5
