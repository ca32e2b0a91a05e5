"""The API of tips and complaints: list, one, enter. Who complained is taken in and never given out."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from lanyan.citizens import rules
from lanyan.citizens.actions import receiving
from lanyan.citizens.actions.receiving import PUBLIC, Person, Told
from lanyan.citizens.models import Matter
from lanyan.citizens.models.matters import VIEW
from lanyan.inspections.actions.visits import Where
from lanyan.kernel.errors import Refused
from lanyan.premises.models import Premises
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["complaints"])
RECEIVE = "citizens.receive_message"
MOST = 200


class MessageOut(Schema):
    """A message as the API tells it: its words masked, its sender not at all."""

    number: str
    channel: str
    sender_number: str
    received_at: datetime
    anonymous: bool
    words: str
    answered_at: datetime | None
    satisfaction: str


class MatterOut(Schema):
    """A matter as the API tells it."""

    id: int
    number: str
    state: str
    kind: str
    words: str
    place: str
    premises_id: int | None
    unit: str
    received_at: datetime
    due_at: datetime
    checked_at: datetime | None
    verified_at: datetime | None
    outcome: str
    answered_at: datetime | None
    closed_at: datetime | None
    exercise: bool


class MatterWholeOut(MatterOut):
    """A matter with its messages."""

    messages: list[MessageOut]


class MessageIn(Schema):
    """A message to be entered; `premises` by number, or `place` in words with the `unit` by division code."""

    channel: str
    kind: str
    words: str
    sender_number: str = ""
    received_at: datetime | None = None
    premises: str = ""
    place: str = ""
    unit: str = Field("", description="division code of the unit that supervises the place")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    name: str = ""
    phone: str = ""
    contact: str = ""
    exercise: bool = False
    key: str = Field("", max_length=40, description="the same key again gives the same message")


class ReceiptOut(Schema):
    """What was made of a message, and the secret with which its sender follows it."""

    id: int
    matter: str
    number: str
    secret: str


def _matter(matter: Matter) -> dict[str, Any]:
    plain = ("id", "number", "state", "kind", "words", "place", "premises_id", "outcome", "exercise")
    instants = ("received_at", "due_at", "checked_at", "verified_at", "answered_at", "closed_at")
    return {**{name: getattr(matter, name) for name in (*plain, *instants)}, "unit": matter.unit.name}


def _whole(matter: Matter) -> dict[str, Any]:
    names = ("number", "channel", "sender_number", "received_at", "anonymous", "answered_at", "satisfaction")
    messages = matter.messages.all()  # type: ignore[attr-defined]
    told = [{**{name: getattr(one, name) for name in names}, "words": one.shown_words} for one in messages]
    return {**_matter(matter), "messages": told}


@router.get("/complaints", auth=TokenAuth(VIEW), response=list[MatterOut])
def list_complaints(
    request: HttpRequest,
    state: str = "",
    open: bool | None = None,
    over: bool = False,
    premises: int | None = None,
    before: int | None = None,
    limit: int = Query(50, ge=1, le=MOST),
) -> Any:
    """Matters of one's area, newest first; `before` is the id of the last one seen."""
    found = Matter.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    found = found.select_related("premises", "unit").order_by("-pk")
    if state:
        found = found.filter(state=state)
    if open is not None:
        found = found.filter(state__in=rules.OPEN) if open else found.exclude(state__in=rules.OPEN)
    if over:
        found = found.over(timezone.now())
    if premises is not None:
        found = found.filter(premises=premises)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_matter(matter) for matter in found[:limit]]


@router.get("/complaints/{pk}", auth=TokenAuth(VIEW), response=MatterWholeOut)
def get_complaint(request: HttpRequest, pk: int) -> Any:
    """One matter with its messages."""
    seen = Matter.objects.visible_to(request.auth).select_related("premises", "unit")  # type: ignore[attr-defined]
    return _whole(get_object_or_404(seen, pk=pk))


@router.post("/complaints", auth=TokenAuth(RECEIVE), response={201: ReceiptOut})
def enter_complaint(request: HttpRequest, told: MessageIn) -> Any:
    """Enter a message, as a hotline's platform does: theirs has its number, which is taken once."""
    user: Any = request.auth  # type: ignore[attr-defined]
    if told.channel == PUBLIC:
        raise Refused(_("What comes from the public page enters itself."), field="channel")
    at = timezone.now()
    given = Told(
        channel=told.channel,
        kind=told.kind,
        words=told.words,
        where=_where(told, user),
        person=Person(told.name, told.phone, told.contact),
        sender_number=told.sender_number,
        lon=told.lon,
        lat=told.lat,
        exercise=told.exercise,
    )
    # A key belongs to whoever sends it: another's receipt is not to be had with it.
    key = f"api:{user.pk}:{told.key}" if told.key else ""
    made = receiving.receive_message(told=given, received_at=told.received_at or at, key=key, at=at, by=user)
    message = made.message
    told_back = {"id": message.matter_id, "matter": message.matter.number, "number": message.number}
    return Status(201, {**told_back, "secret": rules.spelt(made.secret)})


def _where(told: MessageIn, user: Any) -> Where:
    if told.premises:
        found = Premises.objects.visible_to(user, RECEIVE).filter(number=told.premises).first()
        if found is None:
            raise Refused(_("There is no such premises."), field="premises")
        return Where(premises_id=found.pk, place_words=told.place)
    units = Unit.objects.visible_to(user, RECEIVE).filter(closed_date=None, division_code=told.unit)
    unit = units.of_kind(Unit.Kind.DETACHMENT, Unit.Kind.BATTALION).order_by("path").first() if told.unit else None
    return Where(place_words=told.place, unit_id=unit.pk if unit else None)
