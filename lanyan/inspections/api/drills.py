"""Evacuation drills over the API: read only."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from lanyan.inspections.models import Drill
from lanyan.inspections.models.drills import VIEW
from lanyan.kernel import periods
from lanyan.units.tokens import TokenAuth

router = Router(tags=["inspections"])
MOST = 200


class DrillOut(Schema):
    """One drill; what nobody counted is null."""

    id: int
    number: str
    premises_id: int
    premises: str
    unit: str
    department: str
    held_at: datetime
    guided_by: str
    people: int | None
    minutes: float | None
    words: str
    withdrawn_at: datetime | None


class DrillListIn(Schema):
    """Which drills; `after` is the id of the last one read."""

    premises: int | None = None
    department: str = ""
    since: date | None = Field(None, description="held on this day or later")
    until: date | None = Field(None, description="held before this day")
    after: int = 0
    limit: int = Field(50, ge=1, le=MOST)


@router.get("/drills", response=list[DrillOut], auth=TokenAuth(VIEW))
def drill_list(request: HttpRequest, asked: Query[DrillListIn]) -> Any:
    """List evacuation drills by id, so many at a time; withdrawn ones bear the instant."""
    wanted = {
        "premises": asked.premises,
        "department": asked.department or None,
        "held_at__gte": periods.midnight(asked.since) if asked.since else None,
        "held_at__lt": periods.midnight(asked.until) if asked.until else None,
    }
    seen = Drill.objects.visible_to(request.auth, VIEW).filter(pk__gt=asked.after)  # type: ignore[attr-defined]
    found = seen.filter(**{name: value for name, value in wanted.items() if value is not None})
    return [_told(one) for one in found.select_related("premises", "unit").order_by("pk")[: asked.limit]]


def _told(drill: Drill) -> dict[str, Any]:
    names = ("id", "number", "premises_id", "department", "held_at", "guided_by", "people", "words", "withdrawn_at")
    minutes = None if drill.minutes is None else float(drill.minutes)
    named = {"premises": drill.premises.name, "unit": drill.unit.name, "minutes": minutes}
    return {name: getattr(drill, name) for name in names} | named
