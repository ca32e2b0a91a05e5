"""The living demo: calls are taken to their end, what people touch is left alone, a killed script goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from lanyan.demo.ground import DemoRefused
from lanyan.demo.live import MOST_OPEN, Director
from lanyan.demo.live_way import Trip, point_along
from lanyan.forces.models import Vehicle
from lanyan.incidents import actions, rules
from lanyan.incidents.models import Call, Incident, LogEntry, Run
from lanyan.incidents.tests import make
from lanyan.kernel import audit
from lanyan.places.coordinates import distance_m
from lanyan.places.models import Division, Place
from lanyan.units.models import User

pytestmark = pytest.mark.django_db

STEP = timedelta(seconds=6)
LONG = 1500


@pytest.fixture
def world() -> SimpleNamespace:
    """A small demo city with places where things happen."""
    world = make.city()
    User.objects.update(is_demo=True)
    for division in Division.objects.counties_of("3308"):
        for number in range(3):
            Place.objects.create(
                kind=Place.Kind.ESTATE,
                name=f"锦桂苑{number}",
                address="文昌大道 186 号",
                division=division,
                lon=118.8665 + number / 500,
                lat=28.9565,
            )
    return world


class Clock:
    """Steps a director on from a frozen instant."""

    def __init__(self, every: float = 3000.0) -> None:
        self.now: datetime = make.NIGHT
        self.every = every
        self.director = Director(every=every)

    def until(self, holds: Callable[[], object], *, steps: int = LONG) -> bool:
        """Step until something holds; False when it never does."""
        for _number in range(steps):
            if holds():
                return True
            self.now += STEP
            self.director.step(self.now)
        return bool(holds())

    def restart(self) -> None:
        """Begin anew as after kill -9: nothing is left but the database."""
        self.director = Director(every=self.every)


def first() -> Incident:
    """The script's first incident."""
    return Incident.objects.order_by("pk").get(pk=Incident.objects.order_by("pk").values("pk")[:1])


def sent() -> bool:
    """Is a vehicle on its way?"""
    return Run.objects.filter(status=rules.DEPARTED).exists()


@pytest.mark.usefixtures("world")
class TestALivingCity:
    def test_takes_a_call_from_the_first_word_to_the_closing(self) -> None:
        clock = Clock()

        assert clock.until(lambda: Incident.objects.filter(status=rules.CLOSED).exists())

        incident = first()
        call = incident.calls.get()
        assert call.source_id.startswith("演示-3308-")
        assert call.words
        assert incident.place_words
        assert incident.lon is not None
        assert incident.runs.exists()
        run = incident.runs.first()
        assert [run.status, run.received_at < run.departed_at < run.arrived_at < run.returned_at] == ["READY", True]

    def test_says_in_provenance_and_history_that_it_was_the_script(self) -> None:
        clock = Clock()
        clock.until(lambda: Incident.objects.filter(status=rules.CLOSED).exists())

        incident = first()

        assert {told["source"] for run in incident.runs.all() for told in run.provenance.values()} == {"device"}
        assert {entry.who for entry in audit.history(incident)} == {"演示"}
        assert set(incident.log.exclude(by=None).values_list("by__name", flat=True)) == {"演示"}
        assert not User.objects.get(username="demo-live").is_active

    def test_writes_the_draft_down_as_the_caller_speaks(self) -> None:
        clock = Clock()
        clock.until(Incident.objects.exists)
        seen = []

        clock.until(lambda: seen.append(_known(first())) or first().kind is not None)

        assert seen[0] == 0
        assert sorted(set(seen)) == [0, 1, 2, 3, 4]
        assert seen == sorted(seen)

    def test_drives_nearer_and_nearer_to_the_scene(self) -> None:
        clock = Clock()
        clock.until(sent)
        run = Run.objects.filter(status=rules.DEPARTED).first()
        far = []

        clock.until(lambda: far.append(_away(run)) or Run.objects.get(pk=run.pk).status != rules.DEPARTED)

        known = [metres for metres in far if metres is not None]
        assert len(known) > 3
        assert known == sorted(known, reverse=True)
        assert known[-1] < known[0] / 2

    def test_goes_on_where_it_was_killed(self) -> None:
        clock = Clock()
        for holds in (Call.objects.filter(words__gt="").exists, sent, Run.objects.filter(status="LEFT_SCENE").exists):
            assert clock.until(holds)
            clock.restart()

        assert clock.until(lambda: first().status == rules.CLOSED)

        assert Incident.objects.filter(calls__source_id__startswith="演示-").count() <= 4

    def test_takes_no_more_calls_than_the_city_can_bear(self) -> None:
        clock = Clock(every=5)

        clock.until(lambda: False, steps=60)

        assert 2 < Incident.objects.unfinished().count() <= MOST_OPEN


def _known(incident: Incident) -> int:
    call = incident.calls.get()
    return sum((bool(call.words), bool(incident.place_words), incident.lon is not None, incident.kind is not None))


def _away(run: Run) -> float | None:
    vehicle, incident = Vehicle.objects.get(pk=run.vehicle_id), run.incident
    if vehicle.positioned_at is None:
        return None
    return distance_m(vehicle.lon, vehicle.lat, incident.lon, incident.lat)


class TestHandsOff:
    def test_leaves_an_incident_that_a_person_took_over(self, world: SimpleNamespace) -> None:
        clock = Clock()
        clock.until(sent)
        actions.take_over(incident_id=first().pk, at=clock.now, by=world.taker)
        before = _state(first())

        clock.until(lambda: False, steps=200)

        assert _state(first()) == before

    def test_leaves_an_incident_of_which_a_person_stamped_a_vehicle(self, world: SimpleNamespace) -> None:
        clock = Clock()
        clock.until(Run.objects.filter(status=rules.RECEIVED).exists)
        run = Run.objects.filter(status=rules.RECEIVED).first()
        at = clock.now
        actions.stamp_runs(run_ids=[run.pk], stamp="departed", at=at, entered_at=at, by=world.officer)
        before = _state(run.incident)

        clock.until(lambda: False, steps=200)

        assert _state(run.incident) == before
        assert Vehicle.objects.get(pk=run.vehicle_id).positioned_at is None

    def test_leaves_a_draft_that_a_person_wrote_into(self, world: SimpleNamespace) -> None:
        clock = Clock()
        clock.until(Call.objects.filter(words__gt="").exists)
        actions.save_draft(incident_id=first().pk, changes={"description": "问清楚有没有人被困"}, by=world.taker)
        before = _state(first())

        clock.until(lambda: False, steps=60)

        assert first().status == rules.DRAFT
        assert _state(first()) == before

    def test_never_touches_what_people_took(self, world: SimpleNamespace) -> None:
        own = make.opened(world)
        before = _state(own)
        clock = Clock()

        clock.until(sent)

        own.refresh_from_db()
        assert _state(own) == before

    def test_refuses_a_database_that_is_no_demo(self) -> None:
        make.city()

        with pytest.raises(DemoRefused):
            Director()

        assert not User.objects.filter(username="demo-live").exists()


def _state(incident: Incident) -> tuple[object, ...]:
    incident = Incident.objects.get(pk=incident.pk)
    runs = list(Run.objects.filter(incident=incident).order_by("pk").values_list("pk", "status"))
    return incident.status, incident.owner_id, runs, LogEntry.objects.filter(incident=incident).count()


def test_a_trip_begins_and_ends_where_it_should() -> None:
    line = [[118.0, 28.0], [118.01, 28.0], [118.01, 28.01]]
    trip = Trip(line, distance_m(118, 28, 118.01, 28) + distance_m(118.01, 28, 118.01, 28.01), 200)

    assert trip.at(0) == (118.0, 28.0)
    assert trip.at(-5) == (118.0, 28.0)
    assert trip.at(10_000) == pytest.approx((118.01, 28.01))
    assert trip.at(100, behind=1) != trip.at(100)
    assert point_along(line, 0) == (118.0, 28.0)
