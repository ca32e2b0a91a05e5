"""The API of the duty roster: who has which duty, and turns planned."""

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from lanyan.people import actions
from lanyan.people.models import DutyTurn
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["people"])
VIEW, KEEP = "people.view_duty", "people.keep_duty"
MOST = 500


class TurnOut(Schema):
    """A turn of duty."""

    id: int
    unit_id: int
    kind: str
    person_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    taken_over_at: datetime | None
    withdrawn_at: datetime | None


class TurnsIn(Schema):
    """A duty of a unit for some days, a person a day, over and over."""

    unit_id: int
    kind: str
    person_ids: list[int]
    first_day: date
    days: int = 1
    change: time


def _told(turn: DutyTurn) -> dict[str, Any]:
    fields = ("id", "unit_id", "kind", "person_id", "starts_at", "ends_at", "taken_over_at", "withdrawn_at")
    return {**{name: getattr(turn, name) for name in fields}, "name": turn.person.name}


@router.get("/duty", response=list[TurnOut], auth=TokenAuth(VIEW))
def on_duty(request: HttpRequest, unit_id: int, at: datetime | None = None) -> Any:
    """Who has a duty of a unit at an instant (with its offset; now when none is named)."""
    unit = get_object_or_404(Unit.objects.visible_to(request.auth, VIEW), pk=unit_id)
    asked = at or timezone.now()
    instant = asked if timezone.is_aware(asked) else timezone.make_aware(asked)
    found = DutyTurn.objects.at(instant).filter(unit=unit).select_related("person").order_by("kind", "pk")
    return [_told(turn) for turn in found[:MOST]]


@router.post("/duty", response={201: list[TurnOut]}, auth=TokenAuth(KEEP))
def plan_turns(request: HttpRequest, data: TurnsIn) -> Any:
    """Plan turns, as the page does: all of them or none."""
    unit = get_object_or_404(Unit.objects.visible_to(request.auth, KEEP), pk=data.unit_id)
    facts = data.dict(exclude={"unit_id"})
    return Status(201, [_told(turn) for turn in actions.plan_turns(**facts, unit_id=unit.pk, by=request.auth)])
