"""Entries of a scene: people, agents, weather, photographs."""

import io
import json
import zipfile

import pytest

from lanyan.incidents import actions as incidents
from lanyan.incidents.models import LogEntry
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment
from lanyan.scene import queries, weather
from lanyan.scene.actions import entries
from lanyan.scene.models import (
    AgentEntry,
    PeopleCount,
    Weather,
)
from lanyan.scene.tests import make
from lanyan.scene.tests.make import doing, when

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def scene(world):
    return make.opened(world)


def lines(scene):
    return [str(entry) for entry in LogEntry.objects.filter(incident=scene.incident).order_by("pk")]


class TestEntries:
    def test_of_people_are_never_overwritten(self, world, scene):
        first = entries.count_people(
            scene_id=scene.pk, kind="TRAPPED", number=3, source="物业", **doing(1, world.first)
        )
        entries.count_people(scene_id=scene.pk, kind="TRAPPED", number=5, source="逃出者", **doing(2, world.first))
        last = dict(queries.board(scene, world.first, when(3))["people"])
        assert last["trapped"].number == 5

        wrong = PeopleCount.objects.get(number=5)
        entries.withdraw_entry(
            scene_id=scene.pk, model=PeopleCount, entry=wrong.pk, reason="听错", **doing(4, world.first)
        )

        assert dict(queries.board(scene, world.first, when(5))["people"])["trapped"] == first
        assert PeopleCount.objects.count() == 2

    def test_of_agents_leave_unsaid_what_nobody_said(self, world, scene):
        run = scene.incident.runs.get(vehicle=world.pump)
        entries.enter_agent(
            scene_id=scene.pk, run=run.pk, agent="WATER", sort="USED", litres=3000, **doing(1, world.first)
        )

        water, foam = [line for _label, line, _told in queries.board(scene, world.first, when(2))["agent_sums"]]

        assert (water.used, water.left, foam.used) == (3000, None, None)

    def test_of_agents_belong_to_a_vehicle_that_was_sent(self, world, scene):
        other = make.incidents.ordered(world, world.tanker, at=make.CALL + make.MINUTE)

        with pytest.raises(Refused) as refused:
            entries.enter_agent(
                scene_id=scene.pk,
                run=other.runs.get().pk,
                agent="WATER",
                sort="USED",
                litres=1,
                **doing(1, world.first),
            )

        assert refused.value.field == "run"
        assert not AgentEntry.objects.exists()

    def test_of_the_weather_say_something(self, world, scene):
        with pytest.raises(Refused) as refused:
            entries.enter_weather(scene_id=scene.pk, **doing(1, world.first))
        assert refused.value.field == "wind_from"

        entries.enter_weather(scene_id=scene.pk, wind_from="NE", wind_force=3, **doing(1, world.first))

        assert lines(scene)[-1] == "Weather: wind from the north-east, force 3"

    def test_of_the_weather_are_read_from_the_service_that_is_set(self, world, scene, settings):
        with pytest.raises(Refused, match="No weather service"):
            entries.ask_weather(scene_id=scene.pk, **doing(1, world.first))
        settings.WEATHER_SERVICE = "simulator"

        entries.ask_weather(scene_id=scene.pk, **doing(1, world.first))

        read = weather.simulated(scene.incident.lon, scene.incident.lat, when(1))
        entry = Weather.objects.get()
        assert (entry.wind_from, entry.temperature, entry.adapter) == (read.wind_from, read.temperature, "simulator")

    def test_lie_neither_in_the_future_nor_before_the_call(self, world, scene):
        for at in (when(10), make.CALL - make.MINUTE):
            with pytest.raises(Refused) as refused:
                entries.count_people(
                    scene_id=scene.pk,
                    kind="TRAPPED",
                    number=3,
                    source="物业",
                    at=at,
                    entered_at=when(1),
                    by=world.first,
                )
            assert refused.value.field == "at"


class TestPhotographs:
    def test_stand_at_the_incident_and_go_into_its_archive_with_the_scene(self, world, scene):
        make.crew(world, scene)
        entries.keep_photograph(scene_id=scene.pk, upload=make.picture(), caption="北侧", **doing(1, world.first))

        packed = incidents.make_archive(
            incident_id=scene.incident_id, reason="复盘", with_callers=False, at=when(60), by=world.leader
        )

        with zipfile.ZipFile(io.BytesIO(packed.data)) as parts:
            names = parts.namelist()
            told = json.loads(parts.read(next(name for name in names if name.endswith("scene.json"))))
        assert any("正面.jpg" in name for name in names)
        assert [crew["name"] for crew in told["crews"]] == ["攻坚一组"]
        assert told["command"][0]["person_words"] == "程远"

    def test_of_another_content_are_refused(self, world, scene):
        wrong = io.BytesIO(b"<html>nothing</html>")
        wrong.name, wrong.size = "图.jpg", 20

        with pytest.raises(Refused) as refused:
            entries.keep_photograph(scene_id=scene.pk, upload=wrong, **doing(1, world.first))

        assert refused.value.field == "upload"
        assert not Attachment.objects.exists()

    def test_are_withdrawn_with_a_reason(self, world, scene):
        kept = entries.keep_photograph(scene_id=scene.pk, upload=make.picture(), **doing(1, world.first))

        entries.withdraw_photograph(scene_id=scene.pk, photograph=kept.pk, reason="误传", **doing(2, world.first))

        assert queries.board(scene, world.first, when(3))["photographs"] == []
