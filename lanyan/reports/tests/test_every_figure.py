"""What holds for every published figure, whoever registered it."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from lanyan.incidents import rules
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Figure, Scope
from lanyan.reports.tests import make

pytestmark = pytest.mark.django_db
YEAR = periods.year(2024)
EVERY = figures.catalogue()
PLAIN = [figure for figure in EVERY if isinstance(figure, Figure)]


@pytest.fixture
def world() -> SimpleNamespace:
    world = make.city()
    make.past(world)
    make.uncounted(world, datetime(2024, 6, 1, 12, tzinfo=periods.ZONE))
    return world


@pytest.fixture
def scope(world: SimpleNamespace) -> Scope:
    return Scope.of(world.detachment.path, YEAR)


def test_equals_the_measure_over_the_list_of_its_records(scope: Scope) -> None:
    for figure in PLAIN:
        keys = list(figure.records_in(scope).values_list("pk", flat=True))

        again = figure.records_in(scope).model.objects.filter(pk__in=keys).aggregate(value=figure.measure)["value"]

        assert len(keys) == len(set(keys)), figure.key
        assert figure.value(scope) == (figure.empty if again is None else again), figure.key


def test_is_the_same_alone_and_counted_together(scope: Scope) -> None:
    alone = {figure.key: figure.value(scope) for figure in EVERY}

    together = figures.together(EVERY, scope)

    assert together == alone


def test_breakdowns_add_up_to_the_whole(scope: Scope) -> None:
    for figure in (figure for figure in PLAIN if figure.additive):
        whole = figure.value(scope) or 0
        for dimension in figure.dimensions:
            rows = figure.by(dimension.key, scope)

            assert sum(row.value or 0 for row in rows) == whole, (figure.key, dimension.key)
            assert len({row.key for row in rows}) == len(rows)


def test_each_row_of_a_breakdown_opens_into_the_same_number(scope: Scope) -> None:
    for figure in EVERY:
        for dimension in figure.dimensions:
            for row in [row for row in figure.by(dimension.key, scope) if row.value][:2]:
                opened = figure.value(scope.held(dimension.key, row.key))

                assert opened == row.value, (figure.key, dimension.key, row.key)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_says_what_it_is(language: str) -> None:
    for figure in EVERY:
        with translation.override(language):
            said = [str(part) for part in (figure.label, figure.definition, figure.counting_unit, figure.source)]

        assert all(said), figure.key
        assert said[1].endswith((".", "。")), figure.key


def test_costs_one_query(scope: Scope, django_assert_num_queries: Any) -> None:
    for figure in PLAIN:
        with django_assert_num_queries(1):
            figure.value(scope)
        with django_assert_num_queries(1):
            figure.by(figure.dimensions[0].key, scope)


def test_is_nothing_for_a_unit_without_incidents(world: SimpleNamespace) -> None:
    elsewhere = Scope.of("99.", YEAR)

    values = figures.together(EVERY, elsewhere)

    assert not any(values.values())
    assert not any(figure.records_in(elsewhere).exists() for figure in EVERY)


def test_are_all_counted_in_one_query_for_each_kind_of_record(scope: Scope, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(len({figure.records for figure in PLAIN})):
        figures.together(figures.catalogue(), scope)


class TestTheYear:
    """Half-open, cut at midnight in Beijing, by the instant at which the call was answered."""

    @pytest.mark.parametrize(
        ("at", "counts"),
        [
            (datetime(2023, 12, 31, 23, 59, 59, 999999, tzinfo=periods.ZONE), 0),
            (datetime(2024, 1, 1, tzinfo=periods.ZONE), 1),
            (datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=periods.ZONE), 1),
            (datetime(2025, 1, 1, tzinfo=periods.ZONE), 0),
        ],
    )
    def test_is_cut_at_midnight_in_beijing(self, at: datetime, counts: int) -> None:
        world = make.city()
        one = make.incident(world, "edge", at)
        make.sent(world, one, world.pump)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert (values["incidents.handled"], values["runs.vehicles"], values["runs.units"]) == (counts,) * 3

    def test_shows_hours_and_months_of_beijing(self) -> None:
        world = make.city()
        make.incident(world, "early", datetime(2024, 3, 1, 0, 30, tzinfo=periods.ZONE))
        scope = Scope.of(world.detachment.path, YEAR)
        handled = figures.get("incidents.handled")

        found = {key: [row.key for row in handled.by(key, scope) if row.value] for key in ("hour", "weekday", "month")}

        assert found == {"hour": ["0"], "weekday": ["5"], "month": ["3"]}


class TestWhatCounts:
    """Exercises, tests, merged, withdrawn and unopened incidents are out and can be opened; false alarms are in."""

    def test_leaves_out_each_standing_that_is_no_incident(self) -> None:
        world = make.city()
        left = make.uncounted(world, datetime(2024, 6, 1, tzinfo=periods.ZONE))
        for one in left.values():
            make.sent(world, one, world.pump)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert values["incidents.handled"] == 1
        assert values["runs.vehicles"] == 0
        assert {name: values[f"incidents.{name}"] for name in left} == dict.fromkeys(left, 1)

    def test_counts_false_alarms(self) -> None:
        world = make.city()
        make.incident(world, "false", datetime(2024, 6, 1, tzinfo=periods.ZONE), kind=rules.FALSE)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert (values["incidents.handled"], values["incidents.false"]) == (1, 1)

    def test_withdrawing_one_record_lowers_the_number_by_exactly_one(self, scope: Scope) -> None:
        handled, fires = figures.get("incidents.handled"), figures.get("incidents.fire")
        before = handled.value(scope), fires.value(scope)
        one = fires.records_in(scope).first()

        Incident.objects.filter(pk=one.pk).update(status=rules.WITHDRAWN, withdrawn_at=one.closed_at)

        assert (handled.value(scope), fires.value(scope)) == (before[0] - 1, before[1] - 1)

    def test_counts_a_station_once_however_many_waves_it_sends(self) -> None:
        world = make.city()
        one = make.incident(world, "waves", datetime(2024, 6, 1, tzinfo=periods.ZONE))
        make.sent(world, one, world.pump)
        make.sent(world, one, world.rescue, after=600, wave=1)
        make.sent(world, one, world.tanker, after=700, wave=2)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert (values["runs.vehicles"], values["runs.units"], values["runs.people"]) == (3, 2, 18)

    def test_does_not_count_vehicles_that_never_left(self) -> None:
        world = make.city()
        one = make.incident(world, "stood-down", datetime(2024, 6, 1, tzinfo=periods.ZONE))
        make.sent(world, one, world.pump)
        Run.objects.update(arrived_at=None, returned_at=None, ready_at=None, departed_at=None)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert (values["runs.vehicles"], values["runs.units"], values["runs.people"]) == (0, 0, 0)

    def test_counts_a_station_s_runs_into_its_neighbour_s_area(self) -> None:
        world = make.city()
        one = make.incident(world, "next-door", datetime(2024, 6, 1, tzinfo=periods.ZONE), unit=world.station)
        make.sent(world, one, world.tanker)

        values = figures.together(figures.catalogue(), Scope.of(world.other_station.path, YEAR))

        assert (values["incidents.handled"], values["runs.vehicles"]) == (0, 1)


class TestResults:
    """Absent is not zero."""

    def test_say_nothing_when_nobody_entered_anything(self) -> None:
        world = make.city()
        make.incident(world, "silent", datetime(2024, 6, 1, tzinfo=periods.ZONE))

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert values["results.rescued"] is None

    def test_say_zero_when_zero_was_entered(self) -> None:
        world = make.city()
        make.incident(world, "nobody", datetime(2024, 6, 1, tzinfo=periods.ZONE), rescued=0)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert (values["results.rescued"], values["results.rescued_and_evacuated"]) == (0, 0)


class TestTimes:
    """Thresholds count what lies on them; medians are recomputed for each group."""

    def test_count_arrival_at_exactly_five_minutes_as_within(self) -> None:
        world = make.city()
        for number, seconds in enumerate((300, 301, 100)):
            one = make.incident(world, f"arrival-{number}", datetime(2024, 6, 1, tzinfo=periods.ZONE))
            make.sent(world, one, world.pump, arrive=seconds)
        scope = Scope.of(world.detachment.path, YEAR)

        share = figures.get("times.within_five_minutes").value(scope)
        minutes = {row.key: row.value for row in figures.get("times.arrived").by("minute", scope) if row.value}

        assert share == pytest.approx(2 / 3)
        assert minutes == {"2": 1, "5": 1, "6": 1}
        assert figures.get("times.arrival.median").value(scope) == 300

    def test_count_an_order_at_exactly_45_seconds_as_within(self) -> None:
        world = make.city()
        for number, seconds in enumerate((45, 46)):
            one = make.incident(world, f"order-{number}", datetime(2024, 6, 1, tzinfo=periods.ZONE))
            make.sent(world, one, world.pump, after=seconds)

        share = figures.get("times.within_45_seconds").value(Scope.of(world.detachment.path, YEAR))

        assert share == 0.5

    def test_count_a_receipt_at_exactly_45_seconds_as_within(self) -> None:
        world = make.city()
        for number, seconds in enumerate((45, 46)):
            one = make.incident(world, f"receipt-{number}", datetime(2024, 6, 1, tzinfo=periods.ZONE))
            make.sent(world, one, world.pump, after=30)
            one.first_received_at = one.answered_at + timedelta(seconds=seconds)
            one.save()
        found = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert found["times.received_within_45_seconds"] == 0.5
        assert found["times.call_to_receipt.median"] == 45.5

    def test_leave_out_what_has_no_stamp(self) -> None:
        world = make.city()
        one = make.incident(world, "turned-back", datetime(2024, 6, 1, tzinfo=periods.ZONE))
        make.sent(world, one, world.pump, arrive=None)

        values = figures.together(figures.catalogue(), Scope.of(world.detachment.path, YEAR))

        assert values["times.arrival.median"] is None
        assert values["times.within_five_minutes"] is None
        assert values["times.arrival_unknown"] == 1

    def test_recompute_the_median_of_each_group(self, scope: Scope) -> None:
        median = figures.get("times.arrival.median")

        rows = median.by("kind", scope)

        assert median.value(scope) is not None
        assert all(row.value == median.value(scope.held("kind", row.key)) for row in rows)


def test_a_dimension_says_what_it_cannot_read(scope: Scope) -> None:
    with pytest.raises(ValueError, match="23"):
        figures.get("incidents.handled").value(scope.held("hour", "24"))


def test_a_heat_map_adds_up_to_the_whole(scope: Scope) -> None:
    handled = figures.get("incidents.handled")

    cells = handled.cross("weekday", "hour", scope)  # type: ignore[union-attr]

    assert sum(cells.values()) == handled.value(scope) == 43
