"""Who did what: the acts of people and of the system, found again by person, act, day, kind and address."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.kernel import acts, audit, jobs
from lanyan.kernel.models import Act
from lanyan.units import actions
from lanyan.units.models import Unit
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
PAGE = "/audit/"


@pytest.fixture
def world():
    world = make.city()
    world.admin = make.user("admin", world.detachment, "guan", name="管理员", password=make.PASSWORD)
    world.officer = make.user("dispatcher", world.detachment, "yuxiaojing", name="余晓静", password=make.PASSWORD)
    return world


@pytest.fixture
def auditor(world, client):
    client.force_login(make.user("auditor", world.detachment, name="审计员"))
    return client


def rename(unit, name, by):
    changes = {"short_name": name, "division_code": unit.division_code, "phone": ""}
    return actions.change_unit(unit_id=unit.pk, **changes, by=by)


def lines(client, **query):
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return [(row.record.who, row.record.name) for row in answer.context["listing"].table.rows]


class TestThePage:
    def test_says_who_did_what_to_which_record(self, world, auditor):
        rename(world.station, "府山", world.admin)

        page = auditor.get(PAGE)

        rows = [row.record for row in page.context["listing"].table.rows]
        row = next(row for row in rows if row.name == "units.change_unit")
        assert row.who == "管理员"
        assert row.told[0].records[0].title == "府山"
        assert reverse("units:unit", args=[world.station.pk]) in page.content.decode()

    def test_costs_the_same_however_many_acts(self, world, auditor, django_assert_max_num_queries):
        for number in range(60):
            rename(world.station, f"府山{number}", world.admin)
        auditor.get(PAGE)

        with django_assert_max_num_queries(14):
            auditor.get(PAGE)

    def test_turns_pages_without_losing_or_repeating_an_act(self, world, auditor):
        for number in range(120):
            audit.note("kernel.export_sheet", by=world.admin, number=number)
        wanted = [str(pk) for pk in Act.objects.newest_first().values_list("pk", flat=True)]
        seen, cursor, back = [], "", ""
        while True:
            answer = auditor.get(PAGE, {"page": cursor} if cursor else {})
            seen += [str(row.record.pk) for row in answer.context["listing"].table.rows]
            back, cursor = answer.context["newer"], answer.context["older"]
            if not cursor:
                break
        up = [str(row.record.pk) for row in auditor.get(PAGE, {"page": back}).context["listing"].table.rows]

        assert seen == wanted
        assert up == wanted[50:100]

    def test_takes_a_nonsense_cursor_for_the_first_page(self, world, auditor):
        assert lines(auditor, page=">no-such") == lines(auditor)

    def test_finds_by_person_act_day_kind_and_address(self, world, auditor):
        rename(world.station, "府山", world.admin)
        auditor.post(reverse("units:preference"), {"name": "theme", "value": "dark"})
        tomorrow = timezone.localdate() + timedelta(days=1)

        assert lines(auditor, q="管理") == [("管理员", "units.change_unit")]
        assert {name for _who, name in lines(auditor, act="units.change_unit")} == {"units.change_unit"}
        assert lines(auditor, since=tomorrow) == []
        assert lines(auditor, until=tomorrow) != []
        assert {name for _who, name in lines(auditor, kind="units.unit")} <= {"units.change_unit", "units.create_unit"}
        assert lines(auditor, address="127.0.0.1")[0] == ("审计员", "units.set_preference")

    def test_goes_out_as_a_workbook_and_says_so_itself(self, world, auditor):
        rename(world.station, "府山", world.admin)
        answer = auditor.get(PAGE, {"export": "xlsx", "act": "units.change_unit"})

        rows = list(load_workbook(BytesIO(answer.content)).active.values)
        assert len(rows) == 2
        assert rows[1][1:3] == ("管理员", "更正单位")
        assert lines(auditor)[0] == ("审计员", "kernel.export_sheet")

    def test_shows_one_act_with_what_it_changed(self, world, auditor):
        rename(world.station, "府山", world.admin)
        act = Act.objects.of(["units.change_unit"]).get()

        page = auditor.get(reverse("units:act", args=[act.pk])).content.decode()

        assert "府山站" in page
        assert "<b>府山</b>" in page


class TestWhoMaySee:
    def test_is_who_holds_the_right_at_the_top_of_the_tree(self, world, client):
        client.force_login(make.user("auditor", world.battalion))
        below = client.get(PAGE)
        client.force_login(make.user("training", world.detachment))

        assert below.status_code == 403
        assert "顶级单位" in below.content.decode()
        assert client.get(PAGE).status_code == 403

    def test_is_shown_only_the_acts_of_ones_own_people_where_there_are_several_trees(self, world, client, auditor):
        strangers = make.unit("DETACHMENT", "长治市消防救援支队", None, "1404")
        theirs = make.user("admin", strangers, name="外人")
        rename(strangers, "长治", theirs)
        rename(world.station, "府山", world.admin)

        seen = {who for who, _name in lines(client)}
        assert "管理员" in seen
        assert "外人" not in seen


class TestSigningIn:
    def test_tells_refusals_and_the_lock_under_the_name_that_was_typed(self, world, auditor):
        for _number in range(5):
            Client().post(reverse("units:login"), {"username": "YuXiaoJing", "password": "wrong"})

        told = lines(auditor, q="yuxiaojing")
        assert told[0] == ("yuxiaojing", "units.lock_sign_in")
        assert told.count(("yuxiaojing", "units.refuse_sign_in")) == 5
        assert "wrong" not in str([act.metadata for act in Act.objects.all()])


class TestTheSystem:
    def test_is_named_with_its_job(self, world, auditor):
        def close():
            rename(Unit.objects.get(pk=world.station.pk), "府山", None)

        jobs.job("units.try_only")(close)()

        assert ("系统 · 任务 units.try_only", "units.change_unit") in lines(auditor)

    def test_is_named_with_its_command(self, world):
        with audit.automatic(command="createadmin"):
            rename(world.station, "府山", None)

        entry = audit.history(Unit.objects.get(pk=world.station.pk))[0]
        assert (entry.act, entry.who) == ("units.change_unit", "系统 · lanyan createadmin")

    def test_takes_no_job_that_is_not_a_plain_function(self):
        async def later():
            pass

        with pytest.raises(TypeError):
            jobs.job("units.never")(later)


class TestAnAct:
    @pytest.mark.parametrize(
        "change",
        [
            lambda act: Act.objects.filter(pk=act.pk).delete(),
            lambda act: Act.objects.filter(pk=act.pk).update(metadata={"act": "other"}),
            lambda act: Act.objects.filter(pk=act.pk).update(created_at=timezone.now() - timedelta(days=1)),
        ],
    )
    def test_stays_as_it_was_said(self, world, change):
        audit.note("kernel.export_sheet", by=world.admin)
        act = Act.objects.newest_first().first()

        with pytest.raises(DatabaseError), transaction.atomic():
            change(act)

        assert Act.objects.get(pk=act.pk).metadata["act"] == "kernel.export_sheet"

    def test_of_a_record_the_reader_may_not_see_names_no_title(self, world):
        rename(world.other_station, "衢江", world.admin)
        act = Act.objects.of(["units.change_unit"]).get()
        head = make.user("battalion_head", world.battalion)

        told = acts.touched_by([act.pk], head)[act.pk][0]

        assert (told.count, told.records[0].title, told.records[0].url) == (1, "", "")
