"""Ledgers of departments: new premises entered, known ones corrected, the same file again changes nothing."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from lanyan.kernel import audit, codes, imports
from lanyan.premises import actions, rules
from lanyan.premises.actions import PremisesFacts
from lanyan.premises.models import CategoryMark, Premises, ResponsiblePerson
from lanyan.premises.tests import make
from lanyan.units.tests import make as units
from lanyan.web.imports import actions as bringing
from lanyan.web.models import ImportRun

pytestmark = pytest.mark.django_db
AT = make.AT
CODE = "91350100M000100Y43"
HEAD = (
    "序号",
    "单位名称",
    "统一社会信用代码",
    "地址",
    "业态",
    "建筑面积（㎡）",
    "联系电话",
    "消防安全责任人",
    "责任人电话",
)
ROWS = (
    (1, "老王餐馆", CODE, "柯城区荷花中路12号", "饭店餐饮", "1.2万", 13800001111, "王建国", 13800002222),
    (2, "锦江宾馆", None, "新桥街1号", "宾馆旅馆", "3,500㎡", "0570-3021119", "李小明", None),
)


@pytest.fixture
def city():
    return units.city()


def workbook(rows=ROWS, head=HEAD) -> bytes:
    book = Workbook()
    book.active.append(["柯城区场所台账"])
    for row in (head, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def load(unit, content=None, *, write=True, at=AT):
    one = imports.ledger("premises")
    return imports.run(content or workbook(), one, unit_id=unit.pk, at=at, by=None, write=write)


class TestLoading:
    def test_enters_what_is_unknown_with_who_answers_and_writes_the_history(self, city):
        report = load(city.battalion)

        wang = Premises.objects.get(name="老王餐馆")
        assert report.counts == {"created": 2}
        assert (wang.credit_code, wang.floor_area_m2, wang.kind) == (CODE, 12000.0, "RESTAURANT")
        assert wang.number == "330802-000001"
        assert [(one.name, one.phone) for one in wang.persons.all()] == [("王建国", "13800002222")]
        assert [entry.act for entry in audit.history(wang)] == ["premises.import_premises"]

    def test_equals_what_the_action_enters(self, city):
        load(city.battalion)
        wang = Premises.objects.get(name="老王餐馆")
        facts = PremisesFacts.of(wang)
        Premises.objects.filter(pk=wang.pk).update(name="另一家")

        same = actions.create_premises(facts=facts, at=AT, by=None)

        wang.refresh_from_db()
        differing = {
            column.attname
            for column in Premises._meta.concrete_fields
            if getattr(same, column.attname) != getattr(wang, column.attname)
        }
        assert differing <= {"id", "number", "name", "risk_points", "risk_at"}
        made, loaded = (Premises.pgh_event_model.objects.filter(pgh_obj_id=one.pk).first() for one in (same, wang))
        told = {
            column.attname
            for column in Premises.pgh_event_model._meta.concrete_fields
            if getattr(made, column.attname) != getattr(loaded, column.attname)
        }
        # Both may have been written within one tick of the clock.
        told.discard("pgh_created_at")
        assert told == {"pgh_id", "pgh_obj_id", "pgh_context_id", "id", "number"}

    def test_keeps_the_points_that_the_rule_gives(self, city):
        load(city.battalion)
        before = dict(Premises.objects.values_list("pk", "risk_points"))

        actions.refresh_all_risk(at=AT)

        assert dict(Premises.objects.values_list("pk", "risk_points")) == before

    def test_of_the_same_file_again_changes_nothing(self, city):
        load(city.battalion)
        events = Premises.pgh_event_model.objects.count()

        report = load(city.battalion, at=AT + timedelta(days=1))

        assert report.counts == {"same": 2}
        assert Premises.objects.count() == ResponsiblePerson.objects.count() == 2
        assert Premises.pgh_event_model.objects.count() == events

    def test_corrects_what_a_cell_says_otherwise_and_leaves_what_it_does_not_say(self, city):
        load(city.battalion)

        report = load(
            city.battalion, workbook([(1, "老王大酒楼", CODE, "荷花中路12号", None, 300, None, "赵新", 13900000000)])
        )

        wang = Premises.objects.get(credit_code=CODE)
        assert report.counts == {"corrected": 1}
        assert (wang.name, wang.floor_area_m2, wang.phone) == ("老王大酒楼", 300.0, "13800001111")
        assert [one.name for one in wang.persons.filter(until_date=None)] == ["赵新"]
        assert ("老王餐馆", "老王大酒楼") in [(old, new) for _label, old, new in audit.history(wang)[0].changes]

    def test_dry_says_the_same_and_writes_nothing(self, city):
        assert load(city.battalion, write=False).counts == load(city.battalion).counts
        assert load(city.battalion, write=False).counts == {"same": 2}

    def test_tells_each_wrong_row_and_loads_the_others(self, city):
        rows = (
            *ROWS,
            (3, "坏代码", "91350100M000100Y44", "x路1号", None, None, None, None, None),
            (4, "老王餐馆", CODE, "荷花中路12号", None, None, None, None, None),
            (5, "坏面积", None, "x路2号", "城堡", "很大", "call", None, None),
            (6, None, None, "x路3号", None, None, None, None, None),
        )

        report = load(city.battalion, workbook(rows))

        assert report.counts == {"created": 2, "refused": 4}
        assert [fault.row for fault in report.faults] == [5, 6, 7, 7, 7, 8]
        assert Premises.objects.count() == 2

    def test_knows_a_chain_by_its_addresses(self, city):
        head = ("名称", "统一社会信用代码", "地址")
        rows = (("好又多超市", CODE, "荷花中路1号"), ("好又多超市", CODE, "新桥街9号"))

        first, again = (load(city.battalion, workbook(rows, head)) for _turn in range(2))
        unclear = load(city.battalion, workbook((("好又多超市", None, None),), head))

        assert (first.counts, again.counts) == ({"created": 2}, {"same": 2})
        assert unclear.faults[0].column == str(
            next(f.label for f in imports.ledger("premises").fields if f.key == "address")
        )

    def test_gives_rows_to_the_battalion_of_their_county_or_the_one_that_is_named(self, city):
        head = ("名称", "行政区划代码", "所属大队")
        rows = (
            ("甲", "330802", None),
            ("乙", None, city.battalion.name),
            ("丙", None, None),
            ("丁", None, "没有的大队"),
        )

        report = load(city.detachment, workbook(rows, head))

        at = dict(Premises.objects.values_list("name", "unit"))
        assert at == {"甲": city.battalion.pk, "乙": city.battalion.pk, "丙": city.detachment.pk}
        assert report.counts["refused"] == 1

    def test_declares_categories_and_never_ends_them(self, city):
        head = ("名称", "场所类别")

        load(city.battalion, workbook((("甲", "消防安全重点单位、养老机构"),), head))
        again = load(city.battalion, workbook((("甲", "消防安全重点单位"),), head))

        assert again.counts == {"same": 1}
        assert set(CategoryMark.objects.values_list("category", "grounds")) == {
            ("KEY_UNIT", "declared"),
            ("ELDERLY_CARE", "declared"),
        }

    def test_asks_the_database_as_often_for_many_rows_as_for_few(self, city, django_assert_max_num_queries):
        rows = [
            (number, f"商铺{number}", None, f"x路{number}号", "商店", 10, None, "王", None) for number in range(300)
        ]

        with django_assert_max_num_queries(32):
            load(city.battalion, workbook(rows))

        assert Premises.objects.count() == 300


class TestPages:
    def post(self, client, unit, content, name="台账.xlsx"):
        upload = io.BytesIO(content)
        upload.name = name
        return client.post(reverse("web:import_bring", args=["premises"]), {"unit": unit.pk, "file": upload})

    @pytest.fixture
    def inspector(self, city, client):
        user = units.user("inspector", city.battalion)
        client.force_login(user)
        return user

    def test_show_what_a_file_would_do_and_load_it_only_when_asked(self, city, inspector, client):
        answer = self.post(
            client, city.battalion, workbook((*ROWS, (3, "坏", None, None, None, "很大", None, None, None)))
        )
        run = ImportRun.objects.get()
        page = client.get(answer["Location"]).content.decode()
        before = Premises.objects.count()
        client.post(reverse("web:import_load", args=[run.pk]))
        after = client.get(answer["Location"]).content.decode()

        run.refresh_from_db()
        assert before == 0
        assert "很大" in page
        assert reverse("web:import_load", args=[run.pk]) in page
        assert (run.state, run.content, Premises.objects.count()) == ("LOADED", None, 2)
        assert reverse("web:import_load", args=[run.pk]) not in after

    def test_refuse_what_is_no_ledger_in_words(self, city, inspector, client):
        answer = self.post(client, city.battalion, b"hello", "x.csv")

        run = ImportRun.objects.get()
        assert run.state == "FAILED"
        assert run.problem in client.get(answer["Location"]).content.decode()

    def test_leave_long_files_to_a_worker_and_loading_twice_changes_nothing(self, city, inspector, client, monkeypatch):
        monkeypatch.setattr(bringing, "AT_ONCE_BYTES", 10)
        answer = self.post(client, city.battalion, workbook())
        run = ImportRun.objects.get()
        waiting = client.get(answer["Location"]).content.decode()

        bringing.check(run_id=run.pk, at=AT)
        client.post(reverse("web:import_load", args=[run.pk]))
        for _twice in range(2):
            bringing.load(run_id=run.pk, at=AT)

        assert f"import:{run.pk}" in waiting
        assert Premises.objects.count() == 2
        assert ImportRun.objects.get().counts == {"created": 2}

    def test_belong_to_who_brought_the_file(self, city, inspector, client):
        self.post(client, city.battalion, workbook())
        run = ImportRun.objects.get()

        client.force_login(units.user("inspector", city.battalion))
        other = client.get(reverse("web:import_run", args=[run.pk])).status_code
        client.force_login(units.user("dispatcher", city.detachment))
        refused = client.get(reverse("web:import_bring", args=["premises"])).status_code
        unknown = client.get(reverse("web:import_bring", args=["castles"])).status_code

        assert (other, refused, unknown) == (404, 403, 404)

    def test_take_no_unit_of_somebody_else(self, city, inspector, client):
        answer = self.post(client, units.unit("BATTALION", "别处大队", city.detachment, "330803"), workbook())

        assert answer.status_code == 422
        assert not ImportRun.objects.exists()

    def test_give_a_template(self, inspector, client):
        answer = client.get(reverse("web:import_template", args=["premises"]))

        assert answer["Content-Type"].endswith("sheet")

    def test_let_old_files_go(self, city, inspector, client):
        self.post(client, city.battalion, workbook())

        given_up = bringing.give_up_old(at=ImportRun.objects.get().brought_at + timedelta(days=8))

        assert given_up == 1
        assert client.post(reverse("web:import_load", args=[ImportRun.objects.get().pk])).status_code == 302
        assert Premises.objects.count() == 0


class TestTheCommand:
    def call(self, path, *more, unit="330802"):
        out = SimpleNamespace(text=io.StringIO())
        call_command("import", "premises", str(path), "--unit", unit, *more, stdout=out.text)
        return out.text.getvalue()

    def test_loads_or_only_tells(self, city, tmp_path):
        path = tmp_path / "x.xlsx"
        path.write_bytes(workbook())

        self.call(path, "--dry-run")
        before = Premises.objects.count()
        told = self.call(path, "--json")

        assert (before, Premises.objects.count()) == (0, 2)
        assert '"created": 2' in told

    def test_says_in_one_line_what_is_wrong(self, city, tmp_path):
        path = tmp_path / "x.xlsx"
        path.write_bytes(b"x")

        for arguments in ((path, "--language", "en"), (tmp_path / "none.xlsx",), (path, "--user", "nobody")):
            with pytest.raises(CommandError):
                self.call(*arguments)
        with pytest.raises(CommandError):
            self.call(path, unit="999999")


def test_the_example_of_the_template_bears_a_name_that_is_left_out():
    name = next(field for field in imports.ledger("premises").fields if field.key == "name")

    assert name.example.startswith("示例")
    assert rules.name_key(name.example)


class TestGoingOut:
    def test_comes_in_unchanged_and_goes_out_the_same(self, city):
        one = imports.ledger("premises")
        load(city.detachment)
        place = Premises.objects.get(name="老王餐馆")
        # As people write them by hand, on a page: signs of full width, a telephone as it is spoken.
        facts = PremisesFacts.of(place)
        wide = {**vars(facts), "name": "老王餐馆（ＡＢ店）", "phone": "0570 3021119", "floor_area_m2": 120.5}
        actions.change_premises(premises_id=place.pk, facts=PremisesFacts(**wide), at=AT, by=None)
        ResponsiblePerson.objects.create(premises=place, role="MANAGER", name="李四", phone="138 0000、3333")
        for category in ("KEY_UNIT", next(iter(codes.table("premises_categories")))):
            CategoryMark.objects.get_or_create(
                premises=place, category=category, until_date=None, defaults={"since_date": AT.date(), "grounds": "x"}
            )
        content = imports.written(one, one.records(city.detachment.path), "csv")
        before = Premises.objects.order_by("pk").values_list()

        report = load(city.detachment, content)

        assert dict(report.counts) == {"same": 2}
        assert list(Premises.objects.order_by("pk").values_list()) == list(before)
        assert imports.written(one, one.records(city.detachment.path), "csv") == content

    def test_says_who_answers_and_what_they_are_in_words(self, city):
        one = imports.ledger("premises")
        load(city.detachment)
        content = imports.written(one, one.records(city.detachment.path), "csv").decode("utf-8-sig")

        assert "王建国,13800002222" in content
        assert "饭店" in content

    def test_leaves_out_what_has_closed_and_what_lies_elsewhere(self, city):
        one = imports.ledger("premises")
        load(city.detachment)
        Premises.objects.filter(name="老王餐馆").update(state="CLOSED", closed_date=AT.date())
        other = units.city("1404", "长治")

        assert [place.name for place in one.records(city.detachment.path)] == ["锦江宾馆"]
        assert not one.records(other.detachment.path).exists()
