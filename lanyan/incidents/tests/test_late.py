"""Late entry: true times, provenance, counted like any other, never dispatched, refused where it cannot be."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lanyan.incidents import actions, events, rules
from lanyan.incidents.actions import LatePaper, LateRun
from lanyan.incidents.models import Incident, LateEntry, Run
from lanyan.incidents.tests import make
from lanyan.kernel import figures
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import year
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
NOW = make.NIGHT + timedelta(hours=6)
CHANGES = {
    "kind": "FIRE", "subkind": "FIRE-HIGH", "level": 2, "address": "锦桂苑 7 幢", "lon": make.POINT[0],
    "lat": make.POINT[1],
}  # fmt: skip


@pytest.fixture
def world():
    return make.city()


def at(minutes):
    return make.NIGHT + timedelta(minutes=minutes)


def paper(**more):
    given = {
        "form_number": "JJ-0017", "kept_by": "余晓静", "reason": "指挥中心停电", "answered_at": at(0),
        "closed_at": at(90),
        "changes": CHANGES, "result": {"rescued": 2},
    }  # fmt: skip
    return LatePaper(**{**given, **more})


def run(vehicle, **more):
    stamps = {"received": at(2), "departed": at(3), "arrived": at(8), "left_scene": at(70), "returned": at(80)}
    return LateRun(vehicle.pk, at(1), {**stamps, **more})


def entered(world, *runs, **more):
    return actions.enter_late(
        centre=world.detachment, paper=paper(**more), runs=runs or (run(world.pump),), at=NOW, by=world.dispatcher
    )


def refusal(world, *runs, **more):
    with pytest.raises(Refused) as told:
        entered(world, *runs, **more)
    assert not Incident.objects.filter(late_entry__isnull=False).exists()
    return told.value


class TestALateEntry:
    def test_has_its_true_times_and_where_they_come_from(self, world):
        incident = entered(world)

        assert (incident.status, incident.answered_at, incident.closed_at) == (rules.CLOSED, at(0), at(90))
        assert (incident.first_ordered_at, incident.first_arrived_at, incident.last_returned_at) == (
            at(1),
            at(8),
            at(80),
        )
        entry = LateEntry.objects.get()
        assert (entry.form_number, entry.kept_by, entry.entered_by, entry.entered_at) == (
            "JJ-0017", "余晓静", world.dispatcher, NOW,
        )  # fmt: skip
        only = Run.objects.get()
        assert only.provenance["arrived"]["source"] == "later"
        assert {line.entered_at for line in incident.log.all()} == {NOW}

    def test_counts_like_any_other_by_its_true_times(self, world):
        entered(world)
        scope = Scope.of(world.detachment.path, year(2024))

        keys = ("incidents.handled", "incidents.fire", "runs.vehicles", "runs.people")
        assert [figures.get(key).value(scope) for key in keys] == [1, 1, 1, 6]

    def test_of_an_exercise_counts_nowhere(self, world):
        entered(world, is_exercise=True)

        assert figures.get("incidents.handled").value(Scope.of(world.detachment.path, year(2024))) == 0

    def test_sends_nobody(self, world, django_capture_on_commit_callbacks):
        heard = []
        listening = lambda **told: heard.append(told)  # noqa: E731 - kept alive here
        events.order_issued.connect(listening)
        with django_capture_on_commit_callbacks(execute=True):
            entered(world)

        assert heard == []
        assert not Run.objects.open().exists()
        events.order_issued.disconnect(listening)

    def test_keeps_each_station_and_wave_apart(self, world):
        later = LateRun(world.tanker.pk, at(20), {"departed": at(21), "arrived": at(30), "returned": at(85)}, 3, "赵明")
        incident = entered(world, run(world.pump), run(world.rescue), later)

        assert list(incident.orders.order_by("serial").values_list("serial", "wave")) == [(1, 0), (2, 1)]
        assert Run.objects.get(vehicle=world.tanker).headcount == 3

    def test_may_have_no_vehicle_at_all(self, world):
        incident = actions.enter_late(centre=world.detachment, paper=paper(), at=NOW, by=world.dispatcher)

        assert incident.first_ordered_at is None


class TestIsRefused:
    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("form_number", {"form_number": " "}),
            ("kept_by", {"kept_by": ""}),
            ("reason", {"reason": ""}),
            ("form_number", {"form_number": "x" * 41}),
            ("source", {"source": "PIGEON"}),
            ("answered_at", {"answered_at": NOW + timedelta(hours=1), "closed_at": NOW + timedelta(hours=2)}),
            ("closed_at", {"closed_at": NOW + timedelta(hours=1)}),
            ("closed_at", {"closed_at": at(-1)}),
            ("level", {"changes": {**CHANGES, "level": ""}}),
            ("kind", {"changes": {"address": "x"}}),
            ("address", {"changes": {**CHANGES, "address": ""}}),
            ("rescued", {"result": {"rescued": -1}}),
        ],
    )
    def test_by_its_field_and_nothing_is_half_written(self, world, field, wrong):
        assert refusal(world, **wrong).field == field

    @pytest.mark.parametrize(
        "wrong",
        [{"arrived": at(2)}, {"returned": None}, {"returned": at(95)}, {"left_scene": NOW + timedelta(hours=9)}],
    )
    def test_where_the_times_of_a_run_cannot_be(self, world, wrong):
        assert refusal(world, run(world.pump, **wrong)).field == "runs"

    def test_where_a_vehicle_was_ordered_before_the_call(self, world):
        early = LateRun(world.pump.pk, at(-1), {"returned": at(5)})

        assert refusal(world, early).field == "runs"

    def test_where_a_vehicle_was_elsewhere_by_what_is_recorded(self, world):
        make.finished(world, at=at(30))

        assert "at that time" in refusal(world).reason

    def test_for_a_vehicle_of_another_city_or_twice(self, world):
        other = make.city("1404")

        assert refusal(world, run(other.pump)).field == "runs"
        assert refusal(world, run(world.pump), run(world.pump)).field == "runs"

    def test_for_a_form_that_was_entered(self, world):
        first = entered(world)
        with pytest.raises(Refused) as told:
            actions.enter_late(centre=world.detachment, paper=paper(), at=NOW, by=world.dispatcher)

        assert told.value.field == "form_number"
        assert first.number in told.value.reason


def typed(world, **more):
    given = {
        "form_number": "JJ-0017", "kept_by": "余晓静", "reason": "停电", "answered_at": "2024-05-09T03:00:00",
        "closed_at": "2024-05-09T04:30:00", "source": "PHONE_119", "kind": "FIRE", "subkind": "FIRE-HIGH", "level": "2",
        "address": "锦桂苑", "vehicle_0": world.pump.pk, "ordered_0": "2024-05-09T03:01:00",
        "departed_0": "2024-05-09T03:02:00", "arrived_0": "2024-05-09T03:08:00", "returned_0": "2024-05-09T04:00:00",
    }  # fmt: skip
    return {**given, **more}


class TestThePage:
    @pytest.fixture(autouse=True)
    def _that_morning(self):
        with time_machine.travel(NOW, tick=False):
            yield

    def test_enters_it_and_shows_it_as_entered_late(self, client, world):
        client.force_login(world.dispatcher)

        answer = client.post(reverse("incidents:enter_late"), typed(world))

        incident = Incident.objects.get()
        assert answer["Location"] == reverse("incidents:incident", args=[incident.pk])
        assert "JJ-0017" in client.get(answer["Location"]).content.decode()
        assert len(client.get(reverse("incidents:ledger") + "?late=true").context["table"].rows) == 1

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("answered_at", {"answered_at": "soon"}),
            ("vehicle_1", {"people_1": "3"}),
            ("ordered_0", {"ordered_0": ""}),
            ("closed_at", {"closed_at": "2030-01-01T00:00:00"}),
            ("lon", {"lon": "200", "lat": "2"}),
        ],
    )
    def test_tells_wrong_input_at_its_field(self, client, world, field, wrong):
        client.force_login(world.dispatcher)

        answer = client.post(reverse("incidents:enter_late"), typed(world, **wrong))

        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert not Incident.objects.exists()

    def test_is_for_those_with_the_right(self, client, world):
        client.force_login(units.user("publicity", world.detachment))

        assert client.get(reverse("incidents:enter_late")).status_code == 403
