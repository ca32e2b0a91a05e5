"""Crews inside: registered, read, changed, out, mayday; what keeps an incident open."""

from datetime import timedelta

import pytest

from lanyan.incidents import actions as incidents
from lanyan.incidents.models import LogEntry
from lanyan.kernel.errors import Refused
from lanyan.scene import queries
from lanyan.scene.actions import alarms, crews, rolls
from lanyan.scene.models import AirReading, Alarm, Crew, RollCall
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
