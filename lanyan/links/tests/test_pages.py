"""Pages of links: who sees and writes what, forms that name the field, query counts, Excel, panels, search, API."""

import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.forces.rules import root
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import access, imports, live, search
from lanyan.links.actions import dues, inbound, messages, reports
from lanyan.links.models import Delivery, Endpoint, Inbound, LinkageNotice, LinkageUnit, ReportDue, SituationReport
from lanyan.links.tests import everything, make
from lanyan.links.tests.make import DAY, HOUR, LATER, MINUTE, NIGHT
from lanyan.units.actions import make_token
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db
NOW = LATER + 2 * DAY


@pytest.fixture(autouse=True)
def _two_days_later():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world():
    return make.city()


def page(name, *args):
    return reverse(f"links:{name}", args=args)


def counted(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


LISTS = ("reports", "dues", "linkages", "notices", "deliveries", "endpoints", "inbounds", "helps")


class TestStrangers:
    def test_find_nothing_of_another_city(self, client, world):
        everything.of(world)
        report, notice = SituationReport.objects.first(), LinkageNotice.objects.get()
        client.force_login(stranger("admin"))

        one_of_each = {
            "report": report.pk, "edit_report": report.pk, "approve_report": report.pk, "report_word": report.pk,
            "compose_report": None, "linkage": notice.linkage_id, "notice": notice.pk, "answer_notice": notice.pk,
            "send_notice": notice.incident_id, "delivery": Delivery.objects.first().pk,
            "endpoint": Endpoint.objects.get().pk, "inbound": Inbound.objects.get().pk,
            "reports_panel": notice.incident_id, "notices_panel": notice.incident_id,
            "drop_due": ReportDue.objects.first().pk,
        }  # fmt: skip
        answers = {
            name: client.get(page(name, pk) if pk else page(name, notice.incident_id, "flash")).status_code
            for name, pk in one_of_each.items()
        }

        assert set(answers.values()) == {404}, answers
        for name in LISTS:
            assert report.number not in client.get(page(name)).content.decode()

    def test_without_the_right_are_refused(self, client, world):
        report = make.composed(world)
        client.force_login(world.dispatcher)

        assert client.get(page("report", report.pk)).status_code == 200
        assert client.get(page("approve_report", report.pk)).status_code == 403
        assert client.get(page("edit_report", report.pk)).status_code == 403
        assert client.get(page("endpoints")).status_code == 403

    def test_read_nobody_elses_messages(self, client, world):
        sending = make.sent(world, make.approved(world), channel="SCREEN", addressee="LEADER", user_id=world.leader.pk)
        messages.deliver(delivery_id=sending.delivery_id, at=LATER)
        client.force_login(world.second)

        assert client.post(page("read_message", sending.delivery_id)).status_code == 404


class TestReport:
    def test_is_led_from_the_incident_to_the_addressee_by_two_people(self, client, world):
        incident = make.grave(world)
        dues.reckon_dues(incident_id=incident.pk, at=NIGHT + MINUTE)
        client.force_login(world.officer_of_the_day)
        panel = client.get(page("reports_panel", incident.pk)).content.decode()
        made = client.post(page("compose_report", incident.pk, "flash"))
        report = SituationReport.objects.get()
        client.post(page("edit_report", report.pk), {"title": report.title, "text": "改过", "edition": 1})
        client.force_login(world.leader)
        shown = client.get(page("approve_report", report.pk)).content.decode()
        client.post(page("approve_report", report.pk), {"edition": 2})
        client.force_login(world.officer_of_the_day)
        client.post(page("send_report", report.pk), {"addressee": "CORPS", "channel": "PHONE"})
        sending = report.sendings.get()
        client.post(page("enter_receipt", sending.pk), {"received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"})
        sending.refresh_from_db()

        assert page("compose_report", incident.pk, "flash") in panel
        assert made["Location"] == page("report", report.pk)
        assert "改过" in shown
        assert (sending.words, sending.receipt_by) == ("总队指挥中心", world.officer_of_the_day)
        assert ReportDue.objects.get(addressee="CORPS").met_by == sending

    def test_shows_both_texts_and_the_buttons_of_its_state(self, client, world):
        report = make.composed(world)
        reports.edit_report(
            report_id=report.pk, title=report.title, text="改过", edition=1, at=LATER, by=world.officer_of_the_day
        )
        client.force_login(world.officer_of_the_day)

        shown = client.get(page("report", report.pk)).content.decode()

        assert "改过" in shown
        assert "被困4人" in shown
        keys = {offer.verb.key for offer in access.offers(world.leader, SituationReport.objects.get()) if offer.allowed}
        assert keys == {"approve_report", "withdraw_report"}

    def test_names_the_field_at_fault_and_keeps_what_was_typed(self, client, world):
        report = make.approved(world)
        client.force_login(world.officer_of_the_day)

        answer = client.post(page("send_report", report.pk), {"words": "某处", "channel": "SMS"})

        assert answer.status_code == 422
        assert "address" in answer.context["form"].errors
        assert "某处" in answer.content.decode()

    def test_comes_as_word_and_pdf(self, client, world):
        report = make.approved(world)
        client.force_login(world.leader)

        assert client.get(page("report_word", report.pk)).content.startswith(b"PK")
        assert client.get(page("report_pdf", report.pk)).content.startswith(b"%PDF")

    def test_of_yesterday_is_one_click_and_its_counts_open(self, client, world):
        incidents.finished(world, NOW.replace(hour=9) - DAY)
        client.force_login(world.officer_of_the_day)
        form = client.get(page("compose_brief")).context["form"]
        values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        client.post(page("compose_brief"), {"kind": "DAILY", "on": values["on"], "unit": world.detachment.pk})
        report = SituationReport.objects.get()
        figures = client.get(page("report", report.pk)).context["figures"]

        opened = client.get(figures[0]["url"])

        assert report.kind == "DAILY"
        assert (figures[0]["key"], figures[0]["value"]) == ("incidents.handled", 1)
        assert opened.status_code == 200
        assert "20240510" in opened.content.decode()


class TestDues:
    def test_show_the_minutes_left_and_what_is_late(self, client, world):
        make.grave(world, at=NOW - 14 * MINUTE)
        make.grave(world, at=NOW - HOUR)
        for minutes in (60, 14, 0):
            dues.watch_dues(at=NOW - minutes * MINUTE)
        client.force_login(world.officer_of_the_day)

        rows = client.get(page("dues")).context["waiting"]

        assert [row["late"] for row in rows] == sorted((row["late"] for row in rows), reverse=True)
        assert {row["late"] for row in rows} == {True, False}
        assert "late" in client.get(page("waiting_now")).content.decode()

    def test_stand_as_numbers_beside_the_menu_that_no_page_waits_for(self, client, world):
        client.force_login(world.officer_of_the_day)
        client.get(page("mine"))
        before = counted(client, page("mine"))
        dues.reckon_dues(incident_id=make.grave(world).pk, at=NIGHT + MINUTE)
        make.order(world)

        shown, marks = client.get(page("mine")).content.decode(), client.get(page("marks")).content.decode()

        assert counted(client, page("mine")) == before
        assert 'id="mark-links-dues"' in shown
        assert page("marks") in shown
        assert '<b id="mark-links-dues" hx-swap-oob="true">2</b>' in marks
        assert '<b id="mark-links-inbounds" hx-swap-oob="true">1</b>' in marks

    def test_are_dropped_with_a_reason_only(self, client, world):
        dues.reckon_dues(incident_id=make.grave(world).pk, at=NIGHT + MINUTE)
        due = ReportDue.objects.first()
        client.force_login(world.officer_of_the_day)

        unsaid = client.post(page("drop_due", due.pk), {"reason": ""})
        client.post(page("drop_due", due.pk), {"reason": "已电话报告"})
        due.refresh_from_db()

        assert (unsaid.status_code, due.dropped_reason) == (422, "已电话报告")


class TestLinkage:
    def test_is_notified_from_the_incident_as_its_kind_asks_and_answers(self, client, world):
        power, incident = make.power(world), incidents.opened(world, NOW - HOUR)
        make.power(world, name="远处燃气", kind="GAS", divisions=())
        client.force_login(world.dispatcher)
        form = client.get(page("send_notice", incident.pk))
        typed = {"linkage": power.pk, "words": "断电", "channel": "PHONE"}
        client.post(page("send_notice", incident.pk), typed)
        notice = LinkageNotice.objects.get()
        minute = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
        client.post(page("answer_notice", notice.pk), {"answer": "已断电", "said_at": minute})
        notice.refresh_from_db()
        panel = client.get(page("notices_panel", incident.pk)).content.decode()

        assert [row["linkage"].kind for row in form.context["rows"]] == ["POWER", "GAS"]
        assert (notice.state, notice.answer, notice.address) == ("ANSWERED", "已断电", "0570-8800001")
        assert notice.answered_at >= notice.sent_at
        assert "已断电" in panel

    def test_is_entered_with_its_document(self, client, world):
        client.force_login(world.officer_of_the_day)
        typed = {"unit": world.detachment.pk, "kind": "POWER", "name": "供电", "phone": "0570-1", "divisions": "330802"}

        wrong = client.post(page("add_linkage"), {**typed, "phone": ""})
        client.post(page("add_linkage"), typed)
        made = LinkageUnit.objects.get()
        client.post(page("change_linkage", made.pk), {**typed, "contact": "老王"})
        made.refresh_from_db()

        assert wrong.status_code == 422
        assert (made.divisions, made.contact) == (["330802"], "老王")

    def test_goes_out_as_a_file_that_comes_in_again_unchanged(self, client, world):
        make.power(world, divisions=("330802",), contact="老王", resources="抢修车2辆", agreement="联动协议")
        client.force_login(world.officer_of_the_day)

        content = client.get(f"{page('linkages')}?export=xlsx").content
        report = imports.run(
            content, imports.ledger("linkage_units"), unit_id=world.detachment.pk, at=NOW,
            by=world.officer_of_the_day, write=True,
        )  # fmt: skip

        assert dict(report.counts) == {"same": 1}

    def test_is_found_by_name_number_and_initials_within_its_area(self, world):
        make.power(world)

        def found(user, text):
            return [entry.title for entry in search.find(user, text)]

        assert found(world.dispatcher, "供电公司") == ["国网衢州供电公司"]
        assert found(stranger("admin"), "供电公司") == []


class TestLists:
    def test_cost_the_same_queries_whatever_they_hold(self, client, world):
        everything.of(world)
        client.force_login(world.officer_of_the_day)
        names = [name for name in LISTS if name != "endpoints"]
        for name in names:
            client.get(page(name))
        few = {name: counted(client, page(name)) for name in names}
        for number in range(1, 4):
            at = LATER + DAY + number * HOUR
            incident = make.grave(world, at=at)
            dues.reckon_dues(incident_id=incident.pk, at=at)
            make.sent(world, make.approved(world, incident, at=at + MINUTE), at=at + MINUTE)
            make.power(world, name=f"单位{number}")
            make.notified(world, incident, at=at + MINUTE, channel="SMS")
            make.order(world, f"N{number}")
            make.helped(world)

        many = {name: counted(client, page(name)) for name in names}

        assert many == few
        assert max(many.values()) <= 26, many

    def test_are_narrowed_by_the_address_and_go_out_as_excel(self, client, world):
        report = make.approved(world)
        make.composed(world, make.grave(world, at=NIGHT + DAY), at=NIGHT + DAY + HOUR)
        client.force_login(world.officer_of_the_day)

        rows = client.get(f"{page('reports')}?state=APPROVED&composed=2024-05").context["listing"].table.rows
        book = load_workbook(io.BytesIO(client.get(f"{page('reports')}?export=xlsx").content))

        assert [row.record for row in rows] == [report]
        assert report.number in [row[0] for row in book.active.iter_rows(values_only=True)]


class TestEndpointPage:
    def test_shows_the_secret_once_and_refuses_what_lies_inside(self, client, world):
        from lanyan.units.tests import make as units  # noqa: PLC0415 - one use

        client.force_login(units.user("admin", world.detachment))
        typed = {"unit": world.detachment.pk, "label": "平台", "tells": ["report_sent"]}

        inside = client.post(page("add_endpoint"), {**typed, "url": "http://127.0.0.1/"})
        made = client.post(page("add_endpoint"), {**typed, "url": "https://93.184.216.34/"})
        secret = Endpoint.objects.get().secret
        first, second = (client.get(made["Location"]).content.decode() for _ in range(2))

        assert inside.status_code == 422
        assert "url" in inside.context["form"].errors
        assert secret in first
        assert secret not in second


class TestInboundPages:
    def test_lead_from_the_sender_to_the_desk(self, client, world):
        client.force_login(world.dispatcher)
        typed = {
            "unit": world.detachment.pk, "source": "POLICE_110", "sender": "市公安局110", "number": "JQ-1",
            "words": "上街着火", "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        }  # fmt: skip
        client.post(page("take_in"), typed)
        found = Inbound.objects.get()
        client.post(page("take_inbound", found.pk), {"incident": ""})
        client.post(page("give_receipt", found.pk), {"words": "已接"})
        found.refresh_from_db()

        assert found.incident.status == "DRAFT"
        assert found.receipt_by == world.dispatcher
        assert found.number in client.get(page("inbound", found.pk)).content.decode()

    def test_help_keeps_what_nobody_has_said_empty(self, client, world):
        client.force_login(world.officer_of_the_day)
        typed = {
            "unit": world.detachment.pk, "direction": "GIVEN", "other": "金华", "place": "某厂",
            "units_words": "府山站", "from_at": "2024-05-09T03:00", "vehicles": "", "people": "0",
        }  # fmt: skip

        answer = client.post(page("enter_help"), typed)

        shown = client.get(answer["Location"]).content.decode()
        assert "—" in shown
        assert "待核" not in shown


class TestNews:
    def test_is_heard_by_those_who_may_read(self, world):
        report = make.composed(world)
        far = stranger("admin")

        assert live.may_listen(world.leader, f"report:{report.pk}")
        assert live.may_listen(world.leader, f"links:{root(world.detachment.path)}")
        assert not live.may_listen(far, f"report:{report.pk}")
        assert not live.may_listen(far, f"messages:{world.leader.pk}")


class TestApi:
    def call(self, client, user, path, scope, **more):
        _token, key = make_token(user_id=user.pk, label="t", scopes=[scope], at=timezone.now(), by=user)
        headers = {"Authorization": f"Bearer {key}"}
        if more:
            return client.post(f"/api{path}", more, content_type="application/json", headers=headers)
        return client.get(f"/api{path}", headers=headers)

    def test_tells_reports_and_notices_by_scope_and_place(self, client, world):
        report, notice = make.approved(world), make.notified(world, incidents.opened(world, NIGHT + DAY), at=NOW)
        officer, far = world.officer_of_the_day, stranger("duty_officer")

        told = self.call(client, officer, f"/situation-reports/{report.pk}", "links.view_reports").json()

        assert (told["number"], told["text"]) == (report.number, report.text)
        listed = self.call(client, officer, "/linkage-notices", "links.view_linkage").json()
        assert [row["number"] for row in listed] == [notice.number]
        assert self.call(client, far, f"/situation-reports/{report.pk}", "links.view_reports").status_code == 404
        assert self.call(client, far, "/linkage-notices", "links.view_linkage").json() == []

    def test_takes_the_same_order_once_and_says_what_became_of_it(self, client, world):
        order = {"source": "SUPERIOR", "sender": "总队", "number": "7号", "words": "调2车"}
        first, again = (
            self.call(client, world.dispatcher, "/inbound", "links.keep_inbound", **order) for _ in range(2)
        )
        inbound.settle_inbound(inbound_id=first.json()["id"], words="已转", at=timezone.now(), by=world.dispatcher)
        wrong = self.call(client, world.dispatcher, "/inbound", "links.keep_inbound", **{**order, "number": " "})
        state = self.call(client, world.dispatcher, f"/inbound/{first.json()['id']}", "links.view_inbound").json()

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "number")
        assert state["state"] == "SETTLED"
