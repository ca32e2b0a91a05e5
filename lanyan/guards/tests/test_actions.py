"""The plan and its way to approval, conflicts, who sees it."""

from datetime import timedelta

import pytest

from lanyan.forces import actions as forces
from lanyan.guards.actions import plans, posts
from lanyan.guards.models import Guard, PostPerson, PostVehicle
from lanyan.guards.queries import boards, conflicts
from lanyan.guards.rules import life
from lanyan.guards.tests import make
from lanyan.guards.tests.make import BEGINS, ENDS, PLANNED, when
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

        assert "somebody else" in told.reason
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


class TestSeeing:
    def test_is_for_the_units_own_and_for_those_whose_people_are_posted(self, world):
        guard = make.whole(world, unit=world.detachment)

        assert Guard.objects.visible_to(world.keeper).get() == guard
        other = units.user("station_officer", world.other_station)
        assert not Guard.objects.visible_to(other).exists()
        assert not Guard.objects.visible_to(units.stranger("duty_officer")).exists()
