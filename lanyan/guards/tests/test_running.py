"""A guard under way: its incident and vehicles, stamps and rounds, silence, the end."""

from datetime import timedelta

import pytest

from lanyan.guards.actions import plans, posts, running, stamps
from lanyan.guards.models import Guard, PostVehicle, Round, Stamp
from lanyan.guards.queries import boards
from lanyan.guards.rules import life
from lanyan.guards.tests import make
from lanyan.guards.tests.make import BEGINS, ENDS, PLANNED, when
from lanyan.incidents import actions as incidents
from lanyan.incidents import rules
from lanyan.incidents.models import Incident, Run
from lanyan.incidents.tests import make as incident_make
from lanyan.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


def refusal(act, **given):
    with pytest.raises(Refused) as told:
        act(**given)
    return told.value


def stand_down(world, guard, minutes, **more):
    at = when(minutes)
    return running.stand_down_guard(guard_id=guard.pk, at=at, entered_at=more.get("entered_at", at), by=world.chief)


class TestBeginning:
    def test_opens_an_incident_of_guard_duty_and_orders_the_vehicles(self, world):
        guard = make.begun(world)

        incident = guard.incident
        assert (incident.status, incident.kind, incident.subkind.code) == (rules.OPEN, rules.GUARD, "GUARD-DAILY")
        assert incident.answered_at == BEGINS
        run = Run.objects.get()
        assert (run.incident, run.vehicle, run.status) == (incident, world.pump, rules.ORDERED)
        assert PostVehicle.objects.get().run == run
        assert run.order.note.startswith("水亭门元宵灯会")

    def test_names_the_incident_that_the_desk_has_opened(self, world):
        guard = make.approved(world)
        incident = incident_make.opened(world, at=BEGINS, kind="GUARD", subkind="GUARD-DAILY", level=None, facts={})

        running.begin_guard(guard_id=guard.pk, incident_id=incident.pk, at=when(1), by=world.chief)

        assert Incident.objects.count() == 1
        guard.refresh_from_db()
        assert guard.incident == incident

    def test_names_no_incident_of_another_kind(self, world):
        guard = make.approved(world)
        fire = incident_make.opened(world, at=BEGINS)

        told = refusal(running.begin_guard, guard_id=guard.pk, incident_id=fire.pk, at=when(1), by=world.chief)

        assert told.field == "incident"

    def test_leaves_a_busy_vehicle_behind_and_says_so(self, world):
        guard = make.approved(world)
        incident_make.ordered(world, world.pump, at=BEGINS - timedelta(minutes=10))

        running.begin_guard(guard_id=guard.pk, at=BEGINS, by=world.chief)

        assert PostVehicle.objects.get().run is None
        board = boards.board(Guard.objects.get(pk=guard.pk), when(1))
        assert "bound to incident" in board["unordered"][0][1]

    def test_orders_a_later_shift_when_its_time_has_come(self, world):
        guard = make.whole(world)
        posts.post_vehicles(
            guard_id=guard.pk, post_id=world.gate.pk, vehicle_ids=[world.rescue.pk], since_at=when(180),
            at=PLANNED, by=world.author,
        )  # fmt: skip
        plans.submit_guard(guard_id=guard.pk, at=PLANNED, by=world.author)
        plans.approve_guard(guard_id=guard.pk, at=PLANNED, by=world.chief)
        running.begin_guard(guard_id=guard.pk, at=BEGINS, by=world.chief)
        assert [run.vehicle for run in Run.objects.all()] == [world.pump]

        assert refusal(running.order_posted, guard_id=guard.pk, at=when(60), by=world.chief)
        running.order_posted(guard_id=guard.pk, at=when(100), by=world.chief)

        assert {run.vehicle for run in Run.objects.all()} == {world.pump, world.rescue}

    def test_makes_a_row_of_every_round_that_is_due(self, world):
        make.begun(world)

        assert set(Round.objects.values_list("post__name", "state")) == {("东门", life.DUE)}
        assert Round.objects.count() == 10

    def test_of_an_exercise_makes_an_exercise(self, world):
        assert make.begun(world, is_exercise=True).incident.is_exercise

    def test_is_refused_before_approval_and_when_the_time_is_over(self, world):
        assert refusal(running.begin_guard, guard_id=make.whole(world).pk, at=BEGINS, by=world.chief)
        other = make.planned(world, title="夜市")
        make.post(world, other, "北门", world.people[4])
        plans.submit_guard(guard_id=other.pk, at=PLANNED, by=world.author)
        plans.approve_guard(guard_id=other.pk, at=PLANNED, by=world.chief)
        assert "over" in refusal(running.begin_guard, guard_id=other.pk, at=ENDS, by=world.chief).reason


class TestStamping:
    def test_does_the_round_of_its_own_time_also_when_it_comes_in_late(self, world):
        guard = make.begun(world)
        running.watch(guard_id=guard.pk, at=when(50))
        first = Round.objects.get(number=1)
        assert first.state == life.MISSED

        make.stamp(world, "ROUND", minutes=12, entered_at=when(55))

        first.refresh_from_db()
        assert (first.state, first.stamp.at) == (life.DONE, when(12))

    def test_with_the_same_key_is_one_stamp(self, world):
        make.begun(world)
        one = make.stamp(world, "ROUND", minutes=12, key="k1")
        two = make.stamp(world, "ROUND", minutes=14, key="k1")

        assert one == two
        assert Stamp.objects.count() == 1
        told = refusal(make.stamp, world=world, kind="LEFT", minutes=14, key="k1")
        assert told.field == "key"

    def test_of_a_finding_becomes_a_clue_and_no_check(self, world):
        make.begun(world)

        stamp = make.stamp(world, "FOUND", minutes=20, words="灯笼线路裸露", as_clue=True)

        assert (stamp.clue.words, stamp.clue.unit) == ("灯笼线路裸露", world.battalion)
        assert stamp.clue.by_kind == "STATION"

    def test_of_a_finding_says_what(self, world):
        make.begun(world)

        assert refusal(make.stamp, world=world, kind="FOUND", minutes=20).field == "words"

    def test_relieves_somebody_who_is_there(self, world):
        guard = make.begun(world)
        make.stamp(world, "ARRIVED", minutes=1)

        absent = {"relieves_id": world.people[1].pk, "person": world.people[2]}
        assert refusal(make.stamp, world=world, kind="RELIEVED", minutes=60, **absent).field == "relieves"
        make.stamp(world, "RELIEVED", minutes=60, person=world.people[1], relieves_id=world.people[0].pk)

        there = boards.board(guard, when(61))["lines"][0].there
        assert [person for person, _since in there] == [world.people[1]]

    def test_of_leaving_is_for_those_who_are_there(self, world):
        make.begun(world)

        assert refusal(make.stamp, world=world, kind="LEFT", minutes=5).field == "person"

    @pytest.mark.parametrize("minutes", [-1, 400])
    def test_is_not_of_a_time_before_the_guard_or_to_come(self, world, minutes):
        make.begun(world)

        told = refusal(make.stamp, world=world, kind="ROUND", minutes=minutes, entered_at=when(10))

        assert told.field == "at"

    def test_of_arrival_stamps_what_is_on_its_way_to_the_post(self, world):
        guard = make.begun(world)
        run = Run.objects.get()
        incidents.stamp_runs(run_ids=[run.pk], stamp="departed", at=when(5), entered_at=when(5), by=world.dispatcher)

        make.stamp(world, "ARRIVED", minutes=20)

        run.refresh_from_db()
        assert (run.status, run.arrived_at) == (rules.ARRIVED, when(20))
        assert guard.incident.log.filter(act="guards.stamp_post").exists()

    def test_never_invents_a_departure(self, world):
        make.begun(world)

        make.stamp(world, "ARRIVED", minutes=20)

        assert Run.objects.get().departed_at is None

    def test_that_is_withdrawn_leaves_its_round_undone(self, world):
        guard = make.begun(world)
        stamp = make.stamp(world, "ROUND", minutes=12)

        stamps.withdraw_stamp(guard_id=guard.pk, stamp=stamp.pk, reason="误按", at=when(50), by=world.chief)

        assert Round.objects.get(number=1).state == life.MISSED


class TestSilence:
    def test_is_shown_red_and_never_as_safety(self, world):
        guard = make.begun(world)

        board = boards.board(guard, when(15))

        assert [line.post.name for line in board["red"]] == ["东门", "广场"]

    def test_of_a_round_is_written_down_by_the_watch_once(self, world):
        guard = make.begun(world)

        assert running.watch(guard_id=guard.pk, at=when(34)) == 0
        assert running.watch(guard_id=guard.pk, at=when(35)) == 1
        assert running.watch(guard_id=guard.pk, at=when(35)) == 0
        assert Round.objects.get(state=life.MISSED).missed_at == when(35)


class TestTheEnd:
    def home(self, world, minutes):
        run = Run.objects.get()
        for number, stamp in enumerate(("departed", "arrived", "left_scene", "available", "returned")):
            at = when(minutes + number)
            incidents.stamp_runs(run_ids=[run.pk], stamp=stamp, at=at, entered_at=at, by=world.dispatcher)

    def test_lapses_what_is_not_due_any_more_and_keeps_what_was_missed(self, world):
        guard = make.begun(world)
        make.stamp(world, "ROUND", minutes=40)

        stand_down(world, guard, 93)

        states = list(Round.objects.order_by("number").values_list("state", flat=True))
        assert states == [life.MISSED, life.DONE, life.DUE, *[life.LAPSED] * 7]
        # The third has its grace until ten past.
        running.watch(guard_id=guard.pk, at=when(100))
        assert Round.objects.get(number=3).state == life.MISSED

    def test_closes_the_incident_with_the_guard_once_the_vehicles_are_back(self, world):
        guard = make.begun(world)
        stand_down(world, guard, 60)
        assert (
            "not back"
            in refusal(running.close_guard, guard_id=guard.pk, summary="平稳", at=when(70), by=world.chief).reason
        )
        self.home(world, 61)

        running.close_guard(guard_id=guard.pk, summary="平稳", at=when(90), by=world.chief)

        guard.refresh_from_db()
        assert (guard.state, guard.summary) == (life.CLOSED, "平稳")
        assert Incident.objects.get().status == rules.CLOSED

    def test_is_not_reached_by_closing_the_incident_first(self, world):
        guard = make.begun(world)
        self.home(world, 5)

        told = refusal(incidents.close_incident, incident_id=guard.incident_id, at=when(60), by=world.chief)

        assert "under way" in told.reason

    def test_takes_stamps_that_waited_for_signal(self, world):
        guard = make.begun(world)
        stand_down(world, guard, 60)

        make.stamp(world, "ROUND", minutes=20, entered_at=when(65))

        assert Round.objects.get(number=1).state == life.DONE
        assert refusal(make.stamp, world=world, kind="ROUND", minutes=62, entered_at=when(65)).field == "at"

    def test_by_withdrawal_follows_that_of_the_incident(self, world):
        guard = make.begun(world)
        given = {"guard_id": guard.pk, "reason": "误开", "at": when(5), "by": world.chief}
        assert "first" in refusal(plans.withdraw_guard, **given).reason
        run = Run.objects.get()
        incidents.stand_down(run_id=run.pk, reason="误开", at=when(2), by=world.dispatcher)
        incidents.withdraw_incident(incident_id=guard.incident_id, reason="误开", at=when(3), by=world.chief)

        assert plans.withdraw_guard(**given).state == life.WITHDRAWN


class TestAVehiclePosted:
    def test_that_was_sent_elsewhere_is_told_so_and_can_be_stationed_anew(self, world):
        guard = make.begun(world)
        fire = incident_make.opened(world, at=when(30))
        pick = [incidents.Pick(vehicle_id=world.pump.pk)]
        incidents.order_forces(
            incident_id=fire.pk, picks=pick, override_reason="最近", at=when(31), by=world.dispatcher
        )

        posted = PostVehicle.objects.select_related("run").get()
        assert posted.run.status == rules.DIVERTED
        again = posts.post_vehicles(
            guard_id=guard.pk, post_id=world.gate.pk, vehicle_ids=[world.pump.pk], at=when(90), by=world.chief
        )
        assert again[0].since_at == when(90)
