"""Packs: what stands in them, files that open by themselves, made once a day, removed after the days of the table."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lanyan.fallback import actions, jobs, limits
from lanyan.fallback.models import Pack
from lanyan.forces import phones
from lanyan.forces.tests import make as forces
from lanyan.incidents.tests import make
from lanyan.kernel import documents
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import midnight
from lanyan.units.actions import change_unit
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
MORNING = make.NIGHT.replace(hour=7)
TODAY = MORNING.date()


@pytest.fixture
def world():
    return make.city()


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch):
    """The page is what is looked at here; a PDF takes a second."""

    def refuse(*_given):
        raise Refused("no library")

    monkeypatch.setattr(documents, "pdf", refuse)


def made(world, unit=None, **more):
    return actions.make_pack(unit_id=(unit or world.station).pk, on=TODAY, at=MORNING, **more)


class TestAPack:
    def test_of_a_station_has_its_sheets_vehicles_and_formations(self, world):
        said = made(world).said

        assert [one["name"] for one in said["stations"]] == ["府山站"]
        assert said["stations"][0]["formations"] == [["主战编队", "SG-03、JY-01"]]
        assert {sheet["title"] for sheet in said["sheets"]} == {"出动单", "出车卡"}

    def test_of_the_desk_has_call_sheets_and_every_station(self, world):
        said = made(world, world.detachment).said

        assert {sheet["title"] for sheet in said["sheets"]} == {"接警单", "出动单"}
        assert {one["name"] for one in said["stations"]} == {"府山站", "衢江站"}

    def test_numbers_every_sheet_once(self, world):
        packs = [made(world, unit) for unit in (world.detachment, world.station, world.other_station)]

        numbers = [sheet["number"] for pack in packs for sheet in pack.said["sheets"]]
        assert len(numbers) == len(set(numbers))

    def test_has_the_numbers_of_units_and_those_that_upper_floors_keep(self, world, monkeypatch):
        monkeypatch.setattr(phones, "_sources", [lambda root: [phones.Number("供电", "供电公司", "95598", root.name)]])
        change_unit(
            unit_id=world.station.pk, short_name="府山站", division_code="330802", phone="0570-3021119", by=None
        )
        assert made(world).said["phones"] == [
            ["", "府山站", "0570-3021119", ""],
            ["供电", "供电公司", "95598", world.detachment.name],
        ]

    def test_has_who_is_on_duty(self, world):
        forces.readiness(world.fushan)

        assert made(world).said["stations"][0]["duty"] is None

    def test_lies_as_a_file_that_opens_by_itself(self, world):
        pack = made(world)

        (name,) = pack.files
        page = (actions.folder(TODAY) / name).read_text()
        assert "出车卡" in page
        assert "http" not in page
        assert "/static/" not in page

    def test_made_again_is_the_newest(self, world):
        made(world)
        again = actions.make_pack(unit_id=world.station.pk, on=TODAY, at=MORNING + timedelta(hours=1), by=world.officer)

        assert Pack.objects.get() == again
        assert again.made_by == world.officer

    def test_is_not_made_of_what_is_neither_station_nor_desk(self, world):
        with pytest.raises(Refused) as told:
            made(world, world.battalion)

        assert told.value.field == "unit"


class TestEachDay:
    @pytest.fixture
    def asked(self, monkeypatch):
        asked = []
        monkeypatch.setattr(jobs.jobs, "later", lambda name, **ids: asked.append(ids["unit_id"]))
        return asked

    def test_what_is_missing_is_made_from_the_hour_on(self, world, asked):
        made(world)
        with time_machine.travel(midnight(TODAY, limits.limit("MAKE_HOUR")) - timedelta(minutes=1), tick=False):
            jobs.make_due(timestamp=0)
        assert asked == []

        with time_machine.travel(MORNING, tick=False):
            jobs.make_due(timestamp=0)
        assert asked == [world.detachment.pk, world.other_station.pk]

    def test_what_was_made_in_the_meantime_is_left_alone(self, world):
        pack = made(world)
        with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
            jobs.make_pack(unit_id=world.station.pk, on=TODAY.isoformat())

        pack.refresh_from_db()
        assert pack.made_at == MORNING

    def test_old_files_go_and_what_stood_in_them_stays(self, world):
        pack = made(world)
        keep = limits.limit("KEEP_DAYS")
        assert actions.remove_old(on=TODAY + timedelta(days=keep), at=MORNING) == 0

        later = MORNING + timedelta(days=keep + 1)
        assert actions.remove_old(on=later.date(), at=later) == 1
        pack.refresh_from_db()
        assert (pack.files, pack.removed_at) == ([], later)
        assert pack.said["sheets"]
        assert not actions.folder(TODAY).exists()


@time_machine.travel(MORNING, tick=False)
def test_the_page_is_red_when_todays_is_missing(client, world):
    client.force_login(world.officer)

    assert 'class="tg now"' in client.get(reverse("fallback:packs")).content.decode()
    assert client.get(reverse("fallback:marks")).content == b"1"
    client.post(reverse("fallback:make_pack", args=[world.station.pk]))
    assert 'class="tg now"' not in client.get(reverse("fallback:packs")).content.decode()
    assert client.get(reverse("fallback:marks")).content == b""


@time_machine.travel(MORNING, tick=False)
def test_the_file_is_fetched_and_the_page_is_printed(client, world):
    pack = made(world)
    client.force_login(world.officer)

    answer = client.get(reverse("fallback:pack_file", args=[pack.pk, "html"]))
    assert "出车卡" in b"".join(answer.streaming_content).decode()
    assert client.get(reverse("fallback:pack_file", args=[pack.pk, "pdf"])).status_code == 404
    assert "出车卡" in client.get(reverse("fallback:pack", args=[pack.pk])).content.decode()


def test_a_pack_is_no_business_of_a_stranger(client, world):
    pack = made(world)
    client.force_login(units.stranger("duty_officer"))

    assert client.get(reverse("fallback:pack", args=[pack.pk])).status_code == 404
    assert client.get(reverse("fallback:pack_file", args=[pack.pk, "html"])).status_code == 404
    assert client.post(reverse("fallback:make_pack", args=[world.station.pk])).status_code == 404
