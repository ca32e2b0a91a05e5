"""The plan and its way to approval, conflicts, a guard under way with its incident and vehicles, stamps, the end."""

from datetime import timedelta

import pytest

from lanyan.forces import actions as forces
from lanyan.guards.actions import plans, posts, running, stamps
from lanyan.guards.models import Guard, PostPerson, PostVehicle, Round, Stamp
from lanyan.guards.queries import boards, conflicts
from lanyan.guards.rules import life
from lanyan.guards.tests import make
from lanyan.guards.tests.make import BEGINS, ENDS, PLANNED, when
from lanyan.incidents import actions as incidents
from lanyan.incidents import rules
from lanyan.incidents.models import Incident, Run
from lanyan.incidents.tests import make as incident_make
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.people import actions as people
from lanyan.units.tests import make as units

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


class TestPlanning:
    def test_numbers_the_guard_and_keeps_who_wrote_it(self, world):
        guard = make.planned(world)

        assert (guard.number, guard.planned_by, guard.state) == ("3308-QW-2026-0001", world.author, life.DRAFT)
        assert audit.history(guard)[0].act == "guards.plan_guard"

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("kind", "FIRE-HIGH"),
            ("kind", "GUARD"),
            ("ends_at", BEGINS),
            ("lon", 181.0),
            ("title", " "),
            ("why", ""),
            ("address", "x" * 201),
            ("crowd", -1),
            ("commander", 0),
        ],
    )
    def test_refuses_what_cannot_be_by_its_field(self, world, field, wrong):
        name = "commander_id" if field == "commander" else field

        assert refusal(make.planned, world=world, **{name: wrong}).field == field
        assert not Guard.objects.exists()

    def test_of_a_post_keeps_to_the_time_of_its_guard(self, world):
        guard = make.planned(world)

        told = refusal(make.post, world=world, guard=guard, until_at=ENDS + timedelta(minutes=1))

        assert told.field == "until_at"

    def test_carries_those_posted_along_when_a_post_moves(self, world):
        guard = make.whole(world)
        later = make.PostFacts(
            "东门", "看守", *make.POINT, since_at=when(60), until_at=ENDS, people_needed=2, round_minutes=30
        )

        posts.change_post(guard_id=guard.pk, post_id=world.gate.pk, facts=later, at=PLANNED, by=world.author)

        assert set(PostPerson.objects.filter(post=world.gate).values_list("since_at", flat=True)) == {when(60)}

    def test_posts_a_formation_with_all_its_vehicles(self, world):
        guard = make.planned(world)
        gate = make.post(world, guard)

        posts.post_vehicles(
            guard_id=guard.pk, post_id=gate.pk, formation_id=world.formation.pk, at=PLANNED, by=world.author
        )

        assert list(PostVehicle.objects.values_list("vehicle", "formation")) == [
            (world.pump.pk, "主战编队"),
            (world.rescue.pk, "主战编队"),
        ]

    def test_posts_nobody_of_another_city(self, world):
        guard = make.planned(world)
        gate = make.post(world, guard)
        other = make.city("1404")

        given = {"guard_id": guard.pk, "post_id": gate.pk, "at": PLANNED, "by": world.author}
        assert refusal(posts.post_people, person_ids=[other.people[0].pk], **given).field == "people"
        assert refusal(posts.post_vehicles, vehicle_ids=[other.pump.pk], **given).field == "vehicles"


class TestApproval:
    def test_is_not_given_by_the_author(self, world):
        guard = make.whole(world)
        plans.submit_guard(guard_id=guard.pk, at=PLANNED, by=world.author)

        told = refusal(plans.approve_guard, guard_id=guard.pk, at=PLANNED, by=world.author)

        assert "does not approve" in told.reason
        guard.refresh_from_db()
        assert guard.state == life.SUBMITTED

    def test_tells_those_who_are_posted(self, world):
        guard = make.approved(world)

        assert guard.state == life.APPROVED
        assert not PostPerson.objects.filter(told_at=None).exists()
        assert [one.post.name for one in boards.postings(world.soldier)] == ["东门"]

    def test_is_not_asked_for_a_plan_with_an_empty_post(self, world):
        guard = make.planned(world)
        make.post(world, guard)

        told = refusal(plans.submit_guard, guard_id=guard.pk, at=PLANNED, by=world.author)

        assert "Nobody is posted" in told.reason

    def test_needs_a_reason_where_conflicts_stand(self, world):
        guard = make.whole(world)
        people.enter_absence(person_id=world.people[0].pk, kind="LEAVE", from_date=BEGINS.date(), by=None)
        plans.submit_guard(guard_id=guard.pk, at=PLANNED, by=world.author)

        told = refusal(plans.approve_guard, guard_id=guard.pk, at=PLANNED, by=world.chief)
        assert told.field == "reason"
        assert world.people[0].name in told.reason

        done = plans.approve_guard(guard_id=guard.pk, reason="已销假", at=PLANNED, by=world.chief)
        assert done.conflicts_reason == "已销假"

    def test_is_asked_anew_when_an_approved_plan_changes(self, world):
        guard = make.approved(world)

        plans.reopen_plan(guard_id=guard.pk, reason="增设一岗", at=PLANNED, by=world.author)

        guard.refresh_from_db()
        assert (guard.state, guard.approved_by) == (life.DRAFT, None)
        assert not PostPerson.objects.exclude(told_at=None).exists()

    def test_is_read_by_the_person_alone(self, world):
        make.approved(world)
        posting = PostPerson.objects.get(person=world.people[0])

        assert refusal(posts.see_posting, posting_id=posting.pk, at=PLANNED, by=world.keeper)
        seen = posts.see_posting(posting_id=posting.pk, at=PLANNED + timedelta(hours=2), by=world.soldier)
        assert seen.seen_at == PLANNED + timedelta(hours=2)


class TestConflicts:
    def words(self, guard, at=PLANNED):
        return [(one.name, one.words) for one in conflicts.of_guard(guard, at)]

    def test_are_none_where_nothing_stands_against_it(self, world):
        assert self.words(make.whole(world)) == []

    def test_name_leave_that_covers_the_day(self, world):
        guard = make.whole(world)
        given = {"person_id": world.people[1].pk, "kind": "LEAVE", "by": None}
        people.enter_absence(from_date=BEGINS.date() - timedelta(days=3), until_date=BEGINS.date(), **given)
        assert self.words(guard) == []

        people.enter_absence(from_date=BEGINS.date(), **given)
        assert [name for name, _words in self.words(guard)] == [world.people[1].name]

    def test_name_another_post_at_the_same_time(self, world):
        make.whole(world)
        other = make.planned(world, title="夜市", starts_at=when(60), ends_at=when(120))
        make.post(world, other, "北门", world.people[0], until_at=when(120))

        assert "水亭门元宵灯会" in self.words(other)[0][1]

    def test_say_nothing_of_a_guard_that_is_over(self, world):
        first = make.whole(world)
        plans.withdraw_guard(guard_id=first.pk, reason="取消", at=PLANNED, by=world.author)
        other = make.planned(world, title="夜市")
        make.post(world, other, "北门", world.people[0])

        assert self.words(other) == []

    def test_name_vehicles_off_the_road_and_held_back(self, world):
        guard = make.whole(world)
        forces.hold_vehicle(vehicle_id=world.pump.pk, kind="RESERVED", reason="备勤", at=PLANNED, by=None)
        forces.take_off_road(vehicle_id=world.pump.pk, reason="水泵故障", at=PLANNED, by=None)

        assert {words for _name, words in self.words(guard)} == {
            "off the road: 水泵故障",
            "kept in reserve: 备勤",
        }

    def test_name_a_vehicle_that_is_out_on_a_run_at_that_time(self, world):
        guard = make.whole(world)
        incident_make.ordered(world, world.pump, at=when(5))

        assert self.words(guard) == []
        assert "not received" in self.words(guard, when(10))[0][1]


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


class TestSeeing:
    def test_is_for_the_units_own_and_for_those_whose_people_are_posted(self, world):
        guard = make.whole(world, unit=world.detachment)

        assert Guard.objects.visible_to(world.keeper).get() == guard
        other = units.user("station_officer", world.other_station)
        assert not Guard.objects.visible_to(other).exists()
        assert not Guard.objects.visible_to(units.stranger("duty_officer")).exists()
