"""Bringing in past runs from another system: to incidents that were brought in, ended, with their true instants."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyan.forces.models import Station, Vehicle
from lanyan.forces.rules import root
from lanyan.incidents import rules
from lanyan.incidents.actions.common import FIRST, LAST
from lanyan.incidents.actions.past_incidents import NUMBERS
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.kernel import audit, bulk, external
from lanyan.kernel.errors import Refused
from lanyan.kernel.external import System
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME, Field, Outcome, Row
from lanyan.units.models import Unit
from lanyan.units.naming import Named

INSTANTS = ("ordered_at", *(stamp.column for stamp in rules.STAMPS))
PLAIN = ("formation", "headcount", "leader", *INSTANTS)
MOST_WAVES = 99


@dataclass
class Plan:
    """What one row will do: bring a run in, or correct one that was brought in before."""

    row: Row
    incident: Incident
    vehicle: Vehicle
    station: Station
    columns: dict[str, Any]
    known: Run | None = None
    changed: set[str] = field(default_factory=set)

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row."""
        what = CREATED if self.known is None else CORRECTED if self.changed else SAME
        return Outcome(self.row.number, what)

    @property
    def wave(self) -> int:
        """0 is the first dispatch."""
        return int(self.row.values.get("wave", 0))


class PastRunLoader:
    """Takes the runs of one file: with their orders, history and external numbers; the incidents' times follow."""

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
        self._joined, self._fields = joined, {each.key: each for each in fields}
        self.over = Unit.objects.get(pk=unit_id)
        centre = Unit.objects.get(path=f"{root(self.over.path)}.")
        self.units = Named(centre)
        found = Station.objects.filter(unit__path__startswith=centre.path).select_related("unit")
        self._stations = {station.unit_id: station for station in found}
        self._vehicles: dict[str, list[Vehicle]] = defaultdict(list)
        for vehicle in Vehicle.objects.filter(home__in=self._stations.values()).select_related("home__unit"):
            for way in {vehicle.plate, vehicle.call_sign}:
                self._vehicles[way].append(vehicle)
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
                    self._write(plans)
        return [*outcomes, *refused]

    def finish(self) -> None:
        """Nothing is left to do."""

    # ---- what a row will do -----------------------------------------------------------------------------------
    def _plan(self, row: Row, finder: "_Finder") -> Plan:
        incident = finder.incident(row)
        vehicle, station = self._sent(row)
        plan = Plan(row, incident, vehicle, station, {name: row.values[name] for name in PLAIN if name in row.values})
        if plan.wave > MOST_WAVES:
            raise Refused(_("is too large"), field="wave")
        key = incident.pk, plan.wave, vehicle.pk
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            raise Refused(_("stands in the file twice, first in row {row}").format(row=first), field="vehicle")
        plan.known = finder.runs.get(key)
        finder.refuse_taken(row, plan.known)
        if plan.known is not None:
            plan.changed = self._changed(plan.known, row)
        if plan.known is None or plan.changed:
            self._refuse_ours(incident)
            self._check(plan)
        return plan

    def _sent(self, row: Row) -> tuple[Vehicle, Station]:
        said = row.values
        station = None
        if "station" in said:
            unit = self.units.find(said["station"], field="station")
            station = self._stations.get(unit.pk)
            if station is None:
                reason = _("{unit} has no fire station yet: bring that in first.")
                raise Refused(reason.format(unit=unit.name), field="station")
        found = self._vehicles.get(said["vehicle"]) or self._vehicles.get(said["vehicle"].upper(), [])
        if len(found) > 1 and station is not None:
            found = [one for one in found if one.home_id == station.pk]
        if not found:
            raise Refused(_("There is no vehicle “{text}” here.").format(text=said["vehicle"]), field="vehicle")
        if len(found) > 1:
            reason = _("Several vehicles are called “{text}”; give the plate or the station.")
            raise Refused(reason.format(text=said["vehicle"]), field="vehicle")
        return found[0], station or found[0].home

    def _changed(self, known: Run, row: Row) -> set[str]:
        keys = (*PLAIN, *NUMBERS)
        return {key for key in keys if key in row.values and self._fields[key].differs(known, row.values[key])}

    def _refuse_ours(self, incident: Incident) -> None:
        if not incident.unit.path.startswith(self.over.path):
            raise Refused(_("This incident belongs to another unit."), field="incident")
        if incident.origin is None:
            reason = _("{number} was taken here: its runs are stamped and corrected on its page.")
            raise Refused(reason.format(number=incident.number), field="incident")
        if incident.status != rules.CLOSED:
            raise Refused(_("{number} is not closed any more.").format(number=incident.number), field="incident")

    def _check(self, plan: Plan) -> None:
        times = {name: plan.columns.get(name, getattr(plan.known, name, None)) for name in INSTANTS}
        late = next((name for name, at in times.items() if at is not None and at > self.at), None)
        if late is not None:
            raise Refused(_("This time lies in the future."), field=late)
        if plan.columns["ordered_at"] < plan.incident.answered_at:
            raise Refused(_("An order cannot go out before the call was answered."), field="ordered_at")
        if not 1 <= plan.columns["headcount"] <= 60:
            raise Refused(_("Between 1 and 60 people go on a vehicle."), field="headcount")
        by_stamp = {name.removesuffix("_at"): at for name, at in times.items()}
        wrong = rules.out_of_order(by_stamp)
        if wrong is not None:
            before, after = (self._fields[f"{stamp}_at"].label for stamp in wrong)
            reason = _("“{after}” would stand before “{before}”.").format(before=before, after=after)
            raise Refused(reason, field=f"{wrong[1]}_at")
        known = {stamp for stamp, at in by_stamp.items() if at is not None} - {"ordered", "received"}
        allowed = {stamp.key for stamp in rules.stamps_for(plan.incident.kind or "")}
        if known - allowed:
            raise Refused(_("Only fires have this stamp."), field=f"{min(known - allowed)}_at")
        if "turned_back" in known and known & set(rules.SCENE_STAMPS):
            raise Refused(_("A run that turned back never arrived."), field="turned_back_at")
        if known and "departed" not in known:
            raise Refused(_("is missing"), field="departed_at")

    # ---- writing ------------------------------------------------------------------------------------------------
    def _write(self, plans: list[Plan]) -> None:
        fresh = [plan for plan in plans if plan.known is None]
        orders = self._orders(fresh)
        for plan in fresh:
            plan.known = self._run(plan, orders[plan.incident.pk, plan.station.pk, plan.wave])
        bulk.enter([plan.known for plan in fresh if plan.known is not None])
        external.enter_many([(plan.known, self._external(plan)) for plan in fresh if plan.known is not None])
        corrected = [plan for plan in plans if plan.changed]
        for plan in corrected:
            self._correct(plan)
        _derive({plan.incident.pk for plan in (*fresh, *corrected)})

    def _orders(self, plans: list[Plan]) -> dict[tuple[int, int, int], DispatchOrder]:
        """The order of each station and wave: one that is there, or a new one with the next number."""
        incidents = {plan.incident.pk for plan in plans}
        known = DispatchOrder.objects.filter(incident__in=incidents)
        found = {(one.incident_id, one.station_id, one.wave): one for one in known}
        last: dict[int, int] = defaultdict(int)
        for one in found.values():
            last[one.incident_id] = max(last[one.incident_id], one.serial)
        fresh = []
        for plan in sorted(plans, key=lambda plan: (plan.wave, plan.columns["ordered_at"], plan.row.number)):
            key = plan.incident.pk, plan.station.pk, plan.wave
            if key not in found:
                last[plan.incident.pk] += 1
                received = plan.columns.get("received_at")
                found[key] = DispatchOrder(
                    incident=plan.incident, station=plan.station, serial=last[plan.incident.pk], wave=plan.wave,
                    issued_at=plan.columns["ordered_at"], received_at=received, brought_in=True,
                )  # fmt: skip
                fresh.append(found[key])
        bulk.enter(fresh)
        return found

    def _run(self, plan: Plan, order: DispatchOrder) -> Run:
        run = Run(order=order, incident=plan.incident, vehicle=plan.vehicle, unit=plan.station.unit, **plan.columns)
        told = {"source": "import", "by": getattr(self.by, "pk", None), "entered_at": self.at.isoformat()}
        run.provenance = {name.removesuffix("_at"): told for name in INSTANTS if name in plan.columns}
        run.provenance["ordered"] = {**told, "file": self.file, "row": plan.row.number}
        _end(run)
        return run

    @staticmethod
    def _external(plan: Plan) -> dict[str, str]:
        """Its numbers elsewhere; what never turned out, and an exercise, need not be entered there."""
        said = {system: plan.row.values.get(name, "") for name, system in NUMBERS.items()}
        wanted = plan.columns.get("departed_at") is not None and not plan.incident.is_exercise
        return {system: number for system, number in said.items() if number or wanted}

    def _correct(self, plan: Plan) -> None:
        run = plan.known
        assert run is not None
        for name in plan.changed & set(PLAIN):
            setattr(run, name, plan.columns[name])
        _end(run)
        run.save()
        for name in NUMBERS.keys() & plan.changed:
            external.fill(record=run, system=NUMBERS[name], number=plan.row.values[name], by=self.by)


def _end(run: Run) -> None:
    """Say that it is over: with the last thing known of it. Nobody has to have stamped that it was ready again."""
    run.status = rules.READY if run.departed_at is not None else rules.STOOD_DOWN
    run.ended_at = max(at for name in INSTANTS if (at := getattr(run, name)) is not None)


def _derive(incidents: set[int]) -> None:
    """Take the incidents' times anew from their runs; where no run says anything, what the incident said stays."""
    columns = {"first_ordered_at": "min(ordered_at)"}
    columns |= {name: f"min({column})" for name, column in FIRST.items()}
    columns |= {name: f"max({column})" for name, column in LAST.items()}
    taken = ", ".join(f"{said} AS {name}" for name, said in columns.items())
    told = ", ".join(f"{name} = coalesce(run.{name}, incident.{name})" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Incident._meta.db_table} incident SET {told} FROM (SELECT incident_id, {taken}"
            f" FROM {Run._meta.db_table} WHERE incident_id = ANY(%s) GROUP BY incident_id) run"
            " WHERE incident.id = run.incident_id",
            [sorted(incidents)],
        )


class _Finder:
    """Finds the incidents and runs that rows speak of: four queries for a batch."""

    def __init__(self, rows: Sequence[Row], joined: Callable[..., Any], *, lock: bool) -> None:
        said = {row.values["incident"] for row in rows}
        self._by_119 = external.records_of(Incident._meta.label_lower, System.DISPATCH_119, said)
        wanted = Incident.objects.filter(Q(number__in=said) | Q(pk__in=self._by_119.values()))
        wanted = wanted.select_related("unit").order_by("pk")
        self._by_pk = {one.pk: one for one in (wanted.select_for_update(of=("self",)) if lock else wanted)}
        self._by_number = {one.number: one for one in self._by_pk.values()}
        runs = joined(Run.objects.filter(incident__in=self._by_pk))
        self.runs = {(run.incident_id, run.order.wave, run.vehicle_id): run for run in runs}
        self._taken = {
            name: external.records_of(
                Run._meta.label_lower, system, [row.values[name] for row in rows if row.values.get(name)]
            )
            for name, system in NUMBERS.items()
        }

    def incident(self, row: Row) -> Incident:
        """By our number, else by the one in the 119 system."""
        said = row.values["incident"]
        found = self._by_number.get(said) or self._by_pk.get(self._by_119.get(said, 0))
        if found is None:
            raise Refused(
                _("There is no incident “{text}” here: bring the incidents in first.").format(text=said),
                field="incident",
            )
        return found

    def refuse_taken(self, row: Row, known: Run | None) -> None:
        """A number that another run bears is not given twice."""
        for name, taken in self._taken.items():
            there = taken.get(row.values.get(name, ""))
            if there is not None and (known is None or there != known.pk):
                reason = _("Number {number} already stands at another record.").format(number=row.values[name])
                raise Refused(reason, field=name)
