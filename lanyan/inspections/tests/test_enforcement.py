"""Cases, seals, major hazards, transfers: who proposes does not decide; terms, papers and outcomes."""

from datetime import date, datetime

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from lanyan.inspections.actions import cases, hazards, major, seals, serving, transfers
from lanyan.inspections.models import Case, MajorHazard, Seal, Term
from lanyan.inspections.tests import cast
from lanyan.inspections.tests.cast import CHECKED, DAY, HOUR
from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db
AT = CHECKED + 3 * HOUR
STUDY = ["张三", "李四", "王五"]


@pytest.fixture
def city():
    return cast.city()


def term(record, code):
    return Term.objects.of(record).get(code=code)


class TestCase:
    def opened(self, city, rule="60-1-3", **more):
        return cases.open_case(hazard_id=cast.find(city).pk, rule=rule, at=AT, by=city.inspector, **more)

    def proposed(self, city, **more):
        case = self.opened(city, **more)
        return cases.propose_penalty(case_id=case.pk, fine_yuan=8000, at=AT + HOUR, by=city.inspector)

    def test_runs_beside_the_hazard_where_the_law_punishes_at_once(self, city):
        case = self.opened(city)

        assert case.number == "3308-AJ-2026-00001"
        assert case.hazard.status == "FOUND"

    def test_waits_for_the_re_check_where_the_law_says_not_corrected_in_time(self, city):
        hazard = cast.ordered(city)

        with pytest.raises(Refused) as refusal:
            cases.open_case(hazard_id=hazard.pk, rule="60-1-7", at=AT, by=city.inspector)
        hazards.recheck(
            results=[(hazard.pk, False, "未改")], officer_ids=city.officers, at=AT + 15 * DAY, by=city.inspector
        )

        assert refusal.value.field == "rule"
        assert cases.open_case(hazard_id=hazard.pk, rule="60-1-7", at=AT + 15 * DAY, by=city.inspector).pk

    def test_a_fine_beyond_the_law_is_refused(self, city):
        case = self.opened(city)

        for fine in (4999, 50001):
            with pytest.raises(Refused) as refusal:
                cases.propose_penalty(case_id=case.pk, fine_yuan=fine, at=AT, by=city.inspector)
            assert refusal.value.field == "fine_yuan"

    def test_a_stop_the_law_does_not_provide_is_refused(self, city):
        case = self.opened(city)

        with pytest.raises(Refused) as refusal:
            cases.propose_penalty(case_id=case.pk, stop="USE", at=AT, by=city.inspector)

        assert refusal.value.field == "stop"

    def test_is_decided_by_another_and_the_decision_is_a_paper(self, city):
        case = self.proposed(city)

        with pytest.raises(Refused):
            cases.decide_case(case_id=case.pk, at=AT + DAY, by=city.inspector)
        cases.decide_case(case_id=case.pk, at=AT + DAY, by=city.head)

        paper = case.papers.get()
        assert "罚款人民币8000元" in paper.content["closing"]
        assert "第60条第1款第3项" in paper.content["closing"]

    def test_the_database_refuses_one_decided_by_who_proposed(self, city):
        case = self.proposed(city)

        with pytest.raises(DatabaseError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(decided_by=city.inspector)

    def test_ends_when_the_fine_is_paid(self, city):
        case = self.proposed(city)
        cases.decide_case(case_id=case.pk, at=AT + DAY, by=city.head)

        with pytest.raises(Refused) as refusal:
            cases.end_case(case_id=case.pk, at=AT + 2 * DAY, by=city.inspector)
        cases.end_case(case_id=case.pk, paid=True, at=AT + 2 * DAY, by=city.inspector)

        case.refresh_from_db()
        assert refusal.value.field == "paid"
        assert (case.status, case.paid_at) == ("ENDED", AT + 2 * DAY)

    def test_a_stop_is_reported_with_its_receipt(self, city):
        case = self.opened(city, rule="58-1-4")
        cases.propose_penalty(case_id=case.pk, stop="BUSINESS", fine_yuan=30000, at=AT, by=city.inspector)

        cases.report_stop(case_id=case.pk, reported_to="应急管理局", receipt="收〔2026〕3", at=AT, by=city.inspector)

        case.refresh_from_db()
        assert (case.reported_to, case.report_receipt) == ("应急管理局", "收〔2026〕3")


class TestSeal:
    def proposed(self, city, **more):
        return seals.propose_seal(
            hazard_id=cast.find(city).pk, ground="EXITS", part="二层东侧", at=AT, by=city.inspector, **more
        )

    def in_force(self, city):
        seal = self.proposed(city)
        seals.study_seal(seal_id=seal.pk, study_names=STUDY, words="一致同意", at=AT + HOUR, by=city.inspector)
        return seals.decide_seal(seal_id=seal.pk, agreed=True, at=AT + 2 * HOUR, by=city.head)

    def test_is_studied_by_three_before_it_is_decided(self, city):
        seal = self.proposed(city)

        with pytest.raises(Refused):
            seals.decide_seal(seal_id=seal.pk, agreed=True, at=AT, by=city.head)
        with pytest.raises(Refused) as refusal:
            seals.study_seal(seal_id=seal.pk, study_names=["张三", "李四", "张三"], words="x", at=AT, by=city.inspector)

        assert refusal.value.field == "study_names"

    def test_is_decided_by_another_within_its_term_for_thirty_days(self, city):
        seal = self.proposed(city)
        seals.study_seal(seal_id=seal.pk, study_names=STUDY, words="一致同意", at=AT, by=city.inspector)

        with pytest.raises(Refused):
            seals.decide_seal(seal_id=seal.pk, agreed=True, at=AT, by=city.inspector)
        seal = seals.decide_seal(seal_id=seal.pk, agreed=True, at=AT + HOUR, by=city.head)

        assert (seal.status, seal.until_date) == ("IN_FORCE", date(2026, 4, 4))
        assert term(seal, "seal_decision").met_at == AT + HOUR
        assert term(seal, "seal_length").last_day == date(2026, 4, 4)
        assert "2026年4月4日" in seal.papers.get().content["closing"]

    def test_urgent_it_holds_at_once_on_oral_consent_and_its_paper_is_due_in_a_day(self, city):
        with pytest.raises(Refused) as refusal:
            self.proposed(city, urgent=True)
        seal = self.proposed(city, urgent=True, consent_name="王大队")

        assert refusal.value.field == "consent_name"
        assert (seal.status, seal.sealed_at) == ("IN_FORCE", AT)
        assert term(seal, "seal_urgent_paper").ends_at == AT + DAY
        assert not seal.papers.exists()

    def test_urgent_and_not_confirmed_it_ends(self, city):
        seal = self.proposed(city, urgent=True, consent_name="王大队")
        seals.study_seal(seal_id=seal.pk, study_names=STUDY, words="不同意", at=AT + HOUR, by=city.inspector)

        seal = seals.decide_seal(seal_id=seal.pk, agreed=False, reason="不符合条件", at=AT + 2 * HOUR, by=city.head)

        assert (seal.status, seal.end_reason) == ("LIFTED", "不符合条件")
        assert not Term.objects.of(seal).running().exists()

    def test_is_lifted_after_a_check_and_a_decision_each_with_its_term(self, city):
        seal = self.in_force(city)
        asked = datetime(2026, 3, 16, 9, 0, tzinfo=ZONE)

        seals.ask_lifting(seal_id=seal.pk, at=asked, by=city.inspector)
        with pytest.raises(Refused):
            seals.decide_lifting(seal_id=seal.pk, at=asked, by=city.head)
        seals.check_lifting(seal_id=seal.pk, fit=True, words="出口已打开", at=asked + DAY, by=city.inspector)
        seal = seals.decide_lifting(seal_id=seal.pk, at=asked + 2 * DAY, by=city.head)

        assert (seal.status, seal.ended_at) == ("LIFTED", asked + 2 * DAY)
        assert term(seal, "seal_lift_check").last_day == date(2026, 3, 19)
        assert term(seal, "seal_lift_decision").last_day == date(2026, 3, 20)
        assert [paper.kind.code for paper in seal.papers.order_by("pk")] == ["SEAL", "SEAL_LIFT"]

    def test_where_the_danger_is_not_removed_it_is_kept_with_a_paper(self, city):
        seal = self.in_force(city)
        seals.ask_lifting(seal_id=seal.pk, at=AT + DAY, by=city.inspector)
        seals.check_lifting(seal_id=seal.pk, fit=False, words="仍堵塞", at=AT + 2 * DAY, by=city.inspector)

        seal = seals.decide_lifting(seal_id=seal.pk, at=AT + 3 * DAY, by=city.head)

        assert seal.status == "IN_FORCE"
        assert seal.papers.filter(kind__code="SEAL_KEEP").exists()

    def test_is_renewed_before_its_length_ends_and_not_after(self, city):
        seal = self.in_force(city)

        seal = seals.renew_seal(seal_id=seal.pk, reason="隐患未除", at=AT + 20 * DAY, by=city.head)
        with pytest.raises(Refused):
            seals.renew_seal(seal_id=seal.pk, reason="隐患未除", at=AT + 90 * DAY, by=city.head)

        assert (seal.until_date, seal.renewals) == (date(2026, 5, 4), 1)

    def test_the_database_refuses_one_in_force_that_nobody_studied(self, city):
        seal = self.proposed(city)

        with pytest.raises(DatabaseError), transaction.atomic():
            Seal.objects.filter(pk=seal.pk).update(status="IN_FORCE", sealed_at=AT, until_date=date(2026, 4, 4))


OLD = datetime(2025, 9, 29, 9, 0, tzinfo=ZONE)


class TestMajor:
    def suspected(self, city, at=OLD, elements=("6.5",)):
        check = cast.inspection(city, at=at)
        hazard = cast.find(city, check=check, at=at + HOUR)
        return major.suspect(
            inspection_id=check.pk, hazard_ids=[hazard.pk], category="CROWDED", elements=list(elements),
            words="二层只有一个出口", at=at + 2 * HOUR, by=city.inspector,
        )  # fmt: skip

    def determined(self, city, **more):
        record = self.suspected(city, **more)
        major.study_major(major_id=record.pk, study_names=STUDY, words="同意", at=OLD + 3 * HOUR, by=city.inspector)
        return major.determine(major_id=record.pk, is_major=True, at=OLD + 4 * HOUR, by=city.head)

    def listed(self, city):
        record = self.determined(city)
        major.make_notice(major_id=record.pk, due_date=date(2025, 12, 31), at=OLD + 5 * HOUR, by=city.inspector)
        serving.serve(
            paper_id=record.papers.get().pk, receiver="赵", signature=cast.signature(), at=OLD + DAY, by=city.inspector
        )
        major.report(major_id=record.pk, through="应急管理局", at=OLD + 2 * DAY, by=city.inspector)
        major.enter_receipt(major_id=record.pk, receipt="收5", at=OLD + 3 * DAY, by=city.inspector)
        return major.list_major(
            major_id=record.pk, level="COUNTY", list_number="柯消安〔2025〕3号", listed_date=date(2025, 10, 20),
            due_date=date(2025, 12, 31), responsible="府山商场", supervising="商务局", at=OLD + 21 * DAY,
            by=city.inspector,
        )  # fmt: skip

    def test_a_check_of_november_2025_cannot_be_judged_while_the_set_is_empty(self, city):
        record = self.suspected(city, at=CHECKED, elements=())

        with pytest.raises(Refused, match="2025") as refusal:
            major.judge_major(major_id=record.pk, elements=["6.5"], category="CROWDED", at=AT, by=city.inspector)

        record.refresh_from_db()
        assert refusal.value.field == "elements"
        assert (record.standard, record.method) == ("", "")

    def test_nor_can_it_be_determined(self, city):
        record = self.suspected(city, at=CHECKED, elements=())
        major.study_major(major_id=record.pk, study_names=STUDY, words="同意", at=AT, by=city.inspector)

        with pytest.raises(Refused):
            major.determine(major_id=record.pk, is_major=True, at=AT, by=city.head)

    def test_keeps_the_set_the_method_and_the_counts(self, city):
        record = self.suspected(city, elements=("7.3.1", "7.3.9", "7.5"))

        assert (record.standard, record.method) == ("2017", "combined")
        assert record.counts[0][:2] == [3, 3]

    def test_below_the_count_it_is_not_determined_as_major(self, city):
        record = self.suspected(city, elements=("7.3.1",))
        major.study_major(major_id=record.pk, study_names=STUDY, words="x", at=OLD + 3 * HOUR, by=city.inspector)

        with pytest.raises(Refused) as refusal:
            major.determine(major_id=record.pk, is_major=True, at=OLD + 4 * HOUR, by=city.head)

        assert refusal.value.field == "elements"

    def test_is_discussed_first_and_determined_by_another(self, city):
        record = self.suspected(city)

        with pytest.raises(Refused):
            major.determine(major_id=record.pk, is_major=True, at=OLD + 4 * HOUR, by=city.head)
        major.study_major(major_id=record.pk, study_names=STUDY, words="x", at=OLD + 3 * HOUR, by=city.inspector)
        with pytest.raises(Refused):
            major.determine(major_id=record.pk, is_major=True, at=OLD + 4 * HOUR, by=city.inspector)

    def test_experts_lengthen_the_term_of_the_notice_and_must_agree(self, city):
        record = self.suspected(city)
        major.study_major(major_id=record.pk, study_names=STUDY, words="x", at=OLD + 3 * HOUR, by=city.inspector)
        seven = [f"专家{number}" for number in range(7)]

        with pytest.raises(Refused):
            major.hear_experts(major_id=record.pk, expert_names=seven[:6], agreed=6, at=OLD, by=city.inspector)
        major.hear_experts(major_id=record.pk, expert_names=seven, agreed=4, at=OLD + 3 * HOUR, by=city.inspector)
        with pytest.raises(Refused):
            major.determine(major_id=record.pk, is_major=True, at=OLD + 4 * HOUR, by=city.head)
        major.hear_experts(major_id=record.pk, expert_names=seven, agreed=5, at=OLD + 3 * HOUR, by=city.inspector)
        record = major.determine(major_id=record.pk, is_major=True, at=OLD + 4 * HOUR, by=city.head)

        # 30 September, then 9, 10, 11 (Saturday of work), 13 to 17, 20 to 23 October.
        assert term(record, "major_notice").last_day == date(2025, 10, 23)

    def test_from_notice_and_report_to_listing_delisting_and_closing(self, city):
        record = self.listed(city)
        hazard = record.hazards.get()
        major.tell_progress(major_id=record.pk, percent=60, words="新增楼梯", at=OLD + 40 * DAY, by=city.inspector)
        major.ask_delisting(major_id=record.pk, at=OLD + 60 * DAY, by=city.inspector)
        major.decide_delisting(
            major_id=record.pk, granted=True, delisted_date=date(2025, 12, 10), at=OLD + 72 * DAY, by=city.inspector
        )
        with pytest.raises(Refused):
            major.close_major(major_id=record.pk, words="复查合格", at=OLD + 73 * DAY, by=city.head)
        hazards.fix_on_spot(hazard_id=hazard.pk, at=OLD + 73 * DAY, by=city.inspector)

        record = major.close_major(major_id=record.pk, words="复查合格", at=OLD + 73 * DAY, by=city.head)

        assert (record.status, record.delisted_date) == ("CLOSED", date(2025, 12, 10))
        assert term(record, "major_opinion").met_at == OLD + 2 * DAY
        assert term(record, "major_notice").met_at == OLD + DAY
        assert not Term.objects.of(record).running().exists()

    def test_is_not_listed_before_it_is_reported(self, city):
        record = self.determined(city)

        with pytest.raises(Refused):
            major.list_major(
                major_id=record.pk, level="CITY", list_number="1", listed_date=date(2025, 10, 20),
                due_date=date(2025, 12, 31), responsible="a", supervising="b", at=OLD + 21 * DAY, by=city.inspector,
            )  # fmt: skip

        assert MajorHazard.objects.get().listed_date is None


class TestTransfer:
    def sent(self, city, matter="EBIKE", **more):
        return transfers.send(
            hazard_id=cast.find(city).pk, matter=matter, words="楼道内改装电池", at=AT, by=city.inspector, **more
        )

    def test_goes_to_whom_the_table_names_and_is_a_paper(self, city):
        transfer = self.sent(city)

        assert transfer.body == "市场监督管理部门"
        content = transfer.papers.get().content
        assert content["addressee"] == "市场监督管理部门"
        assert content["items"][0] == "电动自行车及其电池生产、销售、改装"

    def test_a_matter_nobody_is_competent_for_is_refused(self, city):
        with pytest.raises(Refused) as refusal:
            self.sent(city, matter="GRANTED")

        assert refusal.value.field == "competence"

    def test_goes_to_the_township_where_the_power_was_granted(self, city):
        Code.objects.create(
            list="competences", code="TOWN", label_zh="府山街道", label_en="town", source="赋权决定", version="1",
            since=date(2026, 1, 1), facts={"matter": "GRANTED", "place": "330802", "body_kind": "TOWN"},
        )  # fmt: skip
        codes._table.cache_clear()
        try:
            assert self.sent(city, matter="GRANTED").body == "府山街道"
        finally:
            codes._table.cache_clear()

    def test_detention_is_an_outcome_of_the_other_body_with_its_number(self, city):
        transfer = self.sent(city, matter="DETENTION")
        transfers.receive(transfer_id=transfer.pk, receipt_number="柯公收7", at=AT + DAY, by=city.inspector)

        with pytest.raises(Refused) as refusal:
            transfers.answer(transfer_id=transfer.pk, outcome="DETAINED", at=AT + 2 * DAY, by=city.inspector)
        transfer = transfers.answer(
            transfer_id=transfer.pk, outcome="DETAINED", detained=2, at=AT + 2 * DAY, by=city.inspector
        )

        assert refusal.value.field == "detained"
        assert (transfer.status, transfer.detained) == ("ANSWERED", 2)
        assert not Case.objects.exists()
