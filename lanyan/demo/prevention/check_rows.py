"""Rows of checks: plans and drives, the check from planned to concluded, its people, answers and departments' parts."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from lanyan.demo.prevention import words
from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.lot_rows import LotRows
from lanyan.demo.prevention.records import Check, Held, Year
from lanyan.demo.prevention.site_rows import Frozen
from lanyan.demo.prevention.staff import AGENCY
from lanyan.inspections.models import (
    Answer,
    CheckPlan,
    Drill,
    Inspection,
    InspectionStaff,
    JointPart,
    PlanItem,
    SpecialDrive,
)
from lanyan.inspections.rules import checks as rules
from lanyan.kernel.periods import midnight

QUARTERS = "一二三四"
# The share of items that do not apply to a place.
NOT_APPLICABLE = 0.07


class CheckRows:
    """Writes the checks of one city."""

    def __init__(self, desk: Desk, city: str, root: Any, items: dict[str, dict[str, Any]], seed: int) -> None:
        self.desk, self.city, self.root, self.items = desk, city, root, items
        self.dice = Random(f"answers-{city}-{seed}")
        self.frozen = Frozen()
        self.lots = LotRows(desk, city)
        self.drives: dict[tuple[int, str], str] = {}

    def write(self, years: list[Year], by: Any) -> None:
        """Write all checks in the order in which they were planned."""
        for year in years:
            self._drives(year, by)
        plans = self._plans([check for year in years for check in year.checks if check.cause == rules.BY_PLAN])
        every = [(year.year, check) for year in years for check in year.checks]
        every.sort(key=lambda one: (one[1].created_at, one[1].begins))
        for number, (year, check) in enumerate(every):
            if check.lot is not None and not check.lot.row:
                self.lots.write(check.lot)
            self._check(year, check, plans.get(id(check)))
            self.desk.send(number)
        self.lots.finish([lot for year in years for lot in year.lots])
        for held in sorted((one for year in years for one in year.drills), key=lambda one: one.at):
            self._drill(held)

    def _drives(self, year: Year, by: Any) -> None:
        table = self.desk[SpecialDrive]
        for number, (kind, name) in enumerate(words.DRIVES.items(), start=1):
            first, last = date(year.year, 1, 2), date(year.year, 12, 31)
            opened = midnight(first) + timedelta(hours=9)
            document = f"{AGENCY[self.city]}消〔{year.year}〕{10 + number} 号"
            row = table.new(unit_id=self.root.pk, kind=kind, name=name.format(year=year.year), since_date=first,
                            document=document, until_date=last)  # fmt: skip
            table.enter(row, opened, self.desk.acts.open("inspections.make_drive", by, opened))
            ended = midnight(last) + timedelta(hours=17)
            if self.desk.past(ended):
                table.change(row, ended, self.desk.acts.open("inspections.end_drive", by, ended), ended_at=ended)
            table.done(row)
            self.drives[year.year, kind] = row[0]

    # ---- plans ------------------------------------------------------------------------------------------------
    def _plans(self, planned: list[Check]) -> dict[int, list[str]]:
        """A plan a battalion and quarter, made by one, approved by the head; gives its row and instant by check."""
        quarters: dict[tuple[int, int, int], list[Check]] = defaultdict(list)
        for check in planned:
            quarters[check.day.year, (check.day.month - 1) // 3, check.team.unit].append(check)
        found = {}
        for (year, quarter, _unit), checks in sorted(quarters.items()):
            row, approved = self._plan(year, quarter, checks)
            for check in checks:
                check.created_at = approved
                found[id(check)] = row
        return found

    def _plan(self, year: int, quarter: int, checks: list[Check]) -> tuple[list[str], datetime]:
        desk, table, first = self.desk, self.desk[CheckPlan], checks[0]
        since = date(year, 3 * quarter + 1, 1)
        until = date(year + (quarter == 3), 3 * (quarter + 1) % 12 + 1, 1)
        made = midnight(since - timedelta(days=9)) + timedelta(hours=10)
        submitted, approved = made + timedelta(days=2), made + timedelta(days=3, hours=5)
        row = table.new(
            unit_id=first.team.unit, period=f"{year}Q{quarter + 1}", since_date=since, until_date=until,
            title=f"{year} 年第{QUARTERS[quarter]}季度消防监督检查计划", grounds="年度消防监督抽查工作安排",
            made_by_id=first.by.pk, made_at=made,
        )  # fmt: skip
        table.enter(row, made, desk.acts.open("inspections.make_check_plan", first.by, made))
        table.change(row, submitted, desk.acts.open("inspections.submit_check_plan", first.by, submitted),
                     state="SUBMITTED", submitted_at=submitted, submitted_by_id=first.by.pk)  # fmt: skip
        act = desk.acts.open("inspections.approve_check_plan", first.team.head, approved)
        table.change(row, approved, act, state="APPROVED", approved_at=approved, approved_by_id=first.team.head.pk)
        table.done(row)
        return row, approved

    # ---- one check --------------------------------------------------------------------------------------------
    def _check(self, year: int, check: Check, plan: list[str] | None) -> None:
        desk, table, site, at = self.desk, self.desk[Inspection], check.site, check.created_at
        check.number = desk.number(self.city, "JC", at)
        complaint = check.cause == rules.BY_COMPLAINT
        row = check.row = table.new(
            number=check.number, premises_id=site.pk, unit_id=site.unit.pk, form=check.form, cause=check.cause,
            cause_words=check.cause_words, plan_id=plan[0] if plan else None,
            draw_id=check.lot.row[0] if check.lot else None,
            drive_id=self.drives[year, check.drive] if check.drive else None,
            counts_to_cap=check.cause not in (rules.BY_COMPLAINT, rules.BY_CASE, rules.BY_OTHER),
            scheduled_date=check.scheduled, checklist=site.checklist, created_at=at,
            created_by_id=check.by.pk,
        )  # fmt: skip
        if complaint:
            term = desk.deadline("complaint_other", at)
            table.put(row, due_at=term.at, due_article=term.article[:60])
        table.enter(row, at, desk.acts.open("inspections.plan_check", check.by, at))
        if plan:
            self._item(check, plan, at)
        assigned = max(at, midnight(check.day - timedelta(days=2)) + timedelta(hours=15))
        self._staff(check, min(assigned, check.begins - timedelta(minutes=20)))
        self._goes(check)
        self._index(check)

    def _item(self, check: Check, plan: list[str], approved: datetime) -> None:
        table, made = self.desk[PlanItem], approved - timedelta(days=3)
        item = table.new(plan_id=plan[0], premises_id=check.site.pk, scheduled_date=check.day, form=check.form,
                         checklist=check.site.checklist)  # fmt: skip
        table.enter(item, made, self.desk.acts.open("inspections.add_planned_check", check.by, made))
        act = self.desk.acts.open("inspections.approve_check_plan", check.team.head, approved)
        table.change(item, approved, act, inspection_id=check.row[0])
        table.done(item)

    def _staff(self, check: Check, at: datetime) -> None:
        table = self.desk[InspectionStaff]
        act = self.desk.acts.open("inspections.assign_staff", check.by, at)
        for part, officer in (("LEAD", check.lead), ("SECOND", check.second)):
            member = table.new(inspection_id=check.row[0], person_id=officer.person, part=part,
                               certificate_number=officer.certificate)  # fmt: skip
            table.once(member, at, act)
        if check.assistant is not None:
            table.once(table.new(inspection_id=check.row[0], person_id=check.assistant, part="ASSISTANT"), at, act)

    def _goes(self, check: Check) -> None:
        """Notice, begin, answers, conclusion."""
        desk, table, row, site, acts = self.desk, self.desk[Inspection], check.row, check.site, self.desk.acts
        told = check.begins - timedelta(minutes=10)
        serial = desk.take(f"notice:{self.city}:{check.day.year}")
        check.notice = f"{AGENCY[self.city]}消检通字〔{check.day.year}〕第{serial:04}号"
        table.change(row, told, acts.open("inspections.notify_check", check.by, told), state=rules.NOTIFIED,
                     notice_number=check.notice, notice_date=told.date(), notified_at=told)  # fmt: skip
        version = next(iter(self.items[site.checklist].values())).version
        row[table.at["facts"]] = self.frozen.facts(site, check.day)
        table.change(row, check.begins, acts.open("inspections.start_check", check.by, check.begins),
                     state=rules.UNDERWAY, started_at=check.begins, checklist_version=version)  # fmt: skip
        shown = check.begins + timedelta(minutes=2)
        table.change(row, shown, acts.open("inspections.show_credentials", check.by, shown), credentials_shown_at=shown)
        if check.is_joint:
            self._joint(check)
        self._answers(check)
        self._ends(check)
        table.done(row)

    def _answers(self, check: Check) -> None:
        """One answer to every item; where a hazard was found it is no, with the words of the hazard."""
        desk, table, items = self.desk, self.desk[Answer], self.items[check.site.checklist]
        bad = {one.found.item: one.found.words for one in check.findings}
        first = check.begins + timedelta(minutes=4)
        step = (check.ends - first - timedelta(minutes=14)) / len(items)
        act = desk.acts.open("inspections.answer_check", check.by, first)
        # There are a hundred thousand of them: one row is made, the others are like it.
        row = table.new(inspection_id=check.row[0], by_id=check.by.pk)
        item_at, value_at, words_at = (table.at[name] for name in ("item_id", "value", "words"))
        said_at, received_at = table.at["device_at"], table.at["received_at"]
        for number, (code, item) in enumerate(items.items()):
            at = (first + step * number).replace(microsecond=0)
            row = row if number == 0 else table.copy(row)
            is_na = self.dice.random() < NOT_APPLICABLE
            row[item_at] = str(item.pk)
            row[value_at] = rules.NO if code in bad else rules.NOT_APPLICABLE if is_na else rules.YES
            row[words_at] = bad.get(code, "")
            row[said_at] = row[received_at] = str(at)
            table.once(row, at, act)

    def _ends(self, check: Check) -> None:
        table, row, site, at = self.desk[Inspection], check.row, check.site, check.ends
        found = len(check.findings)
        result = self.dice.choice(words.RESULTS_FOUND if found else words.RESULTS_CLEAN).format(number=found)
        before = at - timedelta(minutes=5)
        act = self.desk.acts.open("inspections.answer_check", check.by, before)
        table.change(
            row, before, act, place_words=self.dice.choice(words.PARTS), result_words=result, located_at=before,
            clip_number=f"DSJ{at:%Y%m%d}{check.lead.person % 100:02}", lon=round(site.lon + 0.00008, 6),
            lat=round(site.lat - 0.00005, 6),
        )  # fmt: skip
        end = {"state": rules.CONCLUDED, "concluded_at": at, "told_at": at}
        if check.refused:
            end |= {"refused_at": at, "refusal_words": self.dice.choice(words.REFUSALS), "witnesses": "社区网格员王芳"}
        else:
            end |= {"signed_at": at, "signed_name": site.responsible, "signed_post": "消防安全责任人"}
        table.change(row, at, self.desk.acts.open("inspections.conclude_check", check.by, at), **end)

    def _joint(self, check: Check) -> None:
        """The education department's part: joined before, signed on the spot."""
        table, before = self.desk[JointPart], check.begins - timedelta(minutes=8)
        people = self.dice.choice(words.EDUCATION_PEOPLE)
        department = "市教育局" if self.dice.random() < 0.2 else "县（区）教育局"
        part = table.new(inspection_id=check.row[0], department=department, part=words.EDUCATION_PART, people=people)
        table.enter(part, before, self.desk.acts.open("inspections.join_department", check.by, before))
        signed = check.ends - timedelta(minutes=3)
        act = self.desk.acts.open("inspections.sign_joint_part", check.by, signed)
        table.change(part, signed, act, finding="已现场反馈学校", signed_name=people.split("、")[0], signed_at=signed)
        table.done(part)

    def _index(self, check: Check) -> None:
        site = check.site
        self.desk.index("inspection", check.row[0], check.number, f"{site.name} · {check.scheduled}",
                        f"{check.number} {site.name} {check.notice}", site.unit.path)  # fmt: skip

    # ---- drills -----------------------------------------------------------------------------------------------
    def _drill(self, held: Held) -> None:
        table, site, by = self.desk[Drill], held.site, held.team.officers[0]
        entered = held.at + timedelta(hours=self.dice.randint(2, 20))
        held.number = self.desk.number(self.city, "YL", entered)
        row = table.new(
            number=held.number, premises_id=site.pk, unit_id=site.unit.pk, department="EDUCATION", held_at=held.at,
            guided_by=f"{by.name}、{held.team.officers[-1].name}", people=held.people, minutes=held.minutes,
            words=held.words, entered_at=entered,
        )  # fmt: skip
        table.once(row, entered, self.desk.acts.open("inspections.enter_drill", by.by, entered))
        self.desk.index("drill", row[0], held.number, f"{site.name} · {held.at:%Y-%m-%d}",
                        f"{held.number} {site.name}", site.unit.path)  # fmt: skip
