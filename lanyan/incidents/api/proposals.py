"""What the choice proposes for an incident, at the API."""

import math
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from lanyan.incidents import dispatch, reasons
from lanyan.incidents.api.told import visible
from lanyan.incidents.proposal import Line
from lanyan.kernel.errors import Refused
from lanyan.units.tokens import TokenAuth

router = Router(tags=["incidents"])


class ProposedOut(Schema):
    """One formation: seconds from order to arrival (null: no way), chosen or not, why as a code and in words."""

    formation: str
    station: str
    name: str
    vehicles: list[str]
    vehicle_ids: list[int]
    seconds: float | None
    chosen: bool
    why: str
    reason: str


class NeedOut(Schema):
    """What is needed of one capability, and what those chosen and sent bring."""

    capability: str
    wanted: float
    given: float


class ShortOut(Schema):
    """What is lacking and why."""

    capability: str
    missing: float
    why: str
    reason: str


class ProposalOut(Schema):
    """The proposal. `seconds`: the least time by which all needs that can be met are met; `gap`: 0 when proven lean."""

    by_road: bool
    level: int | None
    stronger: list[str]
    seconds: float | None
    gap: float
    lines: list[ProposedOut]
    needs: list[NeedOut]
    shortfalls: list[ShortOut]
    cover: str


@router.get("/incidents/{pk}/proposal", response=ProposalOut, auth=TokenAuth("incidents.order_forces"))
def proposal(request: HttpRequest, pk: int) -> Any:
    """What to send as things stand now; 422 while kind or place are not known."""
    incident = visible(request, pk, "incidents.order_forces")
    proposing = dispatch.propose(incident, dispatch.standing(incident.centre, timezone.now()))
    if proposing is None:
        raise Refused(reasons.not_yet(), field="kind" if incident.kind is None else "lon")
    found = proposing.found
    return {
        "by_road": found.by_road,
        "level": found.level,
        "stronger": list(found.stronger),
        "seconds": _number(found.seconds),
        "gap": found.gap,
        "lines": [_line(line) for line in found.lines],
        "needs": found.needs,
        "shortfalls": [
            {"capability": one.capability, "missing": one.missing, "why": one.why, "reason": reasons.shortfall(one)}
            for one in found.shortfalls
        ],
        "cover": reasons.cover(found.cover),
    }


def _line(line: Line) -> dict[str, Any]:
    formation = line.candidate.formation
    return {
        "formation": formation.key,
        "station": formation.station_name,
        "name": formation.name,
        "vehicles": [vehicle.call_sign for vehicle in formation.vehicles],
        "vehicle_ids": [vehicle.id for vehicle in formation.vehicles],
        "seconds": _number(line.seconds),
        "chosen": line.chosen,
        "why": line.why,
        "reason": reasons.line_reason(line),
    }


def _number(seconds: float) -> float | None:
    return None if math.isnan(seconds) else seconds
