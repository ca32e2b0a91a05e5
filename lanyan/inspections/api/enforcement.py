"""Hazards and the legal clock at the API: list, one, entered, reported as put right; terms that run."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from lanyan.inspections.actions import hazards as actions
from lanyan.inspections.models import Hazard, Inspection, Term
from lanyan.inspections.rules import hazards as rules
from lanyan.units.tokens import TokenAuth

router = Router(tags=["hazards"])
VIEW, KEEP, CLOCK = "inspections.view_hazard", "inspections.keep_hazards", "inspections.view_clock"
MOST = 200


class HazardOut(Schema):
    """A hazard as the API tells it."""

    id: int
    number: str
    status: str
    words: str
    place: str
    clause: str
    premises_id: int
    premises: str
    inspection: str
    unit: str
    found_at: datetime
    ordered_at: datetime | None
    due_date: date | None
    ended_at: datetime | None


class HazardIn(Schema):
    """A hazard to be entered."""

    words: str
    clause: str
    place: str = ""


class ReportIn(Schema):
    """What the occupier says."""

    words: str = ""


class TermOut(Schema):
    """A legal term as the API tells it."""

    id: int
    code: str
    matter: str
    title: str
    unit: str
    since_at: datetime
    ends_at: datetime
    state: str
    article: str
    provisional: bool


def _hazard(hazard: Hazard) -> dict[str, Any]:
    names = ("id", "number", "status", "words", "place", "clause", "premises_id")
    instants = ("found_at", "ordered_at", "due_date", "ended_at")
    joined = {
        "premises": hazard.premises.name,
        "inspection": hazard.inspection.number,
        "unit": hazard.unit.name,
    }
    return {**{name: getattr(hazard, name) for name in (*names, *instants)}, **joined}


def _one(request: Any, pk: int, permission: str) -> Hazard:
    seen = Hazard.objects.visible_to(request.auth, permission).select_related("premises", "inspection", "unit")
    found: Hazard = get_object_or_404(seen, pk=pk)
    return found


@router.get("/hazards", auth=TokenAuth(VIEW), response=list[HazardOut])
def list_hazards(
    request: HttpRequest,
    open: bool | None = None,
    premises: int | None = None,
    before: int | None = None,
    limit: int = Query(50, ge=1, le=MOST),
) -> Any:
    """Hazards of one's area, newest first; `before` is the id of the last one seen."""
    found = Hazard.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    found = found.select_related("premises", "inspection", "unit").order_by("-pk")
    if open is not None:
        found = found.filter(status__in=rules.OPEN) if open else found.exclude(status__in=rules.OPEN)
    if premises is not None:
        found = found.filter(premises=premises)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_hazard(hazard) for hazard in found[:limit]]


@router.get("/hazards/{pk}", auth=TokenAuth(VIEW), response=HazardOut)
def get_hazard(request: HttpRequest, pk: int) -> Any:
    """One hazard."""
    return _hazard(_one(request, pk, VIEW))


@router.post("/checks/{pk}/hazards", auth=TokenAuth(KEEP), response={201: HazardOut})
def find_hazard(request: HttpRequest, pk: int, told: HazardIn) -> Any:
    """Enter a hazard found in a check that is under way."""
    seen = Inspection.objects.visible_to(request.auth, KEEP)  # type: ignore[attr-defined]
    check = get_object_or_404(seen, pk=pk)
    made = actions.find(
        inspection_id=check.pk,
        **told.dict(),
        at=timezone.now(),
        by=request.auth,  # type: ignore[attr-defined]
    )
    return Status(201, _hazard(made))


@router.post("/hazards/{pk}/report_fixed", auth=TokenAuth(KEEP), response=HazardOut)
def report_fixed(request: HttpRequest, pk: int, told: ReportIn) -> Any:
    """Note that the occupier reports it put right: the re-check is due from now."""
    _one(request, pk, KEEP)
    actions.report_fixed(hazard_id=pk, words=told.words, at=timezone.now(), by=request.auth)  # type: ignore[attr-defined]
    return _hazard(_one(request, pk, KEEP))


@router.get("/legal_terms", auth=TokenAuth(CLOCK), response=list[TermOut])
def list_terms(request: HttpRequest, broken: bool = False, limit: int = Query(50, ge=1, le=MOST)) -> Any:
    """Running legal terms of one's area, the first to end first; or the broken ones."""
    at = timezone.now()
    mine = Term.objects.visible_to(request.auth).select_related("unit").order_by("ends_at", "pk")  # type: ignore[attr-defined]
    found = mine.broken(at) if broken else mine.running()
    names = ("id", "code", "matter", "title", "since_at", "ends_at", "article", "provisional")
    return [
        {**{name: getattr(term, name) for name in names}, "unit": term.unit.name, "state": term.state(at)}
        for term in found[:limit]
    ]
