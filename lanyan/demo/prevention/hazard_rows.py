"""Rows of hazards: found, put right on the spot or ordered, reported, re-checked, closed; their notices and terms."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.paper_rows import Draft, PaperRows, soon
from lanyan.demo.prevention.records import DATE, ONCE, SPOT, Check, Finding, Recheck, Year
from lanyan.inspections import models, paper_words
from lanyan.inspections.models import Hazard, Inspection
from lanyan.inspections.rules import hazards as rules

NOTICE, AGAIN = "notice_by_date", "recheck"
NONE_NEEDED = "无需制作责令限期改正通知书"
ASKED_EARLIER = "单位提前申请复查"


class HazardRows:
    """Writes the hazards of one city."""

    def __init__(self, desk: Desk, city: str, papers: PaperRows) -> None:
        self.desk, self.city, self.papers = desk, city, papers

    def write(self, years: list[Year]) -> None:
        """Write all hazards in the order in which they were found."""
        checks = [check for year in years for check in year.checks if check.findings]
        for number, check in enumerate(sorted(checks, key=lambda one: one.ends)):
            self.desk.send(number)
            self._found(check)
            self._notice_term(check)
            self._at_once(check, check.of(ONCE))
            self._by_date(check, check.of(DATE))
            for one in check.findings:
                self._index(one)
                self.desk[Hazard].done(one.row)

    def _found(self, check: Check) -> None:
        desk, table, site = self.desk, self.desk[Hazard], check.site
        act = desk.acts.open("inspections.find_hazard", check.by, check.findings[0].at)
        for one in check.findings:
            one.number = desk.number(self.city, "YH", one.at)
            one.row = table.new(
                number=one.number, inspection_id=check.row[0], premises_id=site.pk, unit_id=site.unit.pk,
                item_id=one.item.pk, clause=one.clause, words=one.found.words, place=one.found.place,
                found_at=one.at, found_by_id=check.by.pk,
            )  # fmt: skip
            table.enter(one.row, one.at, act)
        fixed_at = check.findings[0].at + timedelta(minutes=3)
        spot = check.of(SPOT)
        if spot:
            act = desk.acts.open("inspections.fix_on_spot", check.by, fixed_at)
        for one in spot:
            table.change(
                one.row, fixed_at, act, status=rules.FIXED_ON_SPOT, fixed_on_spot_at=fixed_at, ended_at=fixed_at
            )

    def _title(self, check: Check) -> str:
        return f"{check.site.name} · {check.number}"

    def _notice_term(self, check: Check) -> None:
        """The term of the notice runs from the check; served, or not needed."""
        dated, at = check.of(DATE), check.findings[0].at
        act = self.desk.acts.open("inspections.start_term", check.by, at)
        served = soon(dated[0].ordered_at) if dated and dated[0].ordered_at else None
        dropped = None if served else at + timedelta(minutes=5)
        self.desk.term(Inspection, check.row, NOTICE, check.begins, site=check.site, title=self._title(check),
                       by=check.by, begun=at, act=act, met=served, dropped=dropped, reason=NONE_NEEDED)  # fmt: skip

    # ---- orders -----------------------------------------------------------------------------------------------
    def _at_once(self, check: Check, found: list[Finding]) -> None:
        if not found:
            return
        at, desk = found[0].ordered_at, self.desk
        assert at is not None
        act = desk.acts.open("inspections.order_at_once", check.by, at)
        for one in found:
            desk[Hazard].change(one.row, at, act, status=rules.ORDERED_AT_ONCE, ordered_at=at)
        self._paper("AT_ONCE", check, found, at)
        acts = self._rechecks(check, found)
        for one in found:
            met = one.rechecks[0].at
            desk.term(Hazard, one.row, AGAIN, at, site=check.site, title=self._title(check), by=check.by, begun=at,
                      act=act, met=met, met_act=acts.get(met, ""))  # fmt: skip

    def _by_date(self, check: Check, found: list[Finding]) -> None:
        if not found:
            return
        desk, first = self.desk, found[0]
        at, due, reported = first.ordered_at, first.due, first.reported_at
        assert at is not None
        assert due is not None
        act = desk.acts.open("inspections.order_by_date", check.by, at)
        for one in found:
            desk[Hazard].change(one.row, at, act, status=rules.ORDERED_BY_DATE, ordered_at=at, due_date=due)
        self._paper("BY_DATE", check, found, at, due=paper_words.chinese(due))
        told = ""
        if desk.past(reported):
            assert reported is not None
            told = desk.acts.open("inspections.report_fixed", check.by, reported)
            for one in found:
                desk[Hazard].change(one.row, reported, told, status=rules.REPORTED_FIXED, reported_fixed_at=reported,
                                    reported_words="已整改完毕，申请复查")  # fmt: skip
        acts = self._rechecks(check, found)
        for one in found:
            self._terms(check, one, act, told, acts)

    def _terms(self, check: Check, one: Finding, act: str, told: str, acts: dict[datetime, str]) -> None:
        """The re-check is due after the term, or after the unit asks for it."""
        at, due, met = one.ordered_at, one.due, one.rechecks[0].at
        assert at is not None
        assert due is not None
        given: Any = {"site": check.site, "title": self._title(check), "by": check.by}
        if one.reported_at is not None:
            self.desk.term(Hazard, one.row, AGAIN, due, begun=at, act=act, dropped=one.reported_at, met_act=told,
                           reason=ASKED_EARLIER, **given)  # fmt: skip
            if told:
                self.desk.term(Hazard, one.row, AGAIN, one.reported_at, begun=one.reported_at, act=told, met=met,
                               met_act=acts.get(met, ""), **given)  # fmt: skip
        else:
            self.desk.term(Hazard, one.row, AGAIN, due, begun=at, act=act, met=met, met_act=acts.get(met, ""), **given)

    # ---- re-checks --------------------------------------------------------------------------------------------
    def _rechecks(self, check: Check, found: list[Finding]) -> dict[datetime, str]:
        """Re-checks of hazards of one notice, those of one instant together; gives the acts by instant."""
        every = sorted(((again.at, number, one, again) for number, one in enumerate(found) for again in one.rechecks),
                       key=lambda one: one[:2])  # fmt: skip
        acts: dict[datetime, str] = {}
        for at, group in groupby(every, key=lambda one: one[0]):
            if self.desk.past(at):
                acts[at] = self.desk.acts.open("inspections.recheck_hazard", check.by, at)
                self._rechecked(check, at, [(one, again) for _at, _number, one, again in group], acts[at])
        return acts

    def _rechecked(self, check: Check, at: datetime, pairs: list[tuple[Finding, Recheck]], act: str) -> None:
        desk = self.desk
        called = f"{check.lead.name}、{check.second.name}"
        for one, again in pairs:
            if again.fixed:
                desk[Hazard].change(one.row, at, act, status=rules.CLOSED, closed_at=at, ended_at=at)
            else:
                desk[Hazard].change(one.row, at, act, status=rules.NOT_FIXED, not_fixed_at=at)
            row = desk[models.Recheck].new(hazard_id=one.row[0], at=at, fixed=again.fixed, words=again.words,
                                           officer_names=called, by_id=check.by.pk)  # fmt: skip
            desk[models.Recheck].once(row, at, act)
            for officer in (check.lead, check.second):
                desk.links[models.Recheck.officers.through].add(row[0], officer.person)
        lines = [f"{one.line}：{'已改正' if again.fixed else '未改正'}。{again.words}" for one, again in pairs]
        found = [one for one, _again in pairs]
        self._paper("RECHECK", check, found, at, lines=lines, officers=called)

    def _paper(self, kind: str, check: Check, found: list[Finding], at: datetime, *, lines: list[str] | None = None,
               officers: str = "", **blanks: str) -> None:  # fmt: skip
        self.papers.add(Draft(
            kind, check.site, at, check.by, soon(at), hazards=[one.row[0] for one in found],
            items=lines or [one.line for one in found], officers=officers,
            blanks={"checked": paper_words.chinese(check.begins), **blanks}, links={"inspection_id": check.row[0]},
        ))  # fmt: skip

    def _index(self, one: Finding) -> None:
        site, row, table = one.check.site, one.row, self.desk[Hazard]
        status = str(Hazard.Status(row[table.at["status"]]).label)
        title = f"{one.number} {one.found.words[:60]}"
        self.desk.index("hazard", row[0], title, " · ".join((site.name, status, site.unit.name)),
                        f"{title} {site.name}", site.unit.path)  # fmt: skip
