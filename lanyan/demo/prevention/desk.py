"""What the writers of rows share: the tables, the contexts, the running numbers, the legal terms; and until when."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse

from lanyan.demo.loader import Loader, columns_of
from lanyan.demo.prevention.sites import Site
from lanyan.demo.prevention.tables import Acts, Links, Table
from lanyan.demo.prevention.tables import field as written
from lanyan.inspections import models as inspections
from lanyan.inspections.rules import clock
from lanyan.kernel import search
from lanyan.kernel.models import SearchEntry
from lanyan.premises import models as premises

PREMISES = (premises.Premises, premises.Building, premises.Occupancy, premises.CategoryMark,
            premises.ResponsiblePerson, premises.Facility)  # fmt: skip
CHECKS = (inspections.Draw, inspections.DrawnCheck, inspections.SpecialDrive, inspections.CheckPlan,
          inspections.PlanItem, inspections.Inspection, inspections.InspectionStaff, inspections.Answer,
          inspections.JointPart, inspections.Drill)  # fmt: skip
ENFORCEMENT = (inspections.Hazard, inspections.Recheck, inspections.Paper, inspections.Case, inspections.Seal,
               inspections.MajorHazard, inspections.Progress, inspections.Term)  # fmt: skip
RECORDS = (*PREMISES, *CHECKS, *ENFORCEMENT)
# What keeps no history: it never changes.
FROZEN = (inspections.DrawGround,)
LINKS = (
    inspections.Paper.hazards.through,
    inspections.Recheck.officers.through,
    inspections.MajorHazard.hazards.through,
)


def tables_written() -> list[Any]:
    """All models whose tables are taken down while they are filled."""
    return [*RECORDS, *FROZEN, *(model.pgh_event_model for model in RECORDS), *LINKS]


# After so many records of a kind.
OFTEN = 200


@dataclass
class Desk:
    """One writer's desk for both cities."""

    loader: Loader
    seed: int
    until: datetime
    serials: dict[str, int] = field(default_factory=dict)
    tables: dict[Any, Table] = field(default_factory=dict)
    links: dict[Any, Links] = field(default_factory=dict)
    _terms: dict[tuple[str, Any], clock.Deadline] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = {model: Table(self.loader, model) for model in (*RECORDS, *FROZEN)}
        self.links = {model: Links(self.loader, model) for model in LINKS}
        self.acts = Acts(self.loader, self.seed)
        columns = [name for name in columns_of(SearchEntry) if name != "id"]
        self._found = self.loader.sink(SearchEntry._meta.db_table, columns)
        self._found_columns = columns

    def __getitem__(self, model: Any) -> Table:
        return self.tables[model]

    def send(self, number: int) -> None:
        """Let what has gathered travel, now and then: the database works while the rows are made."""
        if number % OFTEN == 0:
            self.loader.offer()

    def past(self, at: datetime | date | None) -> bool:
        """Has it happened by the demo's present?"""
        if at is None:
            return False
        return at < self.until if isinstance(at, datetime) else at < self.until.date()

    # ---- numbers ----------------------------------------------------------------------------------------------
    def take(self, series: str) -> int:
        """The next number of a series; the living ones follow these."""
        self.serials[series] = self.serials.get(series, 0) + 1
        return self.serials[series]

    def number(self, city: str, mark: str, at: datetime) -> str:
        """The next running number of a city, a kind and a year, as the actions give them."""
        return f"{city}-{mark}-{at.year}-{self.take(f'inspections.{mark}:{city}:{at.year}'):05}"

    # ---- terms ------------------------------------------------------------------------------------------------
    def deadline(self, code: str, since: datetime | date) -> clock.Deadline:
        """When a term ends; days ask again and again."""
        if clock.limits()[code].unit == clock.HOURS:
            return clock.deadline(code, since)
        # A term of days ends the same whatever the hour it began at.
        day = since.date() if isinstance(since, datetime) else since
        found = self._terms.get((code, day))
        if found is None:
            found = self._terms[code, day] = clock.deadline(code, day)
        return replace(found, since=since) if isinstance(since, datetime) else found

    def term(
        self, model: Any, row: list[str], code: str, since: datetime | date, *, site: Site, title: str, by: Any,
        begun: datetime, act: str, met: datetime | None = None, met_act: str = "", dropped: datetime | None = None,
        reason: str = "",
    ) -> None:  # fmt: skip
        """One legal term of a record: begun, and met or dropped as far as that lies in the past."""
        end, table = self.deadline(code, since), self[inspections.Term]
        term = table.new(
            code=code, record_kind=model._meta.label_lower, record_id=row[0], title=title[:120], unit_id=site.unit.pk,
            premises_id=site.pk, person_id=by.pk, since_at=end.since, ends_at=end.at, article=end.article[:120],
            warns_at=max(clock.warn_at(end), end.since), last_day=end.last_day, provisional=end.provisional,
        )  # fmt: skip
        table.enter(term, begun, act)
        over = met if met is not None else self.until
        if self.past(end.at) and end.at <= over and not self.past(dropped):
            night = end.at + timedelta(hours=1)
            table.change(term, night, self.acts.open("inspections.list_term", None, night), listed_at=night)
        if self.past(met):
            assert met is not None
            table.change(term, met, met_act or act, met_at=met)
        elif self.past(dropped):
            assert dropped is not None
            table.change(term, dropped, met_act or act, dropped_at=dropped, dropped_reason=reason)
        table.done(term)

    # ---- search -----------------------------------------------------------------------------------------------
    def index(self, kind: str, pk: str, title: str, subtitle: str, about: str, scope: str) -> None:
        """One entry of the search index, as the sources of the app describe it."""
        before, after = _address(kind)
        entry = {
            "kind": kind, "record_id": pk, "title": title, "subtitle": subtitle[:300], "url": f"{before}{pk}{after}",
            "scope": scope, "pinyin": search.pinyin(title),
        }  # fmt: skip
        tokens = "{" + ",".join(search.tokens(about)) + "}"
        said = (tokens if name == "tokens" else written(entry[name]) for name in self._found_columns)
        self._found.append("\t".join(said))


_ANY = 987_654_321


@lru_cache(maxsize=8)
def _address(kind: str) -> tuple[str, str]:
    """The address of a record's page, before and after its key."""
    room = "premises" if kind in ("premises", "building") else "inspections"
    before, after = reverse(f"{room}:{'check' if kind == 'inspection' else kind}", args=[_ANY]).split(str(_ANY))
    return before, after
