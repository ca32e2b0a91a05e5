"""Rows of papers: gathered first, then numbered in the order in which they were made, frozen, served."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from lanyan.demo.past_script import Actor
from lanyan.demo.prevention.desk import Desk
from lanyan.demo.prevention.sites import Site
from lanyan.demo.prevention.staff import AGENCY
from lanyan.inspections import paper_words
from lanyan.inspections.models import Paper
from lanyan.inspections.rules import papers as rules
from lanyan.kernel import codes


@dataclass(slots=True)
class Draft:
    """A paper to be written; `links` are columns of what it belongs to, `hazards` keys of its hazards."""

    kind: str
    site: Site
    at: datetime
    by: Actor
    served_at: datetime
    hazards: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    officers: str = ""
    words: str = ""
    addressee: str = ""
    blanks: dict[str, str] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)


class PaperRows:
    """Gathers and writes the papers of one city."""

    def __init__(self, desk: Desk, city: str, seed: int) -> None:
        self.desk, self.city = desk, city
        self.dice = Random(f"papers-{city}-{seed}")
        self.kinds = codes.table("paper_kinds")
        self.drafts: list[Draft] = []

    def add(self, draft: Draft) -> None:
        """Keep a paper that was made by the demo's present."""
        if self.desk.past(draft.at):
            self.drafts.append(draft)

    def write(self) -> None:
        """Number and write them all."""
        for number, draft in enumerate(sorted(self.drafts, key=lambda one: one.at)):
            self._write(draft)
            self.desk.send(number)
        self.drafts.clear()

    def _write(self, draft: Draft) -> None:
        desk, table, kind, site = self.desk, self.desk[Paper], self.kinds[draft.kind], draft.site
        agency, word = AGENCY[self.city], kind.facts["word"]
        number = rules.number(agency, word, draft.at.year, desk.take(f"paper:{agency}:{word}:{draft.at.year}"))
        content = paper_words.content(
            kind=kind, unit=site.unit, premises=SimpleNamespace(name=site.name, address=site.address),  # type: ignore[arg-type]
            at=draft.at, items=draft.items, officers=draft.officers, words=draft.words, addressee=draft.addressee,
            **draft.blanks,
        )  # fmt: skip
        row = table.new(
            kind_id=kind.pk, number=number, numbered_by=rules.LANYAN, unit_id=site.unit.pk, premises_id=site.pk,
            content=content, made_at=draft.at, made_by_id=draft.by.pk, entered_at=draft.at, **draft.links,
        )  # fmt: skip
        table.enter(row, draft.at, desk.acts.open("inspections.make_paper", draft.by, draft.at))
        if desk.past(draft.served_at):
            self._serve(row, draft)
        table.done(row)
        for hazard in draft.hazards:
            desk.links[Paper.hazards.through].add(row[0], hazard)

    def _serve(self, row: list[str], draft: Draft) -> None:
        table, at = self.desk[Paper], draft.served_at
        act = self.desk.acts.open("inspections.serve_paper", draft.by, at)
        clip = f"DSJ{at:%Y%m%d}{draft.by.pk % 100:02}"
        how = {"service": rules.SIGNED, "receiver": draft.addressee or draft.site.responsible}
        if self.dice.random() < 0.012:
            how = {"service": rules.WITNESSED, "witnesses": "社区网格员王芳", "refusal": "负责人拒绝签收"}
        table.change(row, at, act, status=rules.SERVED, served_at=at, clip_number=clip, **how)


def soon(at: datetime, minutes: int = 6) -> datetime:
    """Served on the spot."""
    return at + timedelta(minutes=minutes)
