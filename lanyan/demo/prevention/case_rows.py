"""Rows of cases and temporary seals: proposed by the inspector, decided by the head of the battalion."""

from datetime import datetime, timedelta
from typing import Any

from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.paper_rows import Draft, PaperRows, soon
from lanyan.demo.prevention.records import Penalty, Sealing, Year
from lanyan.demo.prevention.tables import array
from lanyan.inspections import paper_words
from lanyan.inspections.models import Case, Seal
from lanyan.inspections.rules import seals as rules
from lanyan.kernel import codes

STOPS = {"BUILDING": "责令停止施工", "USE": "责令停止使用", "BUSINESS": "责令停止营业", "PRODUCTION": "责令停产停业"}
DECISION, LENGTH, LIFT_CHECK, LIFT_DECISION = "seal_decision", "seal_length", "seal_lift_check", "seal_lift_decision"


class CaseRows:
    """Writes the cases and seals of one city."""

    def __init__(self, desk: Desk, city: str, papers: PaperRows) -> None:
        self.desk, self.city, self.papers = desk, city, papers
        self.rules, self.grounds = codes.table("penalty_rules"), codes.table("seal_grounds")

    def write(self, years: list[Year]) -> None:
        """Write them in the order in which they began."""
        for penalty in sorted((one for year in years for one in year.penalties), key=lambda one: one.opened_at):
            if self.desk.past(penalty.opened_at):
                self._case(penalty)
        for seal in sorted((one for year in years for one in year.seals), key=lambda one: one.proposed_at):
            self._seal(seal)

    # ---- cases ------------------------------------------------------------------------------------------------
    def _case(self, one: Penalty) -> None:
        desk, table, check = self.desk, self.desk[Case], one.finding.check
        by, head = check.by, check.team.head
        one.number = desk.number(self.city, "AJ", one.opened_at)
        row = table.new(
            number=one.number, hazard_id=one.finding.row[0], premises_id=check.site.pk, unit_id=check.site.unit.pk,
            rule_id=self.rules[one.rule].pk, person_name=one.person, on_the_spot=one.on_the_spot,
            opened_at=one.opened_at,
        )  # fmt: skip
        table.enter(row, one.opened_at, desk.acts.open("inspections.open_case", by, one.opened_at))
        steps: tuple[tuple[datetime, str, Any, dict[str, Any]], ...] = (
            (one.proposed_at, "propose_penalty", by,
             {"status": rules.PROPOSED_PENALTY, "proposed_at": one.proposed_at, "proposed_by_id": by.pk,
              "warning": one.warning, "fine_yuan": one.fine, "stop": one.stop}),
            (one.decided_at, "decide_case", head,
             {"status": rules.DECIDED, "decided_at": one.decided_at, "decided_by_id": head.pk}),
            (one.ended_at, "end_case", by,
             {"status": rules.ENDED, "ended_at": one.ended_at, "paid_at": one.ended_at if one.fine else None,
              "stop_ended_at": one.ended_at if one.stop else None}),
        )  # fmt: skip
        for at, act, who, changed in steps:
            if desk.past(at):
                table.change(row, at, desk.acts.open(f"inspections.{act}", who, at), **changed)
        table.done(row)
        self._decision(one, row)

    def _decision(self, one: Penalty, row: list[str]) -> None:
        check, rule = one.finding.check, self.rules[one.rule]
        parts = ["警告"] if one.warning else []
        parts += [f"罚款人民币{one.fine}元"] if one.fine else []
        parts += [STOPS[one.stop]] if one.stop else []
        served = soon(one.decided_at) if one.on_the_spot else one.decided_at + timedelta(days=1)
        self.papers.add(Draft(
            "PENALTY", check.site, one.decided_at, check.team.head, served, hazards=[one.finding.row[0]],
            items=[one.finding.line], addressee=one.person,
            blanks={"law": str(rule.facts.get("article", "")), "penalty": "；".join(parts)}, links={"case_id": row[0]},
        ))  # fmt: skip

    # ---- seals ------------------------------------------------------------------------------------------------
    def _seal(self, one: Sealing) -> None:
        desk, table, check = self.desk, self.desk[Seal], one.finding.check
        by, head, ground = check.by, check.team.head, self.grounds[one.ground]
        one.number = desk.number(self.city, "CF", one.proposed_at)
        row = table.new(
            number=one.number, hazard_id=one.finding.row[0], premises_id=check.site.pk, unit_id=check.site.unit.pk,
            ground_id=ground.pk, part=one.part, proposed_at=one.proposed_at, proposed_by_id=by.pk,
        )  # fmt: skip
        acts = {one.proposed_at: desk.acts.open("inspections.propose_seal", by, one.proposed_at)}
        table.enter(row, one.proposed_at, acts[one.proposed_at])
        if desk.past(one.studied_at):
            names = [head.name, by.name, check.second.name]
            row[table.at["study_names"]] = array(names)
            table.change(row, one.studied_at, desk.acts.open("inspections.study_seal", by, one.studied_at),
                         studied_at=one.studied_at, study_words="经集体研究，隐患严重，同意实施临时查封。")  # fmt: skip
        until = desk.deadline(LENGTH, one.decided_at).last_day
        for at, act, who, changed in self._steps(one, by, head, until):
            if desk.past(at):
                acts[at] = desk.acts.open(f"inspections.{act}", who, at)
                table.change(row, at, acts[at], **changed)
        table.done(row)
        self._seal_terms(one, row, acts)
        self._seal_papers(one, row, until)

    def _steps(self, one: Sealing, by: Any, head: Any, until: Any) -> Any:
        return (
            (one.decided_at, "decide_seal", head,
             {"status": rules.IN_FORCE, "decided_at": one.decided_at, "decided_by_id": head.pk,
              "sealed_at": one.decided_at, "until_date": until}),
            (one.asked_at, "ask_lifting", by, {"status": rules.LIFTING_ASKED, "lifting_asked_at": one.asked_at}),
            (one.checked_at, "check_lifting", by,
             {"status": rules.LIFTING_CHECKED, "lifting_checked_at": one.checked_at, "lifting_fit": True,
              "lifting_words": "隐患已消除"}),
            (one.lifted_at, "lift_seal", head,
             {"status": rules.LIFTED, "ended_at": one.lifted_at, "end_reason": "隐患已消除"}),
        )  # fmt: skip

    def _seal_terms(self, one: Sealing, row: list[str], acts: dict[datetime, str]) -> None:
        check = one.finding.check
        runs = (
            (DECISION, check.begins, one.proposed_at, one.decided_at),
            (LENGTH, one.decided_at, one.decided_at, one.lifted_at),
            (LIFT_CHECK, one.asked_at, one.asked_at, one.checked_at),
            (LIFT_DECISION, one.checked_at, one.checked_at, one.lifted_at),
        )
        for code, since, begun, met in runs:
            if begun in acts:
                title = f"{check.site.name} · {one.part}"
                self.desk.term(Seal, row, code, since, site=check.site, title=title, by=check.by, begun=begun,
                               act=acts[begun], met=met, met_act=acts.get(met, ""))  # fmt: skip

    def _seal_papers(self, one: Sealing, row: list[str], until: Any) -> None:
        check, ground = one.finding.check, self.grounds[one.ground]
        given: Any = {"hazards": [one.finding.row[0]], "items": [ground.label_zh, one.finding.line],
                      "links": {"seal_id": row[0]}}  # fmt: skip
        self.papers.add(Draft("SEAL", check.site, one.decided_at, check.team.head, soon(one.decided_at, 30),
                              blanks={"due": paper_words.chinese(until), "part": one.part}, **given))  # fmt: skip
        self.papers.add(Draft("SEAL_LIFT", check.site, one.lifted_at, check.team.head, soon(one.lifted_at, 30),
                              words="隐患已消除", blanks={"part": one.part}, **given))  # fmt: skip
