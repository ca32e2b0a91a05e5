"""Ledgers of departments, batch by batch: known premises are corrected, unknown ones entered, good rows only.

A batch is one transaction and one act; its history is the same as that of records entered one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import audit, bulk, jobs, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME, Field, Outcome, Row, Unreadable, cells
from lanyan.premises import queries, risk, rules
from lanyan.premises.actions import common
from lanyan.premises.actions.premises import PremisesFacts, checked, take_numbers
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import CategoryMark, Premises, ResponsiblePerson
from lanyan.units.models import Unit

PERSONS = {"legal": "LEGAL", "responsible": "RESPONSIBLE", "manager": "MANAGER"}
PLAIN = (
    "name", "credit_code", "division_code", "town", "address", "lon", "lat", "kind", "department", "phone",
    "floor_area_m2", "largest_floor_m2", "rooms", "beds", "seats", "staff", "computers", "people_sleep", "opened_date",
)  # fmt: skip


@dataclass
class _Plan:
    """What one row will do: enter premises, or correct these columns of known ones; and what hangs on them."""

    row: Row
    columns: dict[str, Any]
    known: Premises | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    persons: dict[str, tuple[str, str]] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row."""
        if self.known is None:
            return Outcome(self.row.number, CREATED)
        changed = self.changes or self.persons or self.categories
        return Outcome(self.row.number, CORRECTED if changed else SAME)


class PremisesLoader:
    """Takes the rows of one ledger for a unit; knows which premises stood in the rows before."""

    def __init__(self, *, fields: Sequence[Field], unit_id: int, at: datetime, by: Any, file: str = "") -> None:
        self._fields = {each.key: each for each in fields}
        self.over = common.unit(unit_id)
        self.at, self.by = at, by
        below = Unit.objects.filter(path__startswith=self.over.path, closed_date=None).order_by("path")
        self.units = {unit.pk: unit for unit in below}
        self._by_division = {
            unit.division_code: unit for unit in reversed(self.units.values()) if unit.kind == "BATTALION"
        }
        self._named = {name: unit for unit in self.units.values() for name in (unit.name, unit.short_name)}
        # Which row spoke of which premises: known ones by key, new ones by name and address.
        self._seen: dict[Any, int] = {}

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it in one transaction."""
        with transaction.atomic():
            plans, refused = self._plans(rows, lock=write)
            outcomes = [plan.outcome for plan in plans]
            if write:
                with audit.act("premises.import_premises", by=self.by):
                    self._write(plans)
        return [*outcomes, *refused]

    def finish(self) -> None:
        """Look for likely duplicates of what was entered."""
        jobs.later("premises.find_duplicates", after=timedelta(), unit_id=self.over.pk, at=self.at.isoformat())

    # ---- what a row will do -----------------------------------------------------------------------------------
    def _plans(self, rows: Sequence[Row], *, lock: bool) -> tuple[list[_Plan], list[Outcome]]:
        finder = _Finder(rows, self.over.path, lock=lock)
        plans, refused = [], []
        for row in rows:
            try:
                plans.append(self._plan(row, finder))
            except Refused as refusal:
                refused.append(Outcome(row.number, REFUSED, refusal.field, refusal.reason))
        _compare(plans)
        return plans, refused

    def _plan(self, row: Row, finder: "_Finder") -> _Plan:
        known = finder.find(row)
        given = {name: row.values[name] for name in PLAIN if name in row.values}
        if known is None:
            over = self._unit(row)
            division = common.divided(str(given.pop("division_code", "")), over)
            facts = PremisesFacts(**{"name": "", **given}, unit_id=over.pk, division_code=division)
        else:
            # What a cell says as the record's own cell would be read is no difference.
            other = {name: value for name, value in given.items() if self._fields[name].differs(known, value)}
            facts = replace(PremisesFacts.of(known), **other)
            if row.values.get("unit", known.unit.name) != known.unit.name:
                facts = replace(facts, unit_id=self._unit(row).pk)
        plan = _Plan(row, checked(facts), known)
        self._refuse_twice(plan)
        for name, role in PERSONS.items():
            if row.values.get(name):
                plan.persons[role] = row.values[name], row.values.get(f"{name}_phone", "")
        plan.categories = list(row.values.get("categories", ()))
        return plan

    def _unit(self, row: Row) -> Unit:
        named = row.values.get("unit")
        if named:
            if named not in self._named:
                raise Refused(
                    _("“{text}” is no unit under {unit}.").format(text=named, unit=self.over.name), field="unit"
                )
            return self._named[named]
        return self._by_division.get(str(row.values.get("division_code", "")), self.over)

    def _refuse_twice(self, plan: _Plan) -> None:
        here = plan.known.pk if plan.known else (plan.columns["name_key"], plan.columns["address_key"])
        first = self._seen.setdefault(here, plan.row.number)
        if first != plan.row.number:
            raise Refused(_("the same premises as in row {row}").format(row=first), field="name")

    # ---- writing ------------------------------------------------------------------------------------------------
    def _write(self, plans: list[_Plan]) -> None:
        fresh = [plan for plan in plans if plan.known is None]
        corrected = [plan for plan in plans if plan.outcome.what == CORRECTED]
        changed = [plan for plan in corrected if plan.changes]
        self._enter(fresh)
        self._correct(changed)
        self._end_former(corrected)
        self._hang([plan for plan in plans if plan.persons or plan.categories])
        search.index("premises", [plan.known for plan in (*fresh, *changed)])
        # What was entered brings its points along.
        refresh([plan.known.pk for plan in corrected if plan.known is not None], at=self.at)

    def _enter(self, fresh: list[_Plan]) -> None:
        by_county: dict[str, list[_Plan]] = defaultdict(list)
        for plan in fresh:
            by_county[(plan.columns["division_code"] + "000000")[:6]].append(plan)
        weights = queries.weight_table()
        for county, plans in sorted(by_county.items()):
            for plan, number in zip(plans, take_numbers(county, len(plans)), strict=True):
                facts = risk.Facts(categories=frozenset(plan.categories), roles=frozenset(plan.persons))
                points = risk.summed(risk.reasons_of(facts, weights)).points
                derived = {"created_at": self.at, "risk_points": points, "risk_at": self.at}
                plan.known = Premises(number=number, **derived, **plan.columns)
                plan.known.unit = self.units[plan.columns["unit_id"]]
        bulk.enter([plan.known for plan in fresh if plan.known is not None])

    def _correct(self, changed: list[_Plan]) -> None:
        by_columns: dict[tuple[str, ...], list[Premises]] = defaultdict(list)
        for plan in changed:
            assert plan.known is not None
            for name, value in plan.changes.items():
                setattr(plan.known, name, value)
            by_columns[tuple(sorted(plan.changes))].append(plan.known)
        for names, records in by_columns.items():
            Premises.objects.bulk_update(records, names)

    def _end_former(self, corrected: list[_Plan]) -> None:
        """End who answered for known premises before in an office that now bears another name."""
        day = timezone.localdate(self.at)
        new = {(plan.known.pk, role) for plan in corrected if plan.known is not None for role in plan.persons}
        held = ResponsiblePerson.objects.standing().filter(premises__in={pk for pk, _role in new}, until_date=None)
        held = held.filter(Q(since_date=None) | Q(since_date__lte=day))
        ended = [pk for pk, *office in held.values_list("pk", "premises", "role") if tuple(office) in new]
        if ended:
            ResponsiblePerson.objects.filter(pk__in=ended).update(until_date=day)

    def _hang(self, plans: list[_Plan]) -> None:
        """Persons who answer, and categories that the ledger declares."""
        persons = [(plan, role) for plan in plans for role in plan.persons]
        answering = [
            ResponsiblePerson(premises=plan.known, role=role, name=plan.persons[role][0], phone=plan.persons[role][1])
            for plan, role in persons
        ]
        bulk.enter(answering)
        borne = [
            CategoryMark(
                premises=plan.known,
                category=category,
                since_date=timezone.localdate(self.at),
                grounds=CategoryMark.DECLARED,
                note=_FROM_LEDGER,
            )
            for plan in plans
            for category in plan.categories
        ]
        bulk.enter(borne)


_FROM_LEDGER = "台账导入"


class _Finder:
    """Finds the premises that rows speak of: one query for a batch."""

    def __init__(self, rows: Sequence[Row], path: str, *, lock: bool) -> None:
        names = {rules.name_key(row.values.get("name", "")) for row in rows} - {""}
        codes = {row.values["credit_code"] for row in rows if row.values.get("credit_code")}
        numbers = {row.values["number"] for row in rows if row.values.get("number")}
        wanted = Q(name_key__in=names) | Q(credit_code__in=codes) | Q(number__in=numbers)
        found = Premises.objects.standing().filter(wanted, unit__path__startswith=path).select_related("unit")
        # In the order of the keys, so that two batches at once do not lock each other out.
        found = found.order_by("pk").select_for_update(of=("self",)) if lock else found
        self._number: dict[str, Premises] = {}
        self._code: dict[str, list[Premises]] = defaultdict(list)
        self._name: dict[str, list[Premises]] = defaultdict(list)
        for premises in found:
            self._number[premises.number] = premises
            self._name[premises.name_key].append(premises)
            if premises.credit_code:
                self._code[premises.credit_code].append(premises)

    def find(self, row: Row) -> Premises | None:
        """By number; by credit code with name or address; by name with address. None is new."""
        said = row.values
        if said.get("number"):
            if said["number"] not in self._number:
                raise Refused(_("There are no premises of this number here."), field="number")
            return self._number[said["number"]]
        name, address = rules.name_key(said.get("name", "")), rules.address_key(said.get("address", ""))
        coded = self._code.get(said.get("credit_code") or "", [])
        for same in (
            [one for one in coded if one.name_key == name],
            [one for one in coded if address and one.address_key == address],
            [one for one in self._name.get(name, []) if not address or one.address_key in ("", address)],
        ):
            if same:
                return _nearest(same, address, said)
        return None


def _nearest(same: list[Premises], address: str, said: Mapping[str, Any]) -> Premises:
    """The one at the address; several that fit without one are not told apart."""
    exact = [one for one in same if address and one.address_key == address]
    found = exact or same
    if len(found) > 1 and not exact:
        raise Refused(_("Several premises bear this name; the address or the number must say which."), field="address")
    return found[0]


def _same_phone(given: str, kept: str) -> bool:
    """Whether a number that was read is the one that is kept, as that would be read."""
    try:
        return given == (cells.phone(kept) if kept else "")
    except Unreadable:
        return False


def _compare(plans: Iterable[_Plan]) -> None:
    """Leave of known premises only what differs: columns, persons, categories; two queries."""
    old = {plan.known.pk: plan for plan in plans if plan.known is not None}
    for plan in old.values():
        plan.changes = {name: value for name, value in plan.columns.items() if getattr(plan.known, name) != value}
    persons = ResponsiblePerson.objects.standing().filter(premises__in=old, until_date=None)
    for pk, role, name, phone in persons.values_list("premises", "role", "name", "phone"):
        given = old[pk].persons.get(role)
        if given and given[0] == cells.plain(name) and (given[1] == "" or _same_phone(given[1], phone)):
            del old[pk].persons[role]
    marks = CategoryMark.objects.standing().filter(premises__in=old, until_date=None)
    for pk, category in marks.values_list("premises", "category"):
        if category in old[pk].categories:
            old[pk].categories.remove(category)
