"""Checks at the API: list, one, plan, answer, conclude; and clues reported by other systems."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from lanyan.inspections import queries
from lanyan.inspections.actions import checks as planning
from lanyan.inspections.actions import conduct, visits
from lanyan.inspections.models import Clue, Inspection
from lanyan.inspections.views.conduct import picture
from lanyan.kernel.errors import Refused
from lanyan.premises.models import Premises
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["inspections"])
VIEW, PLAN, CARRY = "inspections.view_inspection", "inspections.plan_check", "inspections.carry_out_check"
MOST = 200


class CheckOut(Schema):
    """A check as the API tells it."""

    id: int
    number: str
    state: str
    premises_id: int
    premises: str
    unit: str
    form: str
    cause: str
    drive: str | None
    checklist: str
    checklist_version: str
    scheduled_date: date
    notice_number: str
    started_at: datetime | None
    concluded_at: datetime | None
    counts_to_cap: bool


class ItemOut(Schema):
    """One item with its answer."""

    item: int
    code: str
    words: str
    clause: str
    value: str | None
    remark: str
    explanation: str


class CheckWholeOut(CheckOut):
    """A check with its items."""

    result_words: str
    items: list[ItemOut]


class CheckListIn(Schema):
    """Which checks; `after` is the id of the last one read."""

    state: str = ""
    premises: int | None = None
    since: date | None = Field(None, description="scheduled on this day or later")
    until: date | None = Field(None, description="scheduled before this day")
    after: int = 0
    limit: int = Field(50, ge=1, le=MOST)


class PlanIn(Schema):
    """A single check for a cause; `carrying` are ids of qualified people, the first in charge."""

    premises: str = Field(description="number of the premises")
    form: str
    cause: str
    cause_words: str = ""
    scheduled_date: date
    checklist: str = ""
    drive_id: int | None = None
    carrying: list[int] = []
    assisting: list[int] = []


class LineIn(Schema):
    """One answer to an item, or a field of the record; the latest by `at` stands, the same again changes nothing."""

    key: str = Field(min_length=1, max_length=64)
    at: datetime
    item: int | None = None
    field: str = ""
    value: str = ""
    words: str = ""
    explanation: str = ""


class LineOut(Schema):
    """What became of a line: DONE, OLDER (a later one stands) or REFUSED."""

    key: str
    result: str
    reason: str = ""


class ConcludeIn(Schema):
    """Result, and a signature (PNG as a data address) or a refusal before witnesses."""

    result_words: str
    signed_name: str = ""
    signed_post: str = ""
    signature: str = ""
    refused_because: str = ""
    witnesses: str = ""


class ClueIn(Schema):
    """A clue; `premises` by number, else a place in words with the division code of the supervising unit."""

    premises: str = ""
    place_words: str = ""
    unit: str = ""
    source_unit: int
    by_kind: str
    words: str


class ClueOut(Schema):
    """A clue."""

    id: int
    number: str
    state: str
    words: str
    reported_at: datetime
    inspection_id: int | None


def _one(request: HttpRequest, pk: int, permission: str) -> Inspection:
    seen = Inspection.objects.visible_to(request.auth, permission)  # type: ignore[attr-defined]
    inspection: Inspection = get_object_or_404(seen.select_related("premises", "unit", "drive"), pk=pk)
    return inspection


def _told(inspection: Inspection) -> dict[str, Any]:
    names = ("id", "number", "state", "premises_id", "form", "cause", "checklist", "checklist_version",
             "scheduled_date", "notice_number", "started_at", "concluded_at", "counts_to_cap")  # fmt: skip
    named = {"premises": inspection.premises.name, "unit": inspection.unit.name}
    drive = inspection.drive.name if inspection.drive else None
    return {name: getattr(inspection, name) for name in names} | named | {"drive": drive}


@router.get("/checks", response=list[CheckOut], auth=TokenAuth(VIEW))
def check_list(request: HttpRequest, asked: Query[CheckListIn]) -> Any:
    """List checks by id, so many at a time."""
    seen = Inspection.objects.visible_to(request.auth, VIEW).filter(pk__gt=asked.after)  # type: ignore[attr-defined]
    wanted = {
        "state": asked.state or None,
        "premises": asked.premises,
        "scheduled_date__gte": asked.since,
        "scheduled_date__lt": asked.until,
    }
    found = seen.filter(**{name: value for name, value in wanted.items() if value is not None})
    return [_told(each) for each in found.select_related("premises", "unit", "drive").order_by("pk")[: asked.limit]]


@router.get("/checks/{pk}", response=CheckWholeOut, auth=TokenAuth(VIEW))
def check(request: HttpRequest, pk: int) -> Any:
    """One check with its items and answers."""
    return _whole(_one(request, pk, VIEW))


def _whole(inspection: Inspection) -> dict[str, Any]:
    items = [
        {
            "item": row.item.pk,
            "code": row.item.code,
            "words": row.item.label,
            "clause": row.clause,
            "value": row.answer.value if row.answer else None,
            "remark": row.answer.words if row.answer else "",
            "explanation": row.answer.explanation if row.answer else "",
        }
        for row in queries.rows(inspection)
    ]
    return _told(inspection) | {"result_words": inspection.result_words, "items": items}


def _premises(request: HttpRequest, number: str, permission: str) -> Premises:
    seen = Premises.objects.visible_to(request.auth, permission)  # type: ignore[attr-defined]
    premises: Premises | None = seen.filter(number=number).first()
    if premises is None:
        raise Refused(_("There is no such premises."), field="premises")
    return premises


@router.post("/checks", response={201: CheckOut}, auth=TokenAuth(PLAN))
def plan_check(request: HttpRequest, given: PlanIn) -> Any:
    """Plan a single check for a cause."""
    facts = given.model_dump()
    premises = _premises(request, facts.pop("premises"), PLAN)
    wanted = planning.Wanted(premises_id=premises.pk, **facts)
    made = planning.plan_check(wanted=wanted, at=timezone.now(), by=request.auth)  # type: ignore[attr-defined]
    return Status(201, _told(made))


@router.post("/checks/{pk}/answers", response=list[LineOut], auth=TokenAuth(CARRY))
def answer(request: HttpRequest, pk: int, given: list[LineIn]) -> Any:
    """Take answers in order; each is answered by its key, and none blocks the next."""
    inspection = _one(request, pk, CARRY)
    if len(given) > MOST:
        raise Refused(_("At most {number} answers at once.").format(number=MOST), field="given")
    return [_said(request, inspection, line) for line in given]


def _said(request: HttpRequest, inspection: Inspection, given: LineIn) -> dict[str, str]:
    line = conduct.Line(**given.model_dump())
    try:
        stands = conduct.say(inspection_id=inspection.pk, line=line, at=timezone.now(), by=request.auth)  # type: ignore[attr-defined]
    except Refused as refusal:
        return {"key": given.key, "result": "REFUSED", "reason": refusal.reason}
    return {"key": given.key, "result": "DONE" if stands else "OLDER"}


@router.post("/checks/{pk}/conclude", response=CheckWholeOut, auth=TokenAuth(CARRY))
def conclude(request: HttpRequest, pk: int, given: ConcludeIn) -> Any:
    """Conclude a check."""
    inspection = _one(request, pk, CARRY)
    signature = conduct.Signature(
        name=given.signed_name,
        post=given.signed_post,
        picture=picture(given.signature),
        refused_because=given.refused_because,
        witnesses=given.witnesses,
    )
    done = conduct.conclude_check(
        inspection_id=inspection.pk,
        signature=signature,
        result_words=given.result_words,
        at=timezone.now(),
        by=request.auth,  # type: ignore[attr-defined]
    )
    return _whole(done)


@router.post("/clues", response={201: ClueOut}, auth=TokenAuth("inspections.keep_clues"))
def report_clue(request: HttpRequest, given: ClueIn) -> Any:
    """Report a clue; it is no check and no hazard by itself."""
    may = "inspections.keep_clues"
    unit = Unit.objects.visible_to(request.auth, may).filter(division_code=given.unit).order_by("path").first()  # type: ignore[attr-defined]
    source = Unit.objects.visible_to(request.auth, may).filter(pk=given.source_unit).first()  # type: ignore[attr-defined]
    premises = _premises(request, given.premises, may) if given.premises else None
    if source is None:
        raise Refused(_("There is no such unit."), field="source_unit")
    where = visits.Where(premises.pk if premises else None, given.place_words, unit.pk if unit else None)
    clue: Clue = visits.report_clue(
        where=where,
        source_unit_id=source.pk,
        by_kind=given.by_kind,
        words=given.words,
        at=timezone.now(),
        by=request.auth,  # type: ignore[attr-defined]
    )
    return Status(201, clue)
