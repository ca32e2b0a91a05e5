"""Checks under way: begun by qualified people, answered item by item, signed or refused, concluded."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import check_record, checklists, events, staffing
from lanyan.inspections.actions import papers
from lanyan.inspections.actions.checks import refuse_unqualified
from lanyan.inspections.actions.common import check, day_of, facts_of
from lanyan.inspections.actions.enforcing import names
from lanyan.inspections.models import Answer, Inspection, Paper, PhotoKey
from lanyan.inspections.rules import checks
from lanyan.inspections.rules import papers as paper_rules
from lanyan.kernel import audit, files, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment
from lanyan.kernel.verbs import move, needed, short
from lanyan.places.coordinates import on_earth

# A device's clock may run a little ahead; more than this is a wrong time.
AHEAD = timedelta(minutes=1)
FIELDS = {"place_words": 200, "clip_number": 60, "result_words": 2000}
CREDENTIALS, POSITION, SIGNATURE = "credentials", "position", "signature"


@dataclass(frozen=True)
class Line:
    """One thing said on the device: an answer to an item, or a field of the record; `at` is the device's clock."""

    key: str
    at: datetime
    item: int | None = None
    field: str = ""
    value: str = ""
    words: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class Signature:
    """How the record was signed: by whom, with which picture; or why not, and before whom."""

    name: str = ""
    post: str = ""
    picture: Any = None
    refused_because: str = ""
    witnesses: str = ""

    @property
    def is_refused(self) -> bool:
        """Did the occupier refuse to sign?"""
        return bool(self.refused_because.strip() or self.witnesses.strip())


def refuse_outsider(inspection: Inspection, by: Any) -> None:
    """Only those who carry a check out, or assist, write in it."""
    if by is None:
        return
    person = staffing.person_of(by)
    if person is None or not inspection.staff.standing().filter(person=person).exists():  # type: ignore[attr-defined]
        raise Refused(_("Only those who carry out this check or assist write in it."))


@transaction.atomic
def start_check(*, inspection_id: int, at: datetime, by: Any) -> Inspection:
    """Begin a check on the spot: its people are asked again, its checklist and the facts of the place are frozen."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "start_check")
    refuse_outsider(inspection, by)
    members = inspection.staff.carrying().select_related("person")  # type: ignore[attr-defined]
    refuse_unqualified(inspection, [member.person for member in members], on=day_of(at))
    inspection.started_at = at
    inspection.checklist_version = checklists.checked(inspection.checklist).version
    inspection.facts = facts_of(inspection.premises, day_of(at))
    with audit.act("inspections.start_check", by=by):
        inspection.save(update_fields=["state", "started_at", "checklist_version", "facts"])
    return inspection


@transaction.atomic
def say(*, inspection_id: int, line: Line, at: datetime, by: Any) -> bool:
    """Take one line of the draft; whether it stands. The same line again, or an older one, changes nothing."""
    inspection = check(inspection_id)
    if inspection.state != checks.UNDERWAY:
        raise Refused(
            _("The check is not under way: {state}.").format(state=inspection.get_state_display()), field="inspection"
        )
    refuse_outsider(inspection, by)
    if line.at > at + AHEAD:
        raise Refused(_("The clock of this device runs ahead."), field="at")
    if line.item is not None:
        return _answer(inspection, line, at=at, by=by)
    return _field(inspection, line, by=by)


def _answer(inspection: Inspection, line: Line, *, at: datetime, by: Any) -> bool:
    if line.value not in Answer.Value.values:
        raise Refused(_("“{value}” is no answer.").format(value=line.value[:20]), field="value")
    items = {item.pk: item for item in checklists.items(inspection.checklist, inspection.checklist_version)}
    if line.item not in items:
        raise Refused(_("The checklist has no such item."), field="item")
    words, explanation = short(line.words, "words", most=300), short(line.explanation, "explanation", most=300)
    known = Answer.objects.select_for_update().filter(inspection=inspection, item_id=line.item).first()
    if known is not None and not checks.newer(known.device_at, line.at):
        return False
    answer = known or Answer(inspection=inspection, item=items[line.item])
    answer.value, answer.words, answer.explanation = line.value, words, explanation
    answer.device_at, answer.received_at, answer.by = line.at, at, by
    with audit.act("inspections.answer_check", by=by):
        answer.save()
    return True


def _field(inspection: Inspection, line: Line, *, by: Any) -> bool:
    known = inspection.said_at.get(line.field)
    if not checks.newer(datetime.fromisoformat(known) if known else None, line.at):
        return False
    act, changed = "inspections.answer_check", _changed(inspection, line)
    if not changed:
        return False
    if line.field == CREDENTIALS:
        act = "inspections.show_credentials"
    for name, value in changed.items():
        setattr(inspection, name, value)
    inspection.said_at = {**inspection.said_at, line.field: line.at.isoformat()}
    with audit.act(act, by=by):
        inspection.save(update_fields=[*changed, "said_at"])
    return True


def _changed(inspection: Inspection, line: Line) -> Mapping[str, Any]:
    """The columns that a said field changes; none for what is shown once and stays."""
    if line.field in FIELDS:
        return {line.field: short(line.value, line.field, most=FIELDS[line.field])}
    if line.field == CREDENTIALS:
        return {} if inspection.credentials_shown_at else {"credentials_shown_at": line.at}
    if line.field == POSITION:
        lon, lat = _point(line.value)
        return {"lon": lon, "lat": lat, "located_at": line.at}
    raise Refused(_("The record has no such field."), field="field")


def _point(value: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in value.split(","))
    except ValueError:
        raise Refused(_("Longitude or latitude is impossible."), field="value") from None
    if not on_earth(lon, lat):
        raise Refused(_("Longitude or latitude is impossible."), field="value")
    return lon, lat


@transaction.atomic
def photograph(
    *, inspection_id: int, upload: Any, caption: str = "", key: str = "", at: datetime, by: Any
) -> Attachment:
    """Put a photograph into the record of a check that is under way; the same key again is the same photograph."""
    inspection = check(inspection_id)
    known = (
        PhotoKey.objects.filter(inspection=inspection, key=key).select_related("attachment").first() if key else None
    )
    if known is not None:
        return known.attachment
    if inspection.state != checks.UNDERWAY:
        raise Refused(_("Photographs are taken while the check is under way."), field="file")
    refuse_outsider(inspection, by)
    with audit.act("inspections.photograph_check", by=by):
        stored = files.keep(upload=upload, kinds=(uploads.IMAGE,), by=by, at=at)
        kept = files.attach(record=inspection, stored=stored, kind="photo", caption=caption[:200], by=by, at=at)
        if key:
            PhotoKey.objects.create(inspection=inspection, key=key[:64], attachment=kept)
        return kept


@transaction.atomic
def conclude_check(
    *, inspection_id: int, signature: Signature, result_words: str = "", at: datetime, by: Any
) -> Inspection:
    """Conclude a check: everything answered, every 'no' a hazard or explained, the result told, signed or refused."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "conclude_check")
    refuse_outsider(inspection, by)
    if result_words.strip():
        inspection.result_words = short(result_words, "result_words", most=FIELDS["result_words"])
    why = why_not_conclude(inspection)
    if why:
        raise Refused(why)
    if not inspection.result_words:
        raise Refused(_("Say what was told to the occupier as the result."), field="result_words")
    inspection.concluded_at = inspection.told_at = at
    with audit.act("inspections.conclude_check", by=by):
        _sign(inspection, signature, at=at, by=by)
        inspection.save(
            update_fields=["state", "result_words", "concluded_at", "told_at", "signed_name", "signed_post",
                           "signed_at", "refused_at", "refusal_words", "witnesses"]
        )  # fmt: skip
        _record(inspection, at=at, by=by)
    transaction.on_commit(partial(events.check_concluded.send, Inspection, inspection_id=inspection.pk))
    return inspection


def _record(inspection: Inspection, *, at: datetime, by: Any) -> Paper:
    """The record 消防监督检查记录 as a paper: frozen as it was told, and served by the same signature or refusal."""
    paper = papers.make(
        kind=paper_rules.CHECK_RECORD,
        premises=inspection.premises,
        unit=inspection.unit,
        inspection=inspection,
        hazards=list(inspection.hazards.standing()),
        more=check_record.content(inspection),
        at=at,
        by=by,
    )
    paper.status = paper_rules.PAPER.target("serve_paper", paper.status)
    paper.served_at, paper.clip_number = at, inspection.clip_number
    if inspection.signed_at is not None:
        paper.service, paper.receiver = paper_rules.SIGNED, inspection.signed_name
        for drawn in files.of(inspection, SIGNATURE):
            files.attach(
                record=paper, stored=drawn.stored, kind=SIGNATURE, caption=inspection.signed_name, by=by, at=at
            )
    else:
        paper.service, paper.refusal = paper_rules.WITNESSED, inspection.refusal_words
        paper.witnesses = inspection.witnesses
    with audit.act("inspections.serve_paper", by=by):
        paper.save(update_fields=["status", "service", "receiver", "refusal", "witnesses", "served_at", "clip_number"])
    return paper


def why_not_conclude(inspection: Inspection) -> str:
    """Why a check that is under way cannot be concluded yet, in words; empty when it can."""
    if inspection.credentials_shown_at is None:
        return _("Credentials have not been shown yet.")
    items = [item.pk for item in checklists.items(inspection.checklist, inspection.checklist_version)]
    found = list(inspection.answers.values_list("item_id", "value", "explanation"))  # type: ignore[attr-defined]
    answers = {item: value for item, value, _why in found}
    missing = checks.unanswered(items, answers)
    if missing:
        return _("{count} items have no answer yet.").format(count=len(missing))
    explained = {item for item, _value, words in found if words}
    with_hazard = set(inspection.hazards.standing().values_list("item_id", flat=True))
    bare = checks.unexplained(answers, explained, with_hazard)
    if bare:
        return _("{count} items were answered with no, and have neither a hazard nor an explanation.").format(
            count=len(bare)
        )
    unsigned = inspection.joint_parts.filter(withdrawn_at=None, signed_at=None).first()  # type: ignore[attr-defined]
    if unsigned is not None:
        return _("{department} has not signed its part yet.").format(department=unsigned.department)
    return ""


def _sign(inspection: Inspection, signature: Signature, *, at: datetime, by: Any) -> None:
    """Write down the signature, or that it was refused before witnesses."""
    if signature.is_refused:
        inspection.refusal_words = needed(signature.refused_because, "refused_because")
        seen_by = names(re.split(r"[、,，;；\n]+", signature.witnesses), paper_rules.LEAST_WITNESSES, "witnesses")
        inspection.witnesses = "、".join(seen_by)[:100]
        inspection.refused_at = at
        return
    inspection.signed_name = needed(signature.name, "signed_name", most=40)
    inspection.signed_post = short(signature.post, "signed_post", most=40)
    if signature.picture is None:
        raise Refused(_("Sign on the screen, or enter that signing was refused."), field="signature")
    stored = files.keep(upload=signature.picture, kinds=(uploads.IMAGE,), by=by, at=at, field="signature")
    files.attach(record=inspection, stored=stored, kind=SIGNATURE, caption=inspection.signed_name, by=by, at=at)
    inspection.signed_at = at


def fresh_key() -> str:
    """A key for a line that comes from a page without a queue."""
    return uuid.uuid4().hex
