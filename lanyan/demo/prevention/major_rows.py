"""Rows of major hazards: judged by the set of 2017, determined by another, reported, listed, delisted, closed."""

from datetime import datetime, timedelta
from typing import Any

from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.paper_rows import Draft, PaperRows
from lanyan.demo.prevention.records import Major, Year
from lanyan.demo.prevention.tables import array
from lanyan.inspections import paper_words
from lanyan.inspections.models import MajorHazard, Progress
from lanyan.inspections.rules import judgement as rules
from lanyan.kernel.periods import midnight

OPINION, NOTICE = "major_opinion", "major_notice"
LEVELS = {"COUNTY": "县（区）人民政府", "CITY": "市人民政府"}
STUDIED = "经集体讨论，符合重大火灾隐患判定条件。"
PROGRESS = ((30, "已委托设计，制定整改方案"), (65, "施工进场，消防设施改造过半"), (90, "改造基本完成，正在调试"))


class MajorRows:
    """Writes the major hazards of one city."""

    def __init__(self, desk: Desk, city: str, papers: PaperRows) -> None:
        self.desk, self.city, self.papers = desk, city, papers

    def write(self, years: list[Year]) -> None:
        """Write them in the order in which they were suspected."""
        for one in sorted((one for year in years for one in year.majors), key=lambda one: one.suspected_at):
            self._major(one)

    def _major(self, one: Major) -> None:
        desk, table, check = self.desk, self.desk[MajorHazard], one.finding.check
        one.number = desk.number(self.city, "ZD", one.suspected_at)
        judged = rules.judge(rules.set_for(check.day, rules.sets()), one.elements, category=one.category)
        row = table.new(
            number=one.number, premises_id=check.site.pk, unit_id=check.site.unit.pk, inspection_id=check.row[0],
            checked_date=check.day, category=one.category, standard=judged.version, method=judged.method,
            counts=[list(each) for each in judged.tried], words=f"{one.finding.found.words}，整改难度大。",
            suspected_at=one.suspected_at, suspected_by_id=check.by.pk,
        )  # fmt: skip
        row[table.at["elements"]] = array(sorted(one.elements))
        acts = {one.suspected_at: desk.acts.open("inspections.suspect_major", check.by, one.suspected_at)}
        table.enter(row, one.suspected_at, acts[one.suspected_at])
        desk.links[MajorHazard.hazards.through].add(row[0], one.finding.row[0])
        for at, act, who, changed in sorted(self._steps(one), key=lambda step: step[0]):
            if desk.past(at):
                if act == "study_major":
                    row[table.at["study_names"]] = array([check.team.head.name, check.by.name, check.second.name])
                acts[at] = desk.acts.open(f"inspections.{act}", who, at)
                table.change(row, at, acts[at], **changed)
        self._progress(one, row)
        table.done(row)
        self._terms(one, row, acts)
        self._paper(one, row)

    def _steps(self, one: Major) -> list[tuple[datetime, str, Any, dict[str, Any]]]:
        check = one.finding.check
        by, head = check.by, check.team.head
        studied = one.determined_at - timedelta(hours=3)
        receipt = one.reported_at + timedelta(days=1)
        listed = midnight(one.listed) + timedelta(hours=16)
        steps: list[tuple[datetime, str, Any, dict[str, Any]]] = [
            (studied, "study_major", by, {"studied_at": studied, "study_words": STUDIED}),
            (one.determined_at, "determine_major", head,
             {"status": rules.DETERMINED, "determined_at": one.determined_at, "determined_by_id": head.pk}),
            (one.determined_at + timedelta(hours=1), "make_major_notice", by, {"due_date": one.list_due}),
            (one.notified_at, "notify_major", by, {"status": rules.NOTIFIED, "notified_at": one.notified_at}),
            (one.reported_at, "report_major", by, {"reported_at": one.reported_at, "report_through": "应急管理部门"}),
            (receipt, "enter_major_receipt", by,
             {"receipt_at": receipt, "report_receipt": f"应急收〔{receipt.year}〕{40 + int(check.row[0]) % 300} 号"}),
            (listed, "list_major", by,
             {"status": rules.LISTED, "level": one.level, "listed_date": one.listed, "list_due_date": one.list_due,
              "list_number": f"政督〔{one.listed.year}〕{1 + int(check.row[0]) % 40} 号",
              "responsible": check.site.name, "supervising": f"{LEVELS[one.level]}安委办"}),
        ]  # fmt: skip
        if one.delisted is not None:
            asked = midnight(one.delisted - timedelta(days=2)) + timedelta(hours=10)
            delisted = midnight(one.delisted) + timedelta(hours=15)
            closed = delisted + timedelta(hours=20)
            steps += [
                (asked, "ask_delisting", by, {"status": rules.DELIST_ASKED, "delist_asked_at": asked}),
                (delisted, "delist_major", by, {"status": rules.DELISTED, "delisted_date": one.delisted}),
                (closed, "close_major", head,
                 {"status": rules.CLOSED, "closed_at": closed, "closed_words": "复查合格，予以销案"}),
            ]  # fmt: skip
        return steps

    def _progress(self, one: Major, row: list[str]) -> None:
        table, by = self.desk[Progress], one.finding.check.by
        first, last = midnight(one.listed), midnight(one.delisted or one.list_due)
        for number, (percent, words) in enumerate(PROGRESS, start=1):
            at = (first + (last - first) * number / 4).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
            if self.desk.past(at):
                told = table.new(major_id=row[0], at=at, percent=percent, words=words, by_id=by.pk)
                table.once(told, at, self.desk.acts.open("inspections.tell_progress", by, at))

    def _terms(self, one: Major, row: list[str], acts: dict[datetime, str]) -> None:
        check = one.finding.check
        runs = ((OPINION, check.begins, one.suspected_at, one.reported_at),
                (NOTICE, one.determined_at, one.determined_at, one.notified_at))  # fmt: skip
        for code, since, begun, met in runs:
            if begun in acts:
                self.desk.term(MajorHazard, row, code, since, site=check.site, by=check.by, begun=begun,
                               title=f"{check.site.name} · {one.number}", act=acts[begun], met=met,
                               met_act=acts.get(met, ""))  # fmt: skip

    def _paper(self, one: Major, row: list[str]) -> None:
        check = one.finding.check
        used = rules.set_for(check.day, rules.sets())
        found = [each for each in (used.element(clause) for clause in sorted(one.elements)) if each is not None]
        self.papers.add(Draft(
            "MAJOR", check.site, one.determined_at + timedelta(hours=1), check.by, one.notified_at,
            hazards=[one.finding.row[0]], items=[f"{each.label_zh}（{each.clause}）" for each in found],
            words=f"{one.finding.found.words}，整改难度大。",
            blanks={"due": paper_words.chinese(one.list_due), "standard": used.title_zh},
            links={"major_id": row[0], "inspection_id": check.row[0]},
        ))  # fmt: skip
