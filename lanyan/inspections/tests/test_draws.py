"""Draws as records: their frozen ground, who can be drawn, approval by another, the same again, publication."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from lanyan.inspections import lots
from lanyan.inspections.actions import draws, plans
from lanyan.inspections.actions.draws import Asked
from lanyan.inspections.models import Draw, DrawGround, Inspection
from lanyan.inspections.tests import make
from lanyan.kernel.errors import Refused
from lanyan.premises.models import CategoryMark

pytestmark = pytest.mark.django_db
SEED = "qz-2026-05-13"


@pytest.fixture
def world():
    city = make.city()
    city.places = [city.premises, *(make.place(city) for _number in range(7))]
    return city


def asked(world, **more) -> Asked:
    facts = {"title": "五月双随机", "wanted": 3, "scheduled_date": make.TODAY, "seed": SEED, **more}
    return Asked(unit_id=world.battalion.pk, **facts)


def drawn(world, **more) -> Draw:
    return draws.make_draw(asked=asked(world, **more), at=make.MORNING, by=world.user)


class TestMakeDraw:
    def test_freezes_all_it_was_made_from(self, world):
        draw = drawn(world)

        ground = draw.ground
        assert sorted(pk for pk, _kind in ground.population) == sorted(each.pk for each in world.places)
        assert sorted(pk for pk, _load in ground.staff) == sorted([world.lead.pk, world.second.pk, world.third.pk])
        assert (draw.seed, draw.wanted, draw.drawn.count()) == (SEED, 3, 3)
        with pytest.raises(ProgrammingError), transaction.atomic():
            DrawGround.objects.update(weights={})

    def test_never_draws_the_unqualified(self, world):
        make.person(world.battalion, "赵强", "GOVERNMENT_FULL_TIME")
        lapsed = make.person(world.battalion, "孙亮", licensed=False)
        make.licence(lapsed, until=make.TODAY)
        gone = make.person(world.battalion, "钱进")
        make.people.leave_service(person_id=gone.pk, left_date=make.TODAY, reason="转业", by=None)

        people = {pk for pk, _load in drawn(world).ground.staff}

        assert people == {world.lead.pk, world.second.pk, world.third.pk}

    def test_weighs_by_the_heaviest_category(self, world):
        for category in ("NINE_SHOP", "KEY_UNIT"):
            CategoryMark.objects.create(
                premises=world.premises, category=category, since_date=make.LONG_AGO, grounds=CategoryMark.DECLARED
            )

        ground = drawn(world).ground

        classes = dict(ground.population)
        assert classes[world.premises.pk] == "KEY_UNIT"
        assert classes[world.places[1].pk] == "GENERAL"
        assert ground.weights["KEY_UNIT"] == 3

    def test_leaves_out_with_a_reason_what_has_reached_the_cap_or_was_named(self, world):
        drive = plans.make_drive(unit_id=world.battalion.pk, kind="EBIKE", name="专项", since_date=make.TODAY, by=None)
        for _number in range(2):
            make.planned(world, cause="SPECIAL", drive_id=drive.pk)

        ground = drawn(world, excluded={world.places[1].pk: "上月刚查过"}).ground

        reasons = dict(ground.excluded)
        assert "cap" in reasons[world.premises.pk]
        assert reasons[world.places[1].pk] == "上月刚查过"
        assert world.premises.pk not in dict(ground.population)

    def test_leaves_out_what_fewer_than_two_may_check(self, world):
        for person in (world.lead, world.second):
            draws.enter_recusal(
                person_id=person.pk, premises_id=world.premises.pk, reason="利害关系", at=make.MORNING, by=world.head
            )

        draw = drawn(world, wanted=7)

        assert "fewer than two" in dict(draw.ground.excluded)[world.premises.pk]

    def test_takes_the_places_of_the_categories_only(self, world):
        CategoryMark.objects.create(
            premises=world.places[2], category="NINE_SHOP", since_date=make.LONG_AGO, grounds=CategoryMark.DECLARED
        )

        draw = drawn(world, wanted=1, categories=["NINE"])

        assert [each.premises for each in draw.drawn.all()] == [world.places[2]]

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"wanted": 0}, "wanted"),
            ({"wanted": 9}, "wanted"),
            ({"seed": "short"}, "seed"),
            ({"title": " "}, "title"),
            ({"form": "FUN"}, "form"),
            ({"scheduled_date": make.TODAY - timedelta(days=1)}, "scheduled_date"),
        ],
    )
    def test_refuses_nonsense_by_field(self, world, more, field):
        with pytest.raises(Refused) as refusal:
            drawn(world, **more)

        assert refusal.value.field == field
        assert not Draw.objects.exists()

    def test_needs_two_who_can_be_drawn(self, world):
        for person in (world.second, world.third):
            make.people.leave_service(person_id=person.pk, left_date=make.TODAY, reason="调离", by=None)

        with pytest.raises(Refused) as refusal:
            drawn(world)

        assert refusal.value.field == "unit"

    def test_reads_its_ground_with_the_same_number_of_queries_whatever_the_population(
        self, world, django_assert_max_num_queries
    ):
        few = asked(world)
        with django_assert_max_num_queries(8):
            lots.ground(world.battalion, few, on=make.TODAY)
        for _number in range(20):
            make.place(world)

        with django_assert_max_num_queries(8):
            lots.ground(world.battalion, few, on=make.TODAY)


class TestRunAgain:
    def test_gives_the_same_whatever_changed_since(self, world):
        draw = drawn(world)
        make.place(world)
        make.person(world.battalion, "新人")

        _result, differing = lots.run_again(Draw.objects.get(pk=draw.pk))

        assert differing == []

    def test_shows_who_changed_the_result(self, world):
        draw = drawn(world)
        first = draw.drawn.get(position=1)
        other = next(each for each in world.places if not draw.drawn.filter(premises=each).exists())
        type(first).objects.filter(pk=first.pk).update(premises=other)

        assert lots.run_again(Draw.objects.get(pk=draw.pk))[1] == [1]


class TestApproval:
    def test_plans_a_check_with_its_people_for_each_place(self, world):
        draw = drawn(world)

        draws.approve_draw(draw_id=draw.pk, at=make.MORNING, by=world.head)

        for each in draw.drawn.all():
            people = {member.person_id for member in each.inspection.staff.standing()}
            assert (each.inspection.cause, people) == ("DRAWN", {each.first_id, each.second_id})

    def test_is_refused_to_who_drew(self, world):
        draw = drawn(world)

        with pytest.raises(Refused, match="does not approve"):
            draws.approve_draw(draw_id=draw.pk, at=make.MORNING, by=world.user)

    def test_says_at_each_place_why_it_became_no_check(self, world):
        from lanyan.premises.actions import close_premises  # noqa: PLC0415 - one use

        draw = drawn(world)
        first = draw.drawn.get(position=1)
        close_premises(premises_id=first.premises_id, closed_date=make.TODAY, reason="停业", by=None)

        draws.approve_draw(draw_id=draw.pk, at=make.MORNING, by=world.head)

        first.refresh_from_db()
        assert "closed down" in first.left_out
        assert Inspection.objects.count() == 2

    def test_counts_the_load_of_the_year_at_the_next_draw(self, world):
        draw = drawn(world)

        loads = dict(drawn(world, seed="another-seed").ground.staff)

        assert sum(loads.values()) == 2 * draw.drawn.count()


class TestItsEnd:
    def test_is_published_with_day_and_place(self, world):
        draw = drawn(world)
        given = {"published_date": make.TODAY, "published_where": "市政府网站", "at": make.MORNING, "by": world.user}
        with pytest.raises(Refused, match="not possible"):
            draws.publish_draw(draw_id=draw.pk, **given)
        draws.approve_draw(draw_id=draw.pk, at=make.MORNING, by=world.head)

        assert draws.publish_draw(draw_id=draw.pk, **given).state == "PUBLISHED"

    def test_may_be_withdrawn_and_stays(self, world):
        draw = drawn(world)
        draws.withdraw_draw(draw_id=draw.pk, reason="人员调整", at=make.MORNING, by=world.user)

        assert Draw.objects.get().withdrawn_reason == "人员调整"
        assert sum(load for _pk, load in drawn(world).ground.staff) == 0


class TestRecusals:
    def test_are_entered_once_and_withdrawn(self, world):
        given = {"person_id": world.lead.pk, "premises_id": world.premises.pk, "at": make.MORNING, "by": world.head}
        recusal = draws.enter_recusal(reason="近亲属", **given)
        with pytest.raises(Refused) as refusal:
            draws.enter_recusal(reason="近亲属", **given)
        assert refusal.value.field == "premises"

        draws.withdraw_recusal(recusal_id=recusal.pk, reason="亲属已离职", at=make.MORNING, by=world.head)

        assert make.planned(world).staff.standing().count() == 2
