"""Bringing in past incidents from another system: written closed, never dispatched, told apart by their origin."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyan.forces.rules import root
from lanyan.incidents import rules
from lanyan.incidents.models import Call, Incident, LogEntry
from lanyan.incidents.models.incidents import DERIVED
from lanyan.kernel import audit, bulk, codes, external, live, search, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.external import System
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME, Field, Outcome, Row
from lanyan.kernel.imports.cells import loose
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Division
from lanyan.units.models import Unit
from lanyan.units.naming import Named

PLAIN = (
    "level", "is_exercise", "town", "address", "lon", "lat", "title", "description", "answered_at", "opened_at",
    *DERIVED, "closed_at", "rescued", "evacuated", "dead", "injured", "own_dead", "own_injured",
    "property_saved", "property_protected",
)  # fmt: skip
OF_CALL = ("source", "phone", "caller")
NUMBERS = {"number_119": System.DISPATCH_119, "number_national": System.NATIONAL}
# What must not run backwards; opening may follow the first order in other systems.
IN_ORDER = (
    "answered_at", "first_ordered_at", "first_departed_at", "first_arrived_at", "water_on_at", "controlled_at",
    "knocked_down_at", "water_off_at", "last_returned_at", "closed_at",
)  # fmt: skip
FIRE_ONLY = ("water_on_at", "controlled_at", "knocked_down_at", "water_off_at")


@dataclass
class Plan:
    """What one row will do: bring an incident in, or correct one that was brought in before."""

    row: Row
    columns: dict[str, Any]
    known: Incident | None = None
    changed: set[str] = field(default_factory=set)

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row."""
        what = CREATED if self.known is None else CORRECTED if self.changed else SAME
        return Outcome(self.row.number, what)


class PastIncidentLoader:
    """Takes the incidents of one file for a unit: in bulk, with history, search and external numbers."""

    def __init__(
        self,
        *,
        unit_id: int,
        at: datetime,
        by: Any,
        file: str = "",
        fields: Sequence[Field],
        joined: Callable[..., Any],
    ) -> None:
        self.at, self.by, self.file = at, by, file
        self.units = Named(Unit.objects.get(pk=unit_id))
        self.centre = Unit.objects.get(path=f"{root(self.units.over.path)}.")
        self._joined, self._fields = joined, {each.key: each for each in fields}
        self._divisions = {name: one for one in Division.objects.all() for name in (one.name, one.code)}
        self._subkinds: dict[tuple[str, str], Any] = {}
        for row in codes.table("incident_kinds").values():
            for words in (row.code, row.label_zh, row.label_en):
                self._subkinds.setdefault((row.parent, loose(words)), row)
        self._seen: dict[Any, int] = {}

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it in one transaction."""
        with transaction.atomic():
            finder = _Finder(rows, self._joined, lock=write)
            plans, refused = [], []
            for row in rows:
                try:
                    plans.append(self._plan(row, finder))
                except Refused as refusal:
                    refused.append(Outcome(row.number, REFUSED, refusal.field, refusal.reason))
            outcomes = [plan.outcome for plan in plans]
            if write:
                with audit.act("incidents.import_past", by=self.by, reason=self.file):
                    self._enter([plan for plan in plans if plan.known is None])
                    self._correct([plan for plan in plans if plan.known is not None and plan.changed])
        return [*outcomes, *refused]

    def finish(self) -> None:
        """Tell the list of the centre that there is more to see."""
        with transaction.atomic():
            live.announce("incidents", self.centre.pk)

    # ---- what a row will do -----------------------------------------------------------------------------------
    def _plan(self, row: Row, finder: "_Finder") -> Plan:
        known = finder.find(row)
        self._refuse_twice(row, known)
        finder.refuse_taken(row, known)
        if known is not None:
            changed = self._changed(known, row)
            if changed:
                self._refuse_ours(known)
            return Plan(row, self._columns(row, known) if changed else {}, known, changed)
        if not row.values.get("number_119"):
            raise Refused(_("Without it the same file could not be brought in twice."), field="number_119")
        return Plan(row, self._columns(row, None))

    def _refuse_twice(self, row: Row, known: Incident | None) -> None:
        keys = {"number_119": known.pk if known is not None else row.values.get("number_119")}
        keys["number_national"] = ("national", row.values.get("number_national", row.number))
        for field_, key in keys.items():
            first = self._seen.setdefault(key, row.number)
            if first != row.number:
                raise Refused(_("stands in the file twice, first in row {row}").format(row=first), field=field_)

    def _changed(self, known: Incident, row: Row) -> set[str]:
        found = {key for key, value in row.values.items() if self._fields[key].differs(known, value)}
        if known.orders.all():
            # The runs are here: they say when somebody left, arrived, came back.
            found -= set(DERIVED)
        if "kind" in found:
            kind, subkind = self._kind(row)
            found -= {"kind"} if (kind, subkind or known.subkind) == (known.kind, known.subkind) else set()
        if "subkind" in found and self._kind(row)[1] == known.subkind:
            found.discard("subkind")
        if "unit" in found and self.units.find(row.values["unit"]).pk == known.unit_id:
            found.discard("unit")
        if "division" in found and self._division(row) == known.division:
            found.discard("division")
        return found

    def _refuse_ours(self, known: Incident) -> None:
        if not known.unit.path.startswith(self.units.over.path):
            raise Refused(_("This incident belongs to another unit."), field="number_119")
        if known.origin is None:
            reason = _("{number} was taken here and says something else: correct it on its page.")
            raise Refused(reason.format(number=known.number), field="number")
        if known.status != rules.CLOSED:
            raise Refused(_("{number} is not closed any more.").format(number=known.number), field="number")

    def _columns(self, row: Row, known: Incident | None) -> dict[str, Any]:
        said = row.values
        told = {name: said[name] for name in PLAIN if name in said}
        told["kind"], subkind = self._kind(row)
        if subkind is not None or known is None or known.kind != told["kind"]:
            told["subkind"] = subkind
        if "unit" in said or known is None:
            told["unit"] = self.units.find(said["unit"]) if "unit" in said else self.units.over
        if "division" in said:
            told["division"] = self._division(row)
        self._check(told, known)
        if known is None and "closed_at" not in told:
            told["closed_at"] = max(told[name] for name in IN_ORDER if told.get(name))
        return told

    def _kind(self, row: Row) -> tuple[str, Any]:
        """The kind, and the sub-kind: of its own column, or said where the kind stands."""
        code = row.values["kind"]
        sub = codes.get("incident_kinds", code)
        kind = sub.parent or code if sub is not None else code
        said = row.values.get("subkind")
        if said is None:
            return kind, sub if sub is not None and sub.parent else None
        found = self._subkinds.get((kind, loose(said)))
        if found is None:
            raise Refused(_("“{text}” is not a sub-kind of this kind.").format(text=said), field="subkind")
        return kind, found

    def _division(self, row: Row) -> Division:
        found = self._divisions.get(row.values["division"])
        if found is None:
            raise Refused(_("“{text}” is no district").format(text=row.values["division"]), field="division")
        return found

    def _check(self, told: Mapping[str, Any], known: Incident | None) -> None:
        def value(name: str) -> Any:
            return told[name] if name in told else getattr(known, name, None)

        highest = rules.HIGHEST_LEVEL.get(told["kind"])
        if value("level") is not None and (highest is None or value("level") > highest):
            raise Refused(_("This kind of incident has no such response level."), field="level")
        if (value("lon") is None) != (value("lat") is None):
            raise Refused(_("A point has a longitude and a latitude."), field="lon" if value("lon") is None else "lat")
        if told["kind"] != rules.FIRE:
            wet = next((name for name in FIRE_ONLY if name in told), None)
            if wet is not None:
                raise Refused(_("Only fires have this stamp."), field=wet)
        if known is not None and told.get("is_exercise", known.is_exercise) != known.is_exercise:
            raise Refused(_("An exercise is one from the beginning."), field="is_exercise")
        self._check_times(value)

    def _check_times(self, value: Callable[[str], Any]) -> None:
        times = [(name, value(name)) for name in IN_ORDER if value(name) is not None]
        late = next((name for name, at in times if at > self.at), None)
        if late is not None:
            raise Refused(_("This time lies in the future."), field=late)
        for (before, first), (after, second) in pairwise(times):
            if second < first:
                reason = _("{at} lies before “{before}” ({first}).")
                said = {"at": _clock(second), "before": self._fields[before].label, "first": _clock(first)}
                raise Refused(reason.format(**said), field=after)
        if value("opened_at") is not None and value("opened_at") < value("answered_at"):
            raise Refused(_("An incident cannot be opened before its call was answered."), field="opened_at")

    # ---- writing ------------------------------------------------------------------------------------------------
    def _enter(self, plans: list[Plan]) -> None:
        numbers = self._numbers(plans)
        fresh = []
        for plan in plans:
            origin = {"file": self.file, "row": plan.row.number, "at": self.at.isoformat()}
            given = {
                "number": numbers[plan.row.number],
                "status": rules.CLOSED,
                "centre": self.centre,
                "origin": origin,
            }
            plan.known = Incident(**given, **plan.columns)
            fresh.append(plan.known)
        bulk.enter(fresh)
        self._calls(plans)
        external.enter_many([(plan.known, self._external(plan)) for plan in plans if plan.known is not None])
        self._log(plans, "import_past")
        search.index("incident", fresh)

    def _numbers(self, plans: list[Plan]) -> dict[int, str]:
        """The next numbers of each day, in the order of the calls."""
        by_day: dict[str, list[Plan]] = defaultdict(list)
        for plan in sorted(plans, key=lambda plan: plan.columns["answered_at"]):
            local = plan.columns["answered_at"].astimezone(ZONE)
            by_day[f"{self.centre.division_code[:4]}-{local:%Y%m%d}"].append(plan)
        found = {}
        for day, theirs in sorted(by_day.items()):
            for plan, number in zip(theirs, serials.take_many(f"incident:{day}", len(theirs)), strict=True):
                found[plan.row.number] = f"{day}-{number:04}"
        return found

    def _calls(self, plans: list[Plan]) -> None:
        calls = []
        for plan in plans:
            told = {name: plan.row.values[name] for name in OF_CALL if name in plan.row.values}
            told.setdefault("source", Call.Source.OTHER)
            calls.append(Call(incident=plan.known, answered_at=plan.columns["answered_at"], **told))
        bulk.enter(calls)
        search.index("call", [call for call in calls if call.phone or call.caller])

    @staticmethod
    def _external(plan: Plan) -> dict[str, str]:
        """What it is called elsewhere; of an exercise only what it is known by."""
        said = {system: plan.row.values.get(name, "") for name, system in NUMBERS.items()}
        exercise = plan.columns.get("is_exercise", False)
        return {system: number for system, number in said.items() if number or not exercise}

    def _log(self, plans: list[Plan], act: str) -> None:
        LogEntry.objects.bulk_create(
            LogEntry(
                incident=plan.known, at=self.at, entered_at=self.at, by=self.by, act=act,
                seat=getattr(self.by, "seat", "") or "", facts={"file": self.file or "—", "row": plan.row.number},
            )
            for plan in plans
        )  # fmt: skip

    def _correct(self, plans: list[Plan]) -> None:
        by_columns: dict[tuple[str, ...], list[Incident]] = defaultdict(list)
        for plan in plans:
            assert plan.known is not None
            kept = {name: value for name, value in plan.columns.items() if _own(name) & plan.changed}
            for name, value in kept.items():
                setattr(plan.known, name, value)
            if kept:
                by_columns[tuple(sorted(kept))].append(plan.known)
            self._correct_call(plan)
            for name in NUMBERS.keys() & plan.changed:
                external.fill(record=plan.known, system=NUMBERS[name], number=plan.row.values[name], by=self.by)
        for names, incidents in by_columns.items():
            Incident.objects.bulk_update(incidents, names)
        self._log(plans, "correct_past")
        search.index("incident", [plan.known for plan in plans])

    @staticmethod
    def _correct_call(plan: Plan) -> None:
        told = {name: plan.row.values[name] for name in OF_CALL if name in plan.changed}
        if told and plan.known is not None:
            call = plan.known.calls.all()[0]
            for name, value in told.items():
                setattr(call, name, value)
            call.save(update_fields=list(told))


def _own(name: str) -> set[str]:
    """Which columns of the file say what a column of the record is: kind and sub-kind go together."""
    return {"kind", "subkind"} if name in ("kind", "subkind") else {name}


def _clock(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


class _Finder:
    """Finds the incidents that rows speak of: three queries for a batch."""

    def __init__(self, rows: Sequence[Row], joined: Callable[..., Any], *, lock: bool) -> None:
        self.kind = Incident._meta.label_lower
        theirs = [row.values["number_119"] for row in rows if row.values.get("number_119")]
        ours = [row.values["number"] for row in rows if row.values.get("number")]
        self._by_119 = external.records_of(self.kind, System.DISPATCH_119, theirs)
        national = [row.values["number_national"] for row in rows if row.values.get("number_national")]
        self._by_national = external.records_of(self.kind, System.NATIONAL, national)
        found = Incident.objects.filter(Q(number__in=ours) | Q(pk__in=self._by_119.values()))
        if lock:
            # In the order of the keys, so that two files at once do not lock each other out.
            list(found.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        self._by_pk = {one.pk: one for one in joined(found).prefetch_related("orders")}
        self._by_number = {one.number: one for one in self._by_pk.values()}

    def find(self, row: Row) -> Incident | None:
        """By our number, else by the one in the 119 system; refused when they mean two incidents."""
        number, theirs = row.values.get("number"), row.values.get("number_119")
        if number and number not in self._by_number:
            raise Refused(_("There is no incident of this number here; leave the cell empty."), field="number")
        found = self._by_number[number] if number else self._by_pk.get(self._by_119.get(theirs or "", 0))
        if found is not None and theirs and self._by_119.get(theirs, found.pk) != found.pk:
            raise Refused(
                _("Number {number} already stands at another record.").format(number=theirs), field="number_119"
            )
        return found

    def refuse_taken(self, row: Row, known: Incident | None) -> None:
        """A national number that another incident bears is not given twice."""
        number = row.values.get("number_national")
        there = self._by_national.get(number) if number else None
        if there is not None and (known is None or there != known.pk):
            reason = _("Number {number} already stands at another record.").format(number=number)
            raise Refused(reason, field="number_national")
