"""Recordings brought into the index, by the interface and from a file: once each, tied to a call where it is clear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents.models import Call
from lanyan.kernel import audit, imports, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CREATED, REFUSED, SAME, Outcome
from lanyan.kernel.verbs import needed, short
from lanyan.units.models import Unit
from lanyan.voice import limits, rules
from lanyan.voice.actions.common import tell
from lanyan.voice.models import Recorder, Recording

PHONES = (Call.Source.PHONE_119, Call.Source.PHONE_BACKUP)
LONGEST = timedelta(hours=24)
TEXTS = {"external_id": 80, "channel": 20, "uri": 300}
SHORT = {"seat": 30, "number": 30, "call_number": 80}


@dataclass(frozen=True)
class RecordingFacts:
    """What a recorder says of one recording."""

    external_id: str
    channel: str
    direction: str
    began_at: datetime
    ended_at: datetime
    uri: str
    seat: str = ""
    number: str = ""
    call_number: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of one recording: created, same or refused, and why."""

    external_id: str
    what: str
    field: str = ""
    reason: str = ""


@transaction.atomic
def bring_recordings(*, recorder_id: int, told: Sequence[RecordingFacts], at: datetime, by: Any) -> list[Taken]:
    """Take recordings of one recorder in, each for itself: new, known already, or refused with the reason.

    The same again changes nothing; one that says something else under a known number is refused, for what a recorder
    said is never rewritten.
    """
    recorder: Recorder | None = (
        Recorder.objects.standing()
        .select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=recorder_id)
        .first()
    )
    if recorder is None:
        raise Refused(_("There is no such recorder."), field="recorder")
    numbers = {facts.external_id.strip() for facts in told}
    known = {one.external_id: one for one in Recording.objects.filter(recorder=recorder, external_id__in=numbers)}
    taken, new = [], []
    for facts in told:
        try:
            one = _read(facts, recorder, at, by)
        except Refused as refusal:
            taken.append(Taken(facts.external_id, REFUSED, refusal.field, refusal.reason))
            continue
        before = known.setdefault(one.external_id, one)
        if before is one:
            new.append(one)
        taken.append(_compared(before, one))
    if new:
        _tie(new, recorder.unit)
        with audit.act("voice.bring_recordings", by=by, reason=f"{recorder.name} · {len(new)}"):
            Recording.objects.bulk_create(new)
        search.index("recording", new)
        tell(recorder.unit)
    return taken


def _compared(before: Recording, one: Recording) -> Taken:
    if before is one:
        return Taken(one.external_id, CREATED)
    differs = [name for name in RecordingFacts.__dataclass_fields__ if getattr(before, name) != getattr(one, name)]
    if differs:
        reason = _("stands in the index already and says something else")
        return Taken(one.external_id, REFUSED, differs[0], reason)
    return Taken(one.external_id, SAME)


def _read(facts: RecordingFacts, recorder: Recorder, at: datetime, by: Any) -> Recording:
    """One recording, unsaved, or refused by field."""
    if facts.direction not in Recording.Direction.values:
        raise Refused(_("There is no such entry in the list."), field="direction")
    for name in ("began_at", "ended_at"):
        if getattr(facts, name).tzinfo is None:
            raise Refused(_("A time needs its zone."), field=name)
    if facts.ended_at < facts.began_at:
        raise Refused(_("It ends before it begins."), field="ended_at")
    if facts.ended_at - facts.began_at > LONGEST:
        raise Refused(_("Longer than a day."), field="ended_at")
    if facts.ended_at > at + timedelta(minutes=5):
        raise Refused(_("This time lies in the future."), field="ended_at")
    sha256 = facts.sha256.strip().lower()
    if sha256 and not rules.SHA256.fullmatch(sha256):
        raise Refused(_("A digest has 64 digits from 0 to f."), field="sha256")
    texts = {name: needed(getattr(facts, name), name, most=most) for name, most in TEXTS.items()}
    texts |= {name: short(getattr(facts, name), name, most=most) for name, most in SHORT.items()}
    if not rules.is_below(texts["uri"]):
        raise Refused(_("A file is a path below the recorder's address, without a host."), field="uri")
    return Recording(
        recorder=recorder, unit=recorder.unit, direction=facts.direction, began_at=facts.began_at,
        ended_at=facts.ended_at, sha256=sha256, received_at=at, received_by=by, **texts,
    )  # fmt: skip


def _tie(new: Iterable[Recording], unit: Unit) -> None:
    """Find the call of each: by the number that exchange and recorder share, else by seat and time."""
    new = list(new)
    by_number = _by_number({one.call_number for one in new if one.call_number}, unit)
    rest = []
    for one in new:
        call = by_number.get(one.call_number) if one.call_number else None
        if call is not None:
            one.call, one.tie = call, Recording.Tie.NUMBER
        elif one.seat:
            rest.append(one)
    if not rest:
        return
    calls = _of_seats(rest, unit)
    slack = limits.seat_slack()
    for one in rest:
        near = {
            call.pk: call
            for call in calls
            if call.seat == one.seat
            and rules.overlaps(call.answered_at, call.hung_up_at, span=(one.began_at, one.ended_at), slack=slack)
        }
        found = [rules.Candidate(call.pk, call.phone, call.answered_at) for call in near.values()]
        held = rules.held_call(found, number=one.number, began_at=one.began_at)
        if held is not None:
            one.call, one.tie = near[held], Recording.Tie.SEAT


def _by_number(numbers: set[str], unit: Unit) -> dict[str, Call]:
    if not numbers:
        return {}
    found = Call.objects.filter(source_id__in=numbers, source__in=PHONES, incident__centre__path__startswith=unit.path)
    return {call.source_id: call for call in found.select_related("incident").order_by("-pk")}


def _of_seats(rest: Sequence[Recording], unit: Unit) -> list[Call]:
    """The calls of these seats in the time of these recordings; who talks longer than the longest is left out."""
    since = min(one.began_at for one in rest) - timedelta(hours=2)
    until = max(one.ended_at for one in rest)
    found = Call.objects.filter(
        seat__in={one.seat for one in rest}, answered_at__range=(since, until),
        incident__centre__path__startswith=unit.path,
    )  # fmt: skip
    return list(found.select_related("incident"))


class RecordingLoader:
    """Takes the rows of a file: each under its recorder's number; a row that stands already is the same."""

    def __init__(self, *, unit_id: int, at: datetime, by: Any, file: str = "") -> None:
        self.at, self.by = at, by
        recorders = Recorder.objects.standing().filter(unit_id=unit_id)
        self.recorders = {one.code: one.pk for one in recorders}

    def take(self, rows: Sequence[imports.Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it; one transaction for the batch."""
        outcomes: dict[int, Outcome] = {}
        told: dict[int, list[tuple[int, RecordingFacts]]] = {}
        for row in rows:
            values = dict(row.values)
            recorder = self.recorders.get(values.pop("recorder"))
            if recorder is None:
                reason = _("There is no such recorder.")
                outcomes[row.number] = Outcome(row.number, REFUSED, "recorder", reason)
            else:
                told.setdefault(recorder, []).append((row.number, RecordingFacts(**values)))
        with transaction.atomic():
            for recorder, lines in told.items():
                facts = [one for _number, one in lines]
                taken = bring_recordings(recorder_id=recorder, told=facts, at=self.at, by=self.by)
                for (number, _facts), one in zip(lines, taken, strict=True):
                    outcomes[number] = Outcome(number, one.what, one.field, one.reason)
            if not write:
                transaction.set_rollback(True)
        return [outcomes[row.number] for row in rows]

    def finish(self) -> None:
        """Nothing is left to do."""
