from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyan.incidents import actions as incidents
from lanyan.incidents.models import LogEntry
from lanyan.kernel.errors import Refused
from lanyan.scene import queries
from lanyan.scene.actions import alarms, crews, rolls, scenes
from lanyan.scene.models import AirReading, Alarm, Crew, RollAnswer, RollCall
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


class TestEnteringACrew:
    def test_reckons_when_its_air_is_at_its_marks_and_writes_it_into_the_log(self, world, scene):
        crew = make.crew(world, scene, names=["王磊", "李强", "赵明"])

        assert crew.must_leave_at == when(1) + timedelta(minutes=22, seconds=40)
        assert crew.low_air_at == when(1) + timedelta(minutes=27, seconds=46)
        assert (crew.volume_l, crew.rate_l_min, crew.entry_bar) == (6.8, 60.0, 300)
        entry = LogEntry.objects.get(incident=scene.incident, act="scene.enter_crew")
        assert "goes inside by 1号楼梯: 3 people 王磊、李强、赵明, 300 bar" in str(entry)

    def test_without_apparatus_has_no_clocks(self, world, scene):
        crew = make.crew(world, scene, cylinder="", rate="", bar=None)

        assert (crew.must_leave_at, crew.read_bar, crew.volume_l) == (None, None, None)
        assert not AirReading.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"headcount": 0}, "headcount"),
            ({"headcount": 31}, "headcount"),
            ({"names": ["王磊", "王磊"]}, "names"),
            ({"names": ["甲", "乙", "丙", "丁"]}, "names"),
            ({"point": " "}, "point"),
            ({"cylinder": ""}, "cylinder"),
            ({"bar": None}, "bar"),
            ({"bar": 100}, "bar"),
            ({"bar": 400}, "bar"),
            ({"rate": "NONE"}, "rate"),
            ({"run": 999_999}, "run"),
            ({"sector": 999_999}, "sector"),
        ],
    )
    def test_is_refused_with_the_field_and_writes_nothing(self, world, scene, given, field):
        before = acts(scene)

        with pytest.raises(Refused) as refused:
            make.crew(world, scene, **given)

        assert refused.value.field == field
        assert not Crew.objects.exists()
        assert acts(scene) == before

    def test_is_refused_to_somebody_who_is_inside_already(self, world, scene):
        make.crew(world, scene, names=["王磊"])

        with pytest.raises(Refused, match="王磊 is inside already with 攻坚一组"):
            make.crew(world, scene, "攻坚二组", names=["王磊", "孙伟"])

    def test_is_refused_under_a_name_that_is_inside(self, world, scene):
        make.crew(world, scene)

        with pytest.raises(Refused) as refused:
            make.crew(world, scene)

        assert refused.value.field == "name"


class TestReadingTheAir:
    def test_lets_the_clocks_run_from_the_newest_reading_whatever_comes_in_late(self, world, scene):
        crew = make.crew(world, scene)
        crews.read_air(scene_id=scene.pk, crew=crew.pk, bar=200, **doing(9, world.keeper))
        crews.read_air(scene_id=scene.pk, crew=crew.pk, bar=260, **doing(5, world.keeper))

        crew.refresh_from_db()

        assert (crew.read_bar, crew.read_at) == (200, when(9))
        assert crew.must_leave_at == when(9) + timedelta(minutes=11, seconds=20)
        assert AirReading.objects.filter(crew=crew).count() == 3

    def test_puts_off_the_alarm_it_disproves(self, world, scene):
        crew = make.crew(world, scene)
        rolls.watch(scene_id=scene.pk, at=when(24))
        assert Alarm.objects.filter(settled_at=None).get().kind == "MUST_LEAVE"

        crews.read_air(scene_id=scene.pk, crew=crew.pk, bar=180, **doing(24, world.keeper))

        assert Alarm.objects.get().found == alarms.READ

    def test_is_refused_of_a_crew_without_apparatus(self, world, scene):
        crew = make.crew(world, scene, cylinder="", rate="", bar=None)

        with pytest.raises(Refused) as refused:
            crews.read_air(scene_id=scene.pk, crew=crew.pk, bar=180, **doing(5, world.keeper))

        assert refused.value.field == "crew"


class TestLeaving:
    def test_is_refused_unless_all_came_out(self, world, scene):
        crew = make.crew(world, scene)

        with pytest.raises(Refused) as refused:
            crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=2, **doing(9, world.keeper))

        assert refused.value.field == "count"
        assert Crew.objects.inside().count() == 1

    def test_notes_the_instant_and_settles_its_alarms(self, world, scene):
        crew = make.crew(world, scene)
        rolls.watch(scene_id=scene.pk, at=when(30))

        crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=3, **doing(31, world.keeper))

        crew.refresh_from_db()
        assert (crew.state, crew.out_at) == ("OUT", when(31))
        assert set(Alarm.objects.values_list("kind", "found")) == {("MUST_LEAVE", "OUT"), ("LOW_AIR", "OUT")}

    def test_of_part_of_a_crew_is_a_changed_number_with_a_reason(self, world, scene):
        crew = make.crew(world, scene, names=["王磊", "李强", "赵明"])
        crews.change_crew(
            scene_id=scene.pk, crew=crew.pk, headcount=2, names=["王磊", "李强"], reason="赵明撤出送医",
            **doing(5, world.keeper),
        )  # fmt: skip

        crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=2, **doing(9, world.keeper))

        assert not Crew.objects.inside().exists()
        assert "scene.change_crew" in acts(scene)

    def test_twice_is_refused(self, world, scene):
        crew = make.crew(world, scene)
        crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=3, **doing(9, world.keeper))

        with pytest.raises(Refused, match="out"):
            crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=3, **doing(10, world.keeper))


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


class TestAMayday:
    def test_calls_everybody_over_at_once_and_is_never_safe_until_it_is_ended(self, world, scene):
        one, two = make.crew(world, scene), make.crew(world, scene, "攻坚二组")
        make.roll(world, scene)
        for crew in (one, two):
            make.answer(world, scene, crew, 3)

        crews.call_mayday(scene_id=scene.pk, crew=one.pk, words="地面塌落", **doing(5, world.keeper))

        assert RollCall.objects.get(ended_at=None).cause == "MAYDAY"
        for crew in (one, two):
            make.answer(world, scene, crew, 3, minutes=6)
        assert outcome(scene) == rules.NOT_SAFE
        crews.end_mayday(scene_id=scene.pk, crew=one.pk, found="已救出", **doing(7, world.keeper))
        assert outcome(scene) == rules.SAFE

    def test_twice_is_once(self, world, scene):
        crew = make.crew(world, scene)

        for minutes in (5, 5.1):
            crews.call_mayday(scene_id=scene.pk, crew=crew.pk, **doing(minutes, world.keeper))

        assert Alarm.objects.count() == 1
        assert acts(scene).count("scene.call_mayday") == 1

    def test_keeps_its_crew_inside_until_it_is_ended(self, world, scene):
        crew = make.crew(world, scene)
        crews.call_mayday(scene_id=scene.pk, crew=crew.pk, **doing(5, world.keeper))

        with pytest.raises(Refused, match="mayday"):
            crews.leave_crew(scene_id=scene.pk, crew=crew.pk, count=3, **doing(6, world.keeper))

    def test_is_ended_and_not_settled(self, world, scene):
        crew = make.crew(world, scene)
        crews.call_mayday(scene_id=scene.pk, crew=crew.pk, **doing(5, world.keeper))

        with pytest.raises(Refused, match="ended"):
            alarms.settle_alarm(scene_id=scene.pk, alarm=Alarm.objects.get().pk, found="没事", **doing(6, world.keeper))


class TestClosing:
    def test_an_incident_is_refused_while_a_crew_is_inside(self, world, scene):
        make.crew(world, scene)
        incident = scene.incident
        runs = list(incident.runs.all())
        at = when(60)
        for stamp in ("left_scene", "available", "returned"):
            at += timedelta(minutes=1)
            incidents.stamp_runs(run_ids=[run.pk for run in runs], stamp=stamp, at=at, entered_at=at, by=world.taker)

        with pytest.raises(Refused, match="1 crews are registered as inside"):
            incidents.close_incident(incident_id=incident.pk, at=at, by=world.taker)

    def test_an_incident_closes_its_scene(self, world, scene, django_capture_on_commit_callbacks):
        at = when(60)
        for stamp in ("left_scene", "available", "returned"):
            at += timedelta(minutes=1)
            incidents.stamp_runs(
                run_ids=list(scene.incident.runs.values_list("pk", flat=True)), stamp=stamp, at=at, entered_at=at,
                by=world.taker,
            )  # fmt: skip

        with django_capture_on_commit_callbacks(execute=True):
            incidents.close_incident(incident_id=scene.incident_id, at=at, by=world.taker)

        scene.refresh_from_db()
        assert (scene.state, scene.closed_at) == ("CLOSED", at)
        assert acts(scene)[-1] == "scene.close_scene"


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
