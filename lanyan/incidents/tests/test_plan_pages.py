"""Pages and API of dispatch plans: the list, one version, the table as a form, import, who may."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.forces.tests import make as forces
from lanyan.incidents import actions, plan_sheet, plans, rules
from lanyan.incidents.models import DispatchPlan
from lanyan.incidents.plan_rows import Row
from lanyan.incidents.tests.make_plans import HEADINGS, NOW, drafted, held, workbook
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
ROWS = (("FIRE", 1, "people", 10), ("FIRE", 2, "people", 25))
PAGES = ("plan", "make_plan_from", "change_rows", "put_in_force", "withdraw_plan")
WRITTEN = {"name": "城区方案", "source": "支队〔2026〕3号文"}


@pytest.fixture
def city() -> SimpleNamespace:
    return units.city()


def signed_in(client: Client, role: str, unit) -> Client:
    client.cookies["lanyan_language"] = "en"
    client.force_login(units.user(role, unit))
    return client


@pytest.fixture
def keeper(client: Client, city) -> Client:
    return signed_in(client, "duty_officer", city.detachment)


def at(page: str, *args: int) -> str:
    return reverse(f"incidents:{page}", args=args)


class TestTheList:
    def test_costs_as_many_queries_for_many_rows_as_for_one(self, keeper, city):
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert keeper.get(at("plans")).status_code == 200
            return len(seen)

        drafted(city.detachment, *ROWS)
        # The first reading of a session also notes that it is in use.
        queries()
        for_one = queries()
        for _number in range(6):
            drafted(city.detachment)
            held(city.battalion, *ROWS, at=timezone.now())

        assert (queries(), for_one) == (8, 8)

    def test_narrows_and_goes_out_as_excel(self, keeper, city):
        held(city.detachment, *ROWS)
        drafted(city.battalion)

        force = keeper.get(at("plans"), {"state": rules.IN_FORCE}).content.decode()
        words = keeper.get(at("plans"), {"q": "柯城"}).content.decode()
        sheet = keeper.get(at("plans"), {"export": "xlsx"})

        assert "支队〔2026〕3号文" in force
        assert "local starting value" not in force
        assert "local starting value" in words
        assert load_workbook(BytesIO(sheet.content)).active.max_row == 3

    def test_says_what_to_do_when_it_is_empty(self, keeper, city):
        page = keeper.get(at("plans")).content.decode()

        assert "Proposals follow the starting table." in page
        assert at("make_plan") in page
        assert "starting values" in keeper.get(at("plan_starter")).content.decode()


class TestOneVersion:
    def test_shows_its_table_what_differs_and_what_it_leaves_open(self, keeper, city):
        held(city.detachment, *ROWS)
        plan = drafted(city.detachment, ("FIRE", 1, "people", 12), is_starter=True)

        page = keeper.get(at("plan", plan.pk)).content.decode()

        assert "starting values" in page
        assert "Against 等级调派方案 v1" in page
        assert '12 <s title="before">10</s>' in page
        assert "rescue level 1" in page

    def test_goes_out_in_the_shape_that_comes_in(self, keeper, city):
        plan = drafted(city.detachment)

        sheet = keeper.get(at("plan", plan.pk), {"export": "xlsx"})
        template = keeper.get(at("plan_starter"), {"export": "xlsx"})

        assert f"dispatch_plan_{city.detachment.pk}_v1.xlsx" in sheet["Content-Disposition"]
        assert len(plan_sheet.read(BytesIO(sheet.content))) == plan.rows.count()
        assert len(plan_sheet.read(BytesIO(template.content))) == len(plans.starter())

    def test_costs_a_fixed_number_of_queries(self, keeper, city):
        held(city.detachment, *ROWS)
        plans_shown = [drafted(city.detachment, *ROWS[:1]), drafted(city.detachment)]
        keeper.get(at("plans"))

        asked = []
        for plan in plans_shown:
            with CaptureQueriesContext(connection) as seen:
                keeper.get(at("plan", plan.pk))
            asked.append(len(seen))

        assert asked[0] == asked[1]


class TestTheLife:
    def test_goes_from_the_starting_table_into_force_and_on_to_the_next_version(self, keeper, city):
        keeper.post(at("make_plan"), {"unit": city.detachment.pk, "base": ""})
        plan = DispatchPlan.objects.get()
        form = keeper.get(at("change_rows", plan.pk)).content.decode()
        lines = {"kind-1": "FIRE", "level-1": "1", "people-1": "11", "water_t-1": "8.5", "kind-4": "ASSIST"}
        more = {"kind-9": "FIRE", "place_class-9": "high_rise", "ladder_m-9": "32", "each_soonest": "on"}
        saved = keeper.post(at("change_rows", plan.pk), WRITTEN | lines | more)
        sure = keeper.get(at("put_in_force", plan.pk)).content.decode()
        keeper.post(at("put_in_force", plan.pk))
        keeper.post(at("make_plan_from", plan.pk), {"unit": city.detachment.pk, "base": plan.pk})
        keeper.post(at("withdraw_plan", plan.pk + 1), {"reason": "重复"})

        plan.refresh_from_db()
        assert 'name="people-1" value="10"' in form
        assert saved["Location"] == at("plan", plan.pk)
        assert "It asks nothing for: fire level 2" in sure
        assert (plan.name, plan.each_soonest, plan.is_starter, plan.state) == ("城区方案", True, False, "IN_FORCE")
        assert plans.rows_of(plan) == [
            Row("FIRE", "", "", 1, "people", 11),
            Row("FIRE", "", "", 1, "water_t", 8.5),
            Row("FIRE", "", "high_rise", None, "ladder_m", 32),
        ]
        withdrawn = DispatchPlan.objects.get(version=2)
        assert (withdrawn.state, withdrawn.withdrawn_reason) == (rules.WITHDRAWN, "重复")

    def test_keeps_what_was_typed_and_names_the_line_when_a_cell_is_wrong(self, keeper, city):
        plan = drafted(city.detachment, *ROWS)
        wrong = {"kind-2": "FIRE", "people-2": "12", "kind-5": "ASSIST", "level-5": "2", "people-5": "three"}

        answer = keeper.post(at("change_rows", plan.pk), WRITTEN | wrong)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Row 2, quantity (People carried): “three” is not a number above 0 and up to 10,000" in page
        assert "Row 2, level: only fire and rescue have a level" in page
        assert 'name="people-2" aria-invalid="true" value="three"' in page
        assert 'name="level-2" aria-invalid="true"' in page
        assert page.count("aria-invalid") == 2
        assert plan.rows.count() == 2

    def test_refuses_what_is_no_draft_in_words(self, keeper, city):
        plan = held(city.detachment, *ROWS)

        changed = keeper.post(at("change_rows", plan.pk), WRITTEN | {"kind-1": "FIRE", "people-1": "1"})
        again = keeper.post(at("put_in_force", plan.pk))

        assert "Only a draft can be changed" in changed.content.decode()
        assert "this is not possible any more" in again.content.decode()


class TestImport:
    def sent(self, keeper, city, file):
        file.name = "plan.xlsx"
        return keeper.post(at("import_plan"), WRITTEN | {"unit": city.detachment.pk, "file": file})

    def test_makes_a_draft_and_opens_it(self, keeper, city):
        answer = self.sent(keeper, city, workbook(HEADINGS, ["FIRE", "", "", 1, "people", 10]))

        plan = DispatchPlan.objects.get()
        assert answer["Location"] == at("plan", plan.pk)
        assert (plan.state, plan.name, plan.rows.count()) == (rules.DRAFT, "城区方案", 1)

    def test_lists_every_wrong_cell_and_writes_nothing(self, keeper, city):
        bad = [["FIRE", "", "", 1, "people", "x"], ["FIRE", "", "", 7, "people", 1]]

        answer = self.sent(keeper, city, workbook(HEADINGS, *bad))

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Row 2, quantity (People carried): “x” is not a number" in page
        assert "Row 3, level: “7” is not a level from 1 to 5" in page
        assert "Wrong cells: 2." in page
        assert not DispatchPlan.objects.exists()

    def test_refuses_what_is_no_workbook_at_the_file(self, keeper, city):
        page = self.sent(keeper, city, BytesIO(b"PK no")).content.decode()

        assert "This is no Excel workbook" in page
        assert at("plan_starter") in keeper.get(at("import_plan")).content.decode()


class TestWhoMay:
    def test_a_stranger_finds_nothing(self, client, city):
        plan = drafted(city.detachment)
        client.force_login(units.stranger("duty_officer"))

        assert {client.get(at(page, plan.pk)).status_code for page in PAGES} == {404}
        assert {client.post(at(page, plan.pk)).status_code for page in PAGES[1:]} == {404}
        assert "local starting value" not in client.get(at("plans")).content.decode()
        given = client.post(at("make_plan"), {"unit": city.detachment.pk})
        assert given.status_code == 422

    def test_readers_look_and_keep_nothing(self, client, city):
        plan = drafted(city.detachment)
        signed_in(client, "call_taker", city.detachment)

        page = client.get(at("plan", plan.pk)).content.decode()
        kept = [client.get(at(name, plan.pk)).status_code for name in PAGES[1:]]

        assert at("change_rows", plan.pk) not in page
        assert kept == [403] * 4
        assert [client.get(at(name)).status_code for name in ("make_plan", "import_plan")] == [403] * 2

    def test_a_station_without_the_right_is_refused(self, client, city):
        signed_in(client, "station_officer", city.station)

        assert client.get(at("plans")).status_code == 403

    def test_a_battalion_sees_what_stands_over_it_but_keeps_its_own_only(self, client, city):
        over, draft = held(city.detachment, *ROWS), drafted(city.detachment, *ROWS)
        beside = held(units.unit("BATTALION", "衢州衢江大队", city.detachment), *ROWS)
        own = drafted(city.battalion, *ROWS)
        signed_in(client, "battalion_head", city.battalion)

        seen = {plan.pk: client.get(at("plan", plan.pk)).status_code for plan in (over, draft, beside, own)}
        kept = {plan.pk: client.get(at("change_rows", plan.pk)).status_code for plan in (over, own)}
        copied = client.post(at("make_plan"), {"unit": city.battalion.pk, "base": over.pk})

        assert seen == {over.pk: 200, draft.pk: 404, beside.pk: 404, own.pk: 200}
        assert kept == {over.pk: 404, own.pk: 200}
        assert copied.status_code == 302
        assert client.post(at("make_plan"), {"unit": city.detachment.pk, "base": over.pk}).status_code == 422


class TestTheApi:
    def asked(self, client, user, unit):
        key = forces.bearer(user, "incidents.view_plans")
        return client.get(f"/api/units/{unit.pk}/dispatch-plan", headers=key)

    def test_gives_the_plan_that_holds_on_a_units_ground(self, client, city):
        reader = units.user("dispatcher", city.detachment)
        none = self.asked(client, reader, city.station)
        plan = held(city.detachment, *ROWS, each_soonest=True)

        told = self.asked(client, reader, city.station).json()

        assert none.status_code == 404
        assert (told["id"], told["version"], told["each_soonest"]) == (plan.pk, 1, True)
        assert told["rows"][1] == {
            "kind": "FIRE", "subkind": "", "place_class": "", "level": 2, "capability": "people", "quantity": 25.0,
        }  # fmt: skip

    def test_gives_a_stranger_nothing_and_a_key_without_the_scope_neither(self, client, city):
        held(city.detachment, *ROWS)
        reader = units.user("dispatcher", city.detachment)
        other = forces.bearer(reader, "incidents.view_incident")

        assert self.asked(client, units.stranger(), city.detachment).status_code == 404
        answer = client.get(f"/api/units/{city.detachment.pk}/dispatch-plan", headers=other)
        assert answer.status_code in (401, 403)


class TestTheHistory:
    def test_of_an_act_opens_the_plan(self, client, city):
        officer = units.user("duty_officer", city.detachment)
        plan = actions.make_plan(unit_id=city.detachment.pk, at=NOW, by=officer)
        actions.put_in_force(plan_id=plan.pk, at=NOW + timedelta(days=1), by=officer)
        client.force_login(officer)

        assert at("plan", plan.pk) in client.get(reverse("units:audit")).content.decode()
