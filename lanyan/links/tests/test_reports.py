"""Reports: composed from live facts, edited, approved by another, frozen, sent, due; briefs at their edges."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from lanyan.incidents import actions as incident_actions
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import audit, documents, figures
from lanyan.kernel.errors import Refused
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import ZONE
from lanyan.links import papers
from lanyan.links.actions import dues, layouts, messages, reports, sendings
from lanyan.links.models import Delivery, ReportDue, SituationReport
from lanyan.links.tests import make
from lanyan.links.tests.make import DAY, HOUR, LATER, MINUTE, NIGHT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.city()


class TestComposing:
    def test_tells_time_place_forces_and_what_nobody_has_said(self, world):
        incident = make.grave(world)
        incidents.stamped(world, incidents.ordered(world, incident=incident), "departed", "arrived")

        report = make.composed(world, incident)

        assert report.number == "3308-BG-2024-00001"
        assert "2024年5月9日3时00分" in report.text
        assert "柯城区锦桂苑 7 幢" in report.text
        assert "被困4人" in report.text
        assert "1个队站、1辆次、6人次" in report.text
        assert "死亡待核" in report.text
        assert "6612" not in report.text

    def test_does_not_tell_who_called(self, world):
        report = make.composed(world, make.grave(world, caller="周女士"))

        assert "周女士" not in report.text + str(report.facts)

    def test_is_refused_twice_and_before_a_flash(self, world):
        incident = make.grave(world)
        with pytest.raises(Refused) as early:
            make.composed(world, incident, "FOLLOW_UP")
        make.composed(world, incident)
        with pytest.raises(Refused) as twice:
            make.composed(world, incident)

        assert (early.value.field, twice.value.field) == ("kind", "kind")

    def test_a_follow_up_begins_with_what_changed(self, world):
        incident = make.grave(world)
        make.approved(world, incident)
        incident_actions.record_result(incident_id=incident.pk, result={"rescued": 4}, at=LATER, by=world.taker)

        report = make.composed(world, incident, "FOLLOW_UP", at=LATER + HOUR)

        assert "营救由待核变为4人" in report.text
        assert report.title.endswith("续报（一）")

    def test_an_exercise_says_so(self, world):
        report = make.composed(world, make.grave(world, is_exercise=True))

        assert "演练" in report.title
        assert report.text.startswith("【演练，非真实警情】")


class TestLife:
    def test_keeps_what_was_composed_beside_what_was_edited(self, world):
        report = make.composed(world)
        edited = reports.edit_report(
            report_id=report.pk, title=report.title, text="改过的文字", edition=1, at=LATER, by=world.officer_of_the_day
        )

        assert (edited.text, edited.composed, edited.edition) == ("改过的文字", report.text, 2)
        assert audit.history(edited)[0].act == "links.edit_report"

    def test_is_not_approved_by_who_wrote_or_edited_it(self, world):
        report = make.composed(world)
        reports.edit_report(report_id=report.pk, title="题", text="文", edition=1, at=LATER, by=world.second)

        for who in (world.officer_of_the_day, world.second):
            with pytest.raises(Refused):
                reports.approve_report(report_id=report.pk, edition=2, at=LATER, by=who)
        with pytest.raises(IntegrityError), transaction.atomic():
            SituationReport.objects.update(state="APPROVED", approved_by=world.second, approved_at=LATER)

    def test_is_approved_only_as_it_was_read(self, world):
        report = make.composed(world)
        reports.edit_report(report_id=report.pk, title="题", text="文", edition=1, at=LATER, by=world.second)

        with pytest.raises(Refused) as stale:
            reports.approve_report(report_id=report.pk, edition=1, at=LATER, by=world.leader)

        assert stale.value.field == "edition"

    def test_is_frozen_once_approved(self, world):
        report = make.approved(world)

        with pytest.raises(Refused):
            reports.edit_report(report_id=report.pk, title="题", text="文", edition=1, at=LATER, by=world.second)
        with pytest.raises(ProgrammingError), transaction.atomic():
            SituationReport.objects.update(text="别的话")

    def test_is_corrected_by_a_new_one(self, world):
        report = make.approved(world)

        correction = reports.correct_report(report_id=report.pk, at=LATER, by=world.second)

        assert (correction.corrects, correction.state, correction.text) == (report, "DRAFT", report.text)
        assert correction.title.endswith("（更正）")
        assert correction.number != report.number

    def test_is_composed_anew_from_the_facts_of_now(self, world):
        incident = make.grave(world)
        report = make.composed(world, incident)
        incident_actions.record_result(incident_id=incident.pk, result={"dead": 1}, at=LATER, by=world.taker)

        again = reports.recompose_report(report_id=report.pk, edition=1, at=LATER + MINUTE, by=world.officer_of_the_day)

        assert "死亡1人" in again.text
        assert "死亡待核" in report.text

    def test_is_withdrawn_with_a_reason(self, world):
        report = make.composed(world)

        with pytest.raises(Refused) as silent:
            reports.withdraw_report(report_id=report.pk, reason=" ", at=LATER, by=world.leader)
        reports.withdraw_report(report_id=report.pk, reason="重复", at=LATER, by=world.leader)

        assert silent.value.field == "reason"
        assert SituationReport.objects.standing().count() == 0


class TestSending:
    def test_is_refused_before_approval(self, world):
        with pytest.raises(Refused):
            make.sent(world, make.composed(world))

    def test_meets_what_was_due_and_takes_the_receipt(self, world):
        incident = make.grave(world)
        dues.reckon_dues(incident_id=incident.pk, at=NIGHT + MINUTE)

        sending = make.sent(world, make.approved(world, incident))
        sendings.enter_receipt(
            sending_id=sending.pk, words="总队值班员王", received_at=LATER, at=LATER, by=world.officer_of_the_day
        )

        due = ReportDue.objects.get(addressee="CORPS")
        assert (due.met_by, due.met_at) == (sending, LATER)
        assert ReportDue.objects.waiting().filter(kind="FLASH").values_list("addressee", flat=True).get() == "LEADER"
        with pytest.raises(Refused):
            sendings.enter_receipt(sending_id=sending.pk, words="", received_at=LATER, at=LATER, by=world.second)

    def test_to_a_person_stands_on_their_screen_and_is_received_by_confirming(self, world):
        sending = make.sent(world, make.approved(world), channel="SCREEN", addressee="LEADER", user_id=world.leader.pk)
        messages.deliver(delivery_id=sending.delivery_id, at=LATER)

        messages.read_message(delivery_id=sending.delivery_id, at=LATER + MINUTE, by=world.leader)

        sending.refresh_from_db()
        assert (sending.receipt_at, sending.receipt_by) == (LATER + MINUTE, world.leader)
        with pytest.raises(Refused):
            messages.read_message(delivery_id=sending.delivery_id, at=LATER, by=world.second)

    @pytest.mark.parametrize(
        ("to", "field"),
        [
            ({"channel": "PIGEON"}, "channel"),
            ({"addressee": "", "words": " "}, "words"),
            ({"addressee": "NOBODY"}, "addressee"),
            ({"channel": "SMS"}, "address"),
            ({"channel": "SCREEN"}, "user"),
        ],
    )
    def test_names_the_field_at_fault_and_sends_nothing(self, world, to, field):
        report = make.approved(world)

        with pytest.raises(Refused) as refusal:
            make.sent(world, report, **to)

        assert refusal.value.field == field
        assert not report.sendings.exists()


class TestDues:
    def test_run_from_the_opening_by_the_rows(self, world):
        incident = make.grave(world)

        dues.reckon_dues(incident_id=incident.pk, at=NIGHT + MINUTE)

        due = {one.addressee: one for one in ReportDue.objects.all()}
        assert due.keys() == {"CORPS", "LEADER"}
        assert due["CORPS"].due_at == incident.opened_at + 15 * MINUTE

    def test_what_became_known_later_runs_from_when_it_was_seen(self, world):
        incident = incidents.opened(world, level=1, facts={})
        dues.reckon_dues(incident_id=incident.pk, at=NIGHT + MINUTE)
        incident_actions.record_result(incident_id=incident.pk, result={"dead": 1}, at=NIGHT + HOUR, by=world.taker)

        dues.reckon_dues(incident_id=incident.pk, at=NIGHT + HOUR)

        assert ReportDue.objects.get(addressee="CORPS").due_at == NIGHT + HOUR + 10 * MINUTE

    def test_are_noted_once_however_often_the_watch_looks(self, world):
        make.grave(world)

        for minute in range(4):
            dues.watch_dues(at=NIGHT + minute * MINUTE)

        assert ReportDue.objects.count() == 2

    def test_do_not_exist_for_exercises(self, world):
        make.grave(world, is_exercise=True)

        dues.watch_dues(at=NIGHT + MINUTE)

        assert not ReportDue.objects.exists()

    def test_warn_the_duty_officers_once_before_and_once_when_late(self, world):
        make.grave(world)
        for minutes in (1, 12, 13, 20, 21, 30):
            dues.watch_dues(at=NIGHT + minutes * MINUTE)

        told = Delivery.objects.filter(message__event="report_due", user=world.officer_of_the_day)

        assert told.filter(message__subject__contains="总队").count() == 2
        assert set(told.values_list("reason", flat=True)) == {"DUTY_OFFICER"}

    def test_follow_each_other_until_the_incident_ends(self, world):
        order = incidents.ordered(world, incident=make.grave(world))
        incident = order.incident
        make.sent(world, make.approved(world, incident))
        dues.watch_dues(at=LATER)
        follow = ReportDue.objects.get(kind="FOLLOW_UP")
        incidents.stamped(world, order, *incidents.SCENE, *incidents.HOME)
        incident_actions.close_incident(incident_id=incident.pk, at=NIGHT + 2 * HOUR, by=world.taker)

        dues.watch_dues(at=NIGHT + 2 * HOUR)

        follow.refresh_from_db()
        assert follow.due_at == LATER + HOUR
        assert follow.dropped_at == NIGHT + 2 * HOUR
        assert ReportDue.objects.get(kind="FINAL").due_at == NIGHT + 4 * HOUR

    def test_are_dropped_with_a_reason(self, world):
        dues.reckon_dues(incident_id=make.grave(world).pk, at=NIGHT)
        due = ReportDue.objects.first()

        with pytest.raises(Refused):
            dues.drop_due(due_id=due.pk, reason="", at=LATER, by=world.officer_of_the_day)
        dues.drop_due(due_id=due.pk, reason="已电话报告", at=LATER, by=world.officer_of_the_day)

        assert ReportDue.objects.waiting().count() == 1


def scope(world, since=NIGHT - DAY, until=NIGHT + DAY):
    return Scope(world.detachment.path, since, until)


class TestFigures:
    def test_count_reports_due_and_those_sent_in_time(self, world):
        incident = make.grave(world)
        dues.reckon_dues(incident_id=incident.pk, at=NIGHT + MINUTE)
        make.sent(world, make.approved(world, incident))

        assert figures.get("links.reports_due").value(scope(world)) == 2
        assert figures.get("links.reports_in_time").value(scope(world)) == 1
        assert figures.get("links.reports_in_time_share").value(scope(world)) == 0.5


LAST_SECOND = datetime(2024, 12, 31, 23, 59, 59, tzinfo=ZONE)


class TestBriefs:
    def brief(self, world, on=date(2025, 1, 1), kind="DAILY", at=None):
        at = at or datetime(2025, 1, 1, 9, tzinfo=ZONE)
        return reports.compose_brief(unit_id=world.detachment.pk, kind=kind, on=on, at=at, by=world.officer_of_the_day)

    def value(self, report, key="incidents.handled"):
        rows = [*report.facts["counts"], *report.facts["sums"]]
        return next(row["value"] for row in rows if row["key"] == key)

    def test_counts_the_last_second_of_the_year_and_not_the_first_of_the_next(self, world):
        incidents.opened(world, LAST_SECOND)
        incidents.opened(world, LAST_SECOND + timedelta(seconds=1))

        report = self.brief(world)

        assert self.value(report) == 1
        assert report.number == "3308-ZB-2025-00001"
        assert "12月31日24时" in report.title

    def test_goes_by_the_units_own_cut(self, world):
        layouts.set_cut(unit_id=world.detachment.pk, hour=8, since_date=date(2024, 1, 1), by=world.officer_of_the_day)
        incidents.opened(world, datetime(2024, 12, 31, 7, 59, 59, tzinfo=ZONE))
        incidents.opened(world, datetime(2024, 12, 31, 8, tzinfo=ZONE))
        incidents.opened(world, datetime(2025, 1, 1, 7, 59, 59, tzinfo=ZONE))
        incidents.opened(world, datetime(2025, 1, 1, 8, tzinfo=ZONE))

        assert self.value(self.brief(world)) == 2

    def test_leaves_exercises_out_and_says_to_be_checked_where_nobody_has_said(self, world):
        incidents.opened(world, LAST_SECOND, is_exercise=True)
        make.grave(world, at=LAST_SECOND - HOUR)

        report = self.brief(world)

        assert self.value(report) == 1
        assert self.value(report, "results.dead") is None
        assert "待核" in report.text.split("\n")[2]
        assert "锦桂苑" in report.text

    def test_agrees_with_the_figures_of_the_house(self, world):
        for hour in (1, 5, 9):
            incidents.finished(world, datetime(2024, 12, 31, hour, tzinfo=ZONE), rescued=2)

        report = self.brief(world)

        span = Scope(world.detachment.path, report.since_at, report.until_at)
        for row in [*report.facts["counts"], *report.facts["sums"]]:
            assert row["value"] == figures.get(row["key"]).value(span), row["key"]

    def test_of_a_week_covers_seven_days(self, world):
        incidents.opened(world, datetime(2024, 12, 25, 0, 0, tzinfo=ZONE))
        incidents.opened(world, datetime(2024, 12, 24, 23, 59, 59, tzinfo=ZONE))

        assert self.value(self.brief(world, kind="WEEKLY")) == 1

    def test_is_made_once_and_not_before_its_end(self, world):
        with pytest.raises(Refused) as early:
            self.brief(world, on=date(2025, 1, 2))
        self.brief(world)
        with pytest.raises(Refused) as twice:
            self.brief(world)

        assert (early.value.field, twice.value.field) == ("on", "on")


class TestPapers:
    def test_come_in_the_built_in_layout_as_word_and_pdf(self, world):
        report = make.approved(world)

        assert papers.as_word(report).startswith(b"PK")
        assert papers.as_pdf(report).startswith(b"%PDF")

    def test_come_in_the_units_own_layout(self, world, tmp_path, settings):
        from docx import Document  # noqa: PLC0415 - large

        file = tmp_path / "own.docx"
        own = Document()
        own.add_paragraph("本支队版式 {{ number }} {{ title }}")
        own.save(file)
        upload = SimpleUploadedFile("own.docx", file.read_bytes())
        layouts.keep_layout(
            unit_id=world.detachment.pk, kind="FLASH", upload=upload, at=LATER, by=world.officer_of_the_day
        )
        report = make.approved(world)

        (tmp_path / "out.docx").write_bytes(papers.as_word(report))
        told = [paragraph.text for paragraph in Document(str(tmp_path / "out.docx")).paragraphs]

        assert told == [f"本支队版式 {report.number} {report.title}"]

    def test_a_layout_that_names_what_is_not_known_is_refused(self, world, tmp_path):
        from docx import Document  # noqa: PLC0415 - large

        own = Document()
        own.add_paragraph("{{ caller }}")
        own.save(tmp_path / "own.docx")
        upload = SimpleUploadedFile("own.docx", (tmp_path / "own.docx").read_bytes())

        with pytest.raises(Refused) as refusal:
            layouts.keep_layout(unit_id=world.detachment.pk, kind="FLASH", upload=upload, at=LATER, by=world.second)

        assert refusal.value.field == "file"

    def test_a_layout_may_use_every_name_it_is_told_of(self):
        assert documents.word("situation_report", papers.TRIAL).startswith(b"PK")
