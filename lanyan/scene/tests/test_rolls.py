"""Roll-calls, the watch, and that silence is never safety."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyan.incidents.models import LogEntry
from lanyan.kernel.errors import Refused
from lanyan.scene import queries
from lanyan.scene.actions import alarms, crews, rolls, scenes
from lanyan.scene.models import Alarm, Crew, RollAnswer, RollCall
from lanyan.scene.rules import rolls as rules
from lanyan.scene.tests import make
from lanyan.scene.tests.make import doing, when

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def scene(world):
    return make.opened(world)


def outcome(scene):
    return queries.account(scene, when(60))["outcome"]


def acts(scene):
    return list(LogEntry.objects.filter(incident=scene.incident).order_by("pk").values_list("act", flat=True))


class TestARollCall:
    def test_is_not_all_safe_until_the_last_crew_has_answered_whole(self, world, scene):
        one, two = make.crew(world, scene), make.crew(world, scene, "攻坚二组", headcount=2)
        make.roll(world, scene)
        make.answer(world, scene, one, 3)
        assert outcome(scene) == rules.NOT_SAFE
        assert "scene.all_safe" not in acts(scene)

        make.answer(world, scene, two, 2, minutes=4)

        assert outcome(scene) == rules.SAFE
        assert acts(scene)[-1] == "scene.all_safe"

    def test_is_not_all_safe_with_a_number_that_differs_and_sounds_an_alarm(self, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)

        make.answer(world, scene, crew, 2)

        assert outcome(scene) == rules.NOT_SAFE
        assert Alarm.objects.filter(settled_at=None).get().kind == "DIFFERS"
        assert acts(scene)[-1] == "scene.alarm"

    def test_settles_that_alarm_by_a_whole_answer(self, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)
        make.answer(world, scene, crew, 2)

        make.answer(world, scene, crew, 3, minutes=4)

        assert Alarm.objects.get().found == alarms.ANSWERED
        assert outcome(scene) == rules.SAFE

    def test_is_no_longer_all_safe_when_another_crew_goes_in(self, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)
        make.answer(world, scene, crew, 3)

        make.crew(world, scene, "攻坚二组", minutes=5)

        assert outcome(scene) == rules.NOT_SAFE

    def test_is_no_longer_all_safe_when_a_number_is_changed_after_the_answer(self, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)
        make.answer(world, scene, crew, 3)

        crews.change_crew(scene_id=scene.pk, crew=crew.pk, headcount=4, reason="增援1人", **doing(5, world.keeper))

        assert outcome(scene) == rules.NOT_SAFE
        rolls.watch(scene_id=scene.pk, at=when(6))
        assert Alarm.objects.get().kind == "DIFFERS"

    def test_begun_anew_asks_everybody_anew(self, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)
        make.answer(world, scene, crew, 3)

        make.roll(world, scene, minutes=10)

        assert outcome(scene) == rules.NOT_SAFE
        assert RollCall.objects.filter(ended_at=None).get().number == 2

    def test_is_refused_when_nobody_is_inside(self, world, scene):
        with pytest.raises(Refused, match="Nobody"):
            make.roll(world, scene)

    def test_takes_an_answer_that_comes_in_late_for_its_own_roll_call_only(self, world, scene):
        crew = make.crew(world, scene)
        first = make.roll(world, scene)
        make.roll(world, scene, minutes=10)

        make.answer(world, scene, crew, 3, minutes=9, roll=first.pk)

        assert outcome(scene) == rules.NOT_SAFE
        assert RollAnswer.objects.get().roll_id == first.pk

    @pytest.mark.parametrize(("minutes", "field"), [(11, "roll"), (1.5, "at")])
    def test_refuses_an_answer_from_another_time(self, world, scene, minutes, field):
        crew = make.crew(world, scene)
        first = make.roll(world, scene)
        make.roll(world, scene, minutes=10)

        with pytest.raises(Refused) as refused:
            make.answer(world, scene, crew, 3, minutes=minutes, roll=first.pk)

        assert refused.value.field == field

    def test_has_one_open_at_a_time_by_the_database_too(self, world, scene):
        make.crew(world, scene)
        make.roll(world, scene)

        with pytest.raises(IntegrityError), transaction.atomic():
            RollCall.objects.create(scene=scene, number=9, cause="HAND", opened_at=when(3))


class TestTheWatch:
    def test_sounds_each_alarm_once_however_often_it_looks(self, world, scene):
        make.crew(world, scene)
        make.roll(world, scene)

        sounded = [rolls.watch(scene_id=scene.pk, at=when(minutes)) for minutes in (3, 5, 6, 24, 29, 30)]

        assert sounded == [0, 1, 0, 1, 1, 0]
        assert list(Alarm.objects.order_by("pk").values_list("kind", flat=True)) == [
            "UNANSWERED", "MUST_LEAVE", "LOW_AIR",
        ]  # fmt: skip
        assert acts(scene).count("scene.alarm") == 3

    def test_leaves_a_crew_alone_that_has_answered_whole(self, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)
        make.answer(world, scene, crew, 3)

        assert rolls.watch(scene_id=scene.pk, at=when(10)) == 0

    def test_does_not_repeat_the_alarm_of_a_crew_that_is_silent_at_the_next_roll_call_too(self, world, scene):
        crew = make.crew(world, scene)
        for minutes in (2, 10):
            make.roll(world, scene, minutes=minutes)
            rolls.watch(scene_id=scene.pk, at=when(minutes + 3))
        assert Alarm.objects.filter(kind="UNANSWERED").count() == 1

        alarms.settle_alarm(
            scene_id=scene.pk, alarm=Alarm.objects.get().pk, found="电台联系上", **doing(14, world.keeper)
        )
        make.roll(world, scene, minutes=15)
        rolls.watch(scene_id=scene.pk, at=when(18))

        assert Alarm.objects.filter(crew=crew, settled_at=None).get().due_at == when(17)

    def test_opens_the_next_roll_call_by_the_interval(self, world):
        scene = make.opened(world, roll_minutes=15)
        make.crew(world, scene)

        for minutes in (10, 15.9, 16, 17, 31, 32):
            rolls.watch(scene_id=scene.pk, at=when(minutes))

        assert list(RollCall.objects.order_by("number").values_list("cause", "opened_at")) == [
            ("INTERVAL", when(16)), ("INTERVAL", when(31)),
        ]  # fmt: skip

    def test_does_nothing_at_a_closed_scene(self, world, scene):
        scenes.Scene.objects.filter(pk=scene.pk).update(state="CLOSED", closed_at=when(5))

        assert rolls.watch(scene_id=scene.pk, at=when(60)) == 0


STEPS = st.lists(
    st.sampled_from(["enter", "roll", "whole", "short", "leave", "mayday", "end", "more", "watch"]), max_size=10
)


class TestWhateverTheOrder:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=STEPS)
    def test_all_safe_is_said_only_when_every_crew_has_answered_whole_since_the_roll_call(self, world, steps):
        with transaction.atomic():
            scene = make.opened(world, at=make.CALL)
            for number, step in enumerate(steps, start=1):
                self.play(world, scene, step, number)
            account = queries.account(scene, when(len(steps) + 1))
            if account["safe"]:
                roll = RollCall.objects.get(scene=scene, ended_at=None)
                inside = list(Crew.objects.inside().filter(scene=scene))
                assert inside
                for crew in inside:
                    last = RollAnswer.objects.filter(roll=roll, crew=crew).order_by("at", "pk").last()
                    assert last is not None
                    assert (last.count, crew.mayday_at) == (crew.headcount, None)
                    assert last.at >= roll.opened_at
            transaction.set_rollback(True)

    @staticmethod
    def play(world, scene, step, number):
        crew = Crew.objects.inside().filter(scene=scene).order_by("pk").last()
        around = {"scene_id": scene.pk, **doing(number, world.keeper)}
        try:
            if step == "enter":
                make.crew(world, scene, f"{number}组", minutes=number)
            elif step == "roll":
                make.roll(world, scene, minutes=number)
            elif step == "watch":
                rolls.watch(scene_id=scene.pk, at=when(number))
            elif crew is not None:
                TestWhateverTheOrder.of_crew(world, scene, crew, step, number, around)
        except Refused:
            return

    @staticmethod
    def of_crew(world, scene, crew, step, number, around):
        if step in ("whole", "short"):
            make.answer(world, scene, crew, crew.headcount - (step == "short"), minutes=number)
        elif step == "leave":
            crews.leave_crew(crew=crew.pk, count=crew.headcount, **around)
        elif step == "mayday":
            crews.call_mayday(crew=crew.pk, **around)
        elif step == "end":
            crews.end_mayday(crew=crew.pk, found="已救出", **around)
        elif step == "more":
            crews.change_crew(crew=crew.pk, headcount=crew.headcount + 1, reason="增援", **around)
