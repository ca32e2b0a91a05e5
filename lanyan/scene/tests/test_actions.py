"""Scenes, command, messages, sectors, tasks; one key; two scenes at once."""

import pytest
from django.db import IntegrityError, transaction

from lanyan.incidents import actions as incidents
from lanyan.incidents.models import LogEntry
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.scene import queries
from lanyan.scene.actions import entries, messages, scenes, sectors
from lanyan.scene.actions.common import once
from lanyan.scene.models import (
    Command,
    Message,
    PeopleCount,
    Press,
    Scene,
    SectorVehicle,
    Task,
)
from lanyan.scene.tests import make
from lanyan.scene.tests.make import doing, when
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def scene(world):
    return make.opened(world)


def lines(scene):
    return [str(entry) for entry in LogEntry.objects.filter(incident=scene.incident).order_by("pk")]


class TestOpeningAScene:
    def test_is_done_once_an_incident_and_puts_its_opener_in_command(self, world, scene):
        command = Command.objects.get(scene=scene)

        assert (command.person, command.state, command.taken_at) == (world.first, "COMMANDING", when())
        with pytest.raises(Refused, match="already"):
            scenes.open_scene(incident_id=scene.incident_id, **doing(1, world.second))

    def test_by_the_desk_leaves_the_command_open(self, world):
        scene = make.opened(world, by=world.desk, take=False)

        assert not Command.objects.filter(scene=scene).exists()

    def test_is_refused_while_the_call_is_being_taken(self, world):
        incident = make.incidents.draft(world, at=make.CALL)

        with pytest.raises(Refused) as refused:
            scenes.open_scene(incident_id=incident.pk, **doing(0, world.first))

        assert refused.value.field == "incident"

    @pytest.mark.parametrize("minutes", [0, 121])
    def test_is_refused_with_an_interval_out_of_bounds(self, world, minutes):
        with pytest.raises(Refused) as refused:
            make.opened(world, roll_minutes=minutes)

        assert refused.value.field == "roll_minutes"


class TestHandingCommandOver:
    def offer(self, world, scene, **more):
        given = {"to": world.second.pk, "briefing": "二层火势已控制，攻坚一组在内攻", **more}
        return scenes.offer_command(scene_id=scene.pk, **given, **doing(5, world.first))

    def test_takes_the_others_own_act(self, world, scene):
        self.offer(world, scene)
        assert Command.objects.get(state="COMMANDING").person == world.first

        scenes.take_command(scene_id=scene.pk, **doing(7, world.second))

        present = Command.objects.get(state="COMMANDING")
        assert (present.person, present.taken_at) == (world.second, when(7))
        before = Command.objects.get(state="HANDED")
        assert (before.person, before.ended_at) == (world.first, when(7))
        assert "程远 offers command to 郑国锋: 二层火势已控制，攻坚一组在内攻" in lines(scene)
        assert audit.history(present)[0].act == "scene.take_command"

    @pytest.mark.parametrize(("given", "field"), [({"briefing": " "}, "briefing"), ({"to": 0}, "to")])
    def test_needs_a_briefing_and_somebody_to_take_it(self, world, scene, given, field):
        with pytest.raises(Refused) as refused:
            self.offer(world, scene, **given)

        assert refused.value.field == field
        assert not Command.objects.filter(state="OFFERED").exists()

    def test_is_refused_to_somebody_who_may_not_command_there(self, world, scene):
        for other in (world.keeper, units.stranger("commander")):
            with pytest.raises(Refused) as refused:
                self.offer(world, scene, to=other.pk)
            assert refused.value.field == "to"

    def test_is_offered_by_nobody_but_the_commander(self, world, scene):
        with pytest.raises(Refused, match="Only who commands"):
            scenes.offer_command(scene_id=scene.pk, to=world.first.pk, briefing="…", **doing(5, world.second))

    def test_without_an_offer_needs_a_reason(self, world, scene):
        with pytest.raises(Refused) as refused:
            scenes.take_command(scene_id=scene.pk, **doing(5, world.second))
        assert refused.value.field == "reason"

        scenes.take_command(scene_id=scene.pk, reason="指挥员受伤", **doing(6, world.second))

        assert Command.objects.get(state="COMMANDING").reason == "指挥员受伤"

    def test_leaves_one_commander_by_the_database_too(self, world, scene):
        with pytest.raises(IntegrityError), transaction.atomic():
            Command.objects.create(scene=scene, person=world.second, state="COMMANDING", taken_at=when(1))

    def test_is_withdrawn_by_who_made_it(self, world, scene):
        self.offer(world, scene)
        with pytest.raises(Refused, match="no offer of yours"):
            scenes.withdraw_offer(scene_id=scene.pk, **doing(6, world.desk))

        scenes.withdraw_offer(scene_id=scene.pk, **doing(6, world.first))

        assert Command.objects.get(state="WITHDRAWN").person == world.second

    def test_names_those_who_may_take_it(self, world, scene):
        named = queries.commanders(scene, when().date())

        assert {world.first, world.second} <= set(named)
        assert world.keeper not in named


class TestMessages:
    def test_are_numbered_by_direction_received_and_answered(self, world, scene):
        order = messages.send_order(scene_id=scene.pk, words="控制东侧", source="CENTRE", **doing(1, world.desk))
        first = messages.report(scene_id=scene.pk, kind="ARRIVAL", words="", **doing(1, world.first))
        second = messages.report(scene_id=scene.pk, kind="FIRE", words="二层明火", **doing(2, world.first))

        messages.reply_order(scene_id=scene.pk, message=order.pk, reply="明白", **doing(3, world.first))
        messages.receive_message(scene_id=scene.pk, message=second.pk, direction="FROM_SCENE", **doing(4, world.desk))

        assert [order.number, first.number, second.number] == [1, 1, 2]
        order.refresh_from_db()
        second.refresh_from_db()
        assert (order.reply, order.received_at, order.replied_by) == ("明白", when(3), world.first)
        assert (second.received_at, second.received_by) == (when(4), world.desk)
        assert lines(scene)[-4:] == [
            "Report 1 from the scene, on arrival:",
            "Report 2 from the scene, state of the fire: 二层明火",
            "Scene answers order 1: 明白",
            "Report 2 from the scene received",
        ]

    @pytest.mark.parametrize(("kind", "words"), [("NEED", ""), ("OTHER", " "), ("NOTHING", "x")])
    def test_say_something(self, world, scene, kind, words):
        with pytest.raises(Refused):
            messages.report(scene_id=scene.pk, kind=kind, words=words, **doing(1, world.first))

        assert not Message.objects.exists()

    def test_are_received_in_their_own_direction(self, world, scene):
        order = messages.send_order(scene_id=scene.pk, words="控制东侧", **doing(1, world.desk))

        with pytest.raises(Refused):
            messages.receive_message(
                scene_id=scene.pk, message=order.pk, direction="FROM_SCENE", **doing(2, world.desk)
            )


class TestSectors:
    def sector(self, world, scene, name="东侧"):
        return sectors.open_sector(scene_id=scene.pk, name=name, leader="赵明", **doing(1, world.first))

    def place(self, world, scene, sector, minutes=2):
        run = scene.incident.runs.get(vehicle=world.pump)
        return sectors.place_vehicle(
            scene_id=scene.pk, run=run.pk, sector=sector.pk if sector else None, **doing(minutes, world.first)
        )

    def test_have_a_vehicle_in_one_of_them_at_a_time(self, world, scene):
        east, west = self.sector(world, scene), self.sector(world, scene, "西侧")
        self.place(world, scene, east)

        self.place(world, scene, west, minutes=5)

        assert list(SectorVehicle.objects.order_by("pk").values_list("sector__name", "until_at")) == [
            ("东侧", when(5)), ("西侧", None),
        ]  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SectorVehicle.objects.create(
                scene=scene, sector=east, vehicle=world.pump, run=scene.incident.runs.first(), since_at=when(6)
            )

    def test_end_with_a_reason_and_without_open_tasks(self, world, scene):
        east = self.sector(world, scene)
        self.place(world, scene, east)
        task = sectors.give_task(scene_id=scene.pk, words="出两支水枪", sector=east.pk, **doing(3, world.first))
        with pytest.raises(Refused, match="open tasks"):
            sectors.end_sector(scene_id=scene.pk, sector=east.pk, reason="合并", **doing(4, world.first))
        sectors.move_task(scene_id=scene.pk, task=task.pk, name="finish_task", **doing(5, world.keeper))

        sectors.end_sector(scene_id=scene.pk, sector=east.pk, reason="合并", **doing(6, world.first))

        assert not SectorVehicle.objects.filter(until_at=None).exists()

    def test_are_refused_by_a_name_that_is_open(self, world, scene):
        self.sector(world, scene)

        with pytest.raises(Refused) as refused:
            self.sector(world, scene)

        assert refused.value.field == "name"


class TestTasks:
    def test_are_acknowledged_and_done(self, world, scene):
        run = scene.incident.runs.first()
        task = sectors.give_task(scene_id=scene.pk, words="搜救三层", run=run.pk, **doing(1, world.first))

        for name, minutes in (("acknowledge_task", 2), ("finish_task", 9)):
            sectors.move_task(scene_id=scene.pk, task=task.pk, name=name, **doing(minutes, world.keeper))

        task.refresh_from_db()
        assert (task.state, task.acknowledged_at, task.ended_at) == ("DONE", when(2), when(9))

    def test_are_stopped_with_a_reason_only(self, world, scene):
        run = scene.incident.runs.first()
        task = sectors.give_task(scene_id=scene.pk, words="搜救三层", run=run.pk, **doing(1, world.first))

        with pytest.raises(Refused) as refused:
            sectors.move_task(scene_id=scene.pk, task=task.pk, name="stop_task", **doing(2, world.first))

        assert refused.value.field == "result"
        assert Task.objects.get().state == "GIVEN"

    @pytest.mark.parametrize("both", [True, False])
    def test_belong_to_a_sector_or_a_vehicle(self, world, scene, both):
        sector = sectors.open_sector(scene_id=scene.pk, name="东侧", **doing(1, world.first))
        run = scene.incident.runs.first()
        given = {"sector": sector.pk, "run": run.pk} if both else {}

        with pytest.raises(Refused) as refused:
            sectors.give_task(scene_id=scene.pk, words="供水", **given, **doing(1, world.first))

        assert refused.value.field == "sector"


class TestOneKey:
    def test_does_an_act_once(self, world, scene):
        def count():
            entries.count_people(scene_id=scene.pk, kind="TRAPPED", number=3, source="物业", **doing(1, world.first))

        around = {"scene_id": scene.pk, "key": "k1", "verb": "count_people", **doing(1, world.first)}
        done = [once(count, **around), once(count, **around)]

        assert done == [True, False]
        assert PeopleCount.objects.count() == 1

    def test_that_was_refused_can_be_tried_again(self, world, scene):
        def refuse():
            raise Refused("no")

        around = {"scene_id": scene.pk, "key": "k1", "verb": "report", **doing(1, world.first)}
        with pytest.raises(Refused):
            once(refuse, **around)

        assert not Press.objects.exists()
        assert once(lambda: None, **around)

    def test_stands_for_one_act_of_one_scene(self, world, scene):
        around = {"scene_id": scene.pk, "key": "k1", **doing(1, world.first)}
        once(lambda: None, verb="report", **around)

        with pytest.raises(Refused) as refused:
            once(lambda: None, verb="open_roll", **around)

        assert refused.value.field == "key"

    @pytest.mark.parametrize("key", ["k" * 65, "k\x00"])
    def test_that_is_none_is_refused(self, world, scene, key):
        with pytest.raises(Refused) as refused:
            once(lambda: None, scene_id=scene.pk, key=key, verb="report", **doing(1, world.first))

        assert refused.value.field == "key"


class TestOpeningAgain:
    def test_is_done_when_the_incident_was_opened_again(self, world, scene, django_capture_on_commit_callbacks):
        runs = list(scene.incident.runs.values_list("pk", flat=True))
        for number, stamp in enumerate(("left_scene", "available", "returned")):
            at = when(20 + number)
            incidents.stamp_runs(run_ids=runs, stamp=stamp, at=at, entered_at=at, by=world.taker)
        with django_capture_on_commit_callbacks(execute=True):
            incidents.close_incident(incident_id=scene.incident_id, at=when(30), by=world.taker)
        incidents.reopen_incident(incident_id=scene.incident_id, reason="复燃", at=when(40), by=world.second)

        again = scenes.open_scene(incident_id=scene.incident_id, take=True, **doing(41, world.second))

        assert (again.pk, again.state, again.closed_at) == (scene.pk, "OPEN", None)
        assert list(Command.objects.order_by("pk").values_list("person__name", "state")) == [
            ("程远", "HANDED"), ("郑国锋", "COMMANDING"),
        ]  # fmt: skip


class TestTwoScenesAtOnce:
    def test_know_nothing_of_each_other(self, world):
        one = make.opened(world, world.pump)
        two = make.opened(world, world.tanker, at=make.CALL + make.MINUTE, by=world.second)
        first, second = make.crew(world, one), make.crew(world, two)
        make.roll(world, one)
        make.answer(world, one, first, 3)

        here, there = (queries.board(scene, world.first, when(4)) for scene in (one, two))

        assert (here["safe"], there["safe"]) == (True, False)
        assert there["outcome"] == "NOT_ASKED"
        assert [line.crew for line in there["lines"]] == [second]
        assert (here["command"].person, there["command"].person) == (world.first, world.second)

    def test_take_no_record_of_each_other(self, world):
        one = make.opened(world, world.pump)
        two = make.opened(world, world.tanker, at=make.CALL + make.MINUTE, by=world.second)
        crew = make.crew(world, two)
        make.crew(world, one, "一组")
        make.roll(world, one)
        sector = sectors.open_sector(scene_id=two.pk, name="东侧", **doing(1, world.second))
        order = messages.send_order(scene_id=two.pk, words="控制", **doing(1, world.desk))

        for act, field in (
            (lambda: make.answer(world, one, crew, 3), "crew"),
            (lambda: make.crew(world, one, "二组", sector=sector.pk), "sector"),
            (lambda: make.crew(world, one, "二组", run=two.incident.runs.get().pk), "run"),
            (
                lambda: messages.reply_order(scene_id=one.pk, message=order.pk, reply="是", **doing(2, world.first)),
                "message",
            ),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.field == field

    def test_are_hidden_from_a_stranger(self, world, scene):
        stranger = units.stranger("duty_officer")

        assert not Scene.objects.visible_to(stranger).exists()
        assert list(Scene.objects.visible_to(world.keeper)) == [scene]
