"""Noting, changing and lifting closures of roads, and taking an imported road network into use."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces import arrivals, rules
from lanyan.forces.actions.common import reckon_later, required
from lanyan.forces.models import RoadClosure, RoadNetwork, Station
from lanyan.kernel import audit, live
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

MOST_POINTS, MOST_FACTOR = 200, 20


@dataclasses.dataclass(frozen=True)
class ClosureFacts:
    """What is written down of a closure; `points` are [longitude, latitude] in WGS-84; no `until_at`: not known yet."""

    unit_id: int
    kind: str
    road: str
    points: Sequence[Sequence[float]]
    reason: str
    since_at: datetime
    until_at: datetime | None = None
    factor: float | None = None


@transaction.atomic
def note_closure(*, facts: ClosureFacts, by: Any) -> RoadClosure:
    """Note a closed or slow stretch of road; ways and arrival times go round it from its beginning on."""
    unit = Unit.objects.filter(pk=facts.unit_id).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    closure = RoadClosure(unit=unit, noted_by=by, **_checked(facts))
    with audit.act("forces.note_closure", by=by):
        closure.save(force_insert=True)
    _tell(unit)
    return closure


@transaction.atomic
def change_closure(*, closure_id: int, until_at: datetime | None, reason: str, at: datetime, by: Any) -> RoadClosure:
    """Say anew until when a closure holds, and why."""
    closure = _locked(closure_id)
    _refuse_over(closure, at)
    if until_at is not None and until_at <= max(closure.since_at, at):
        raise Refused(_("It ends after it begins, and not in the past: lift it instead."), field="until_at")
    closure.until_at, closure.reason = until_at, required(reason)
    with audit.act("forces.change_closure", by=by):
        closure.save(update_fields=["until_at", "reason"])
    _tell(closure.unit)
    return closure


@transaction.atomic
def lift_closure(*, closure_id: int, at: datetime, by: Any) -> RoadClosure:
    """The road can be passed again; lifting it again changes nothing."""
    closure = _locked(closure_id)
    if closure.lifted_at is not None:
        return closure
    _refuse_over(closure, at)
    closure.lifted_at = at
    with audit.act("forces.lift_closure", by=by):
        closure.save(update_fields=["lifted_at"])
    _tell(closure.unit)
    return closure


@transaction.atomic
def take_road_network(
    *, unit: Unit, name: str, profile: str, version: str, report: Mapping[str, Any], at: datetime, by: Any = None
) -> RoadNetwork:
    """Take a network that lies ready on disk into use for a detachment; the one before stays as a record."""
    root = Unit.objects.select_for_update().get(pk=unit.pk)
    RoadNetwork.objects.filter(unit=root, is_current=True).update(is_current=False)
    with audit.act("forces.take_road_network", by=by):
        network = RoadNetwork.objects.create(
            unit=root, name=name[:200], profile=profile, version=version, report=dict(report), imported_at=at
        )
    _tell(root)
    return network


@transaction.atomic
def reckon_roads(*, root: str, at: datetime) -> bool:
    """Reckon the arrival times of a detachment's stations anew under the closures in effect; false: nothing changed.

    Whoever asks meanwhile has those before. Two at once wait for each other.
    """
    network = RoadNetwork.objects.select_for_update().filter(unit__path=f"{root}.", is_current=True).first()
    if network is None:
        return False
    closures = RoadClosure.objects.filter(unit__path__startswith=f"{root}.").in_effect(at).order_by("pk")
    stations = Station.objects.filter(unit__path__startswith=f"{root}.", unit__closed_date=None).order_by("pk")
    place = arrivals.folder(root, network.version)
    found = arrivals.reckoned(place, list(closures), list(stations.values_list("lon", "lat")))
    if found.version == network.fields_version:
        return False
    found.save(place / "fields")
    network.fields_version, network.fields_at = found.version, at
    network.save(update_fields=["fields_version", "fields_at"])
    live.announce("roads", root)
    return True


def _locked(closure_id: int) -> RoadClosure:
    return RoadClosure.objects.select_for_update(of=("self",)).select_related("unit").get(pk=closure_id)


def _refuse_over(closure: RoadClosure, at: datetime) -> None:
    if closure.state(at) == "over":
        raise Refused(_("This closure is over."))


def _checked(facts: ClosureFacts) -> dict[str, Any]:
    """The columns of a closure, or a refusal that names the field."""
    if facts.kind not in RoadClosure.Kind.values:
        raise Refused(_("Closed or slow?"), field="kind")
    if not facts.road.strip():
        raise Refused(_("Which road?"), field="road")
    slow = facts.kind == RoadClosure.Kind.SLOW
    if slow and (facts.factor is None or not 1 < facts.factor <= MOST_FACTOR):
        reason = _("How many times as long does it take? More than 1, up to {most}.").format(most=MOST_FACTOR)
        raise Refused(reason, field="factor")
    if facts.until_at is not None and facts.until_at <= facts.since_at:
        raise Refused(_("It ends after it begins."), field="until_at")
    return {
        "kind": facts.kind,
        "road": facts.road.strip()[:100],
        "points": _points(facts.points),
        "reason": required(facts.reason),
        "since_at": facts.since_at,
        "until_at": facts.until_at,
        "factor": facts.factor if slow else None,
    }


def _points(given: Sequence[Sequence[float]]) -> list[list[float]]:
    if not 1 <= len(given) <= MOST_POINTS:
        raise Refused(_("Between 1 and {most} points are needed.").format(most=MOST_POINTS), field="points")
    points = []
    for point in given:
        try:
            lon, lat = (float(number) for number in point)
        except (TypeError, ValueError):
            raise Refused(_("A point is a longitude and a latitude."), field="points") from None
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise Refused(_("A point lies outside the earth."), field="points")
        points.append([round(lon, 6), round(lat, 6)])
    return points


def _tell(unit: Unit) -> None:
    """Let the arrival times be reckoned anew, and the maps be drawn anew."""
    live.announce("roads", rules.root(unit.path))
    reckon_later(unit)
