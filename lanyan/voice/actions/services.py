"""The look-up of a centre and its recorders: set by the administrator, to hosts that the installation names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed, short
from lanyan.places.coordinates import Frame
from lanyan.voice import rules
from lanyan.voice.actions.common import unit_of
from lanyan.voice.adapters.operators import NUMBER
from lanyan.voice.models import LookupService, Recorder


@dataclass(frozen=True)
class LookupFacts:
    """How a centre asks who calls."""

    name: str
    adapter: str
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    frame: str = Frame.WGS84.value
    header: str = ""
    secret: str = ""


@dataclass(frozen=True)
class RecorderFacts:
    """Where a recorder's sound is read."""

    name: str
    adapter: str
    base_url: str = ""
    header: str = ""
    secret: str = ""


@transaction.atomic
def set_lookup(*, unit_id: int, facts: LookupFacts, at: datetime, by: Any) -> LookupService:
    """Set how a centre asks; what stood before is withdrawn, and answers name it still."""
    unit = unit_of(unit_id)
    if facts.adapter not in LookupService.Adapter.values:
        raise Refused(_("There is no such entry in the list."), field="adapter")
    if facts.frame not in list(Frame):
        raise Refused(_("There is no such entry in the list."), field="frame")
    over_http = facts.adapter == LookupService.Adapter.HTTP
    found = LookupService(
        unit=unit, name=needed(facts.name, "name", most=60), adapter=facts.adapter, frame=facts.frame, set_at=at,
        set_by=by, url=_url(facts.url, "url") if over_http else "",
        fields=_fields(facts.fields) if over_http else {}, header=short(facts.header, "header", most=60),
        secret=_secret(facts.secret),
    )  # fmt: skip
    if over_http and NUMBER not in found.url:
        raise Refused(_("The address names the place of the number: {number}"), field="url")
    with audit.act("voice.set_lookup", by=by):
        LookupService.objects.standing().filter(unit=unit).update(withdrawn_at=at)
        found.save()
    return found


@transaction.atomic
def stop_lookup(*, service_id: int, at: datetime, by: Any) -> LookupService:
    """Nobody is asked any more."""
    found: LookupService = locked(LookupService, service_id, "unit")
    if found.withdrawn_at is not None:
        raise Refused(_("This look-up has been stopped already."))
    found.withdrawn_at = at
    with audit.act("voice.stop_lookup", by=by):
        found.save(update_fields=["withdrawn_at"])
    return found


@transaction.atomic
def add_recorder(*, unit_id: int, code: str, facts: RecorderFacts, at: datetime, by: Any) -> Recorder:
    """Add a recorder of a centre, under the name that its interface uses."""
    found = Recorder(unit=unit_of(unit_id), code=needed(code, "code", most=30))
    if Recorder.objects.filter(unit=found.unit, code=found.code).exists():
        raise Refused(_("There is a recorder of this name already."), field="code")
    _fill(found, facts)
    with audit.act("voice.add_recorder", by=by):
        found.save()
    return found


@transaction.atomic
def change_recorder(*, recorder_id: int, facts: RecorderFacts, at: datetime, by: Any) -> Recorder:
    """Change how a recorder's sound is read; its recordings stay."""
    found: Recorder = locked(Recorder, recorder_id, "unit")
    _fill(found, facts)
    with audit.act("voice.change_recorder", by=by):
        found.save()
    return found


@transaction.atomic
def withdraw_recorder(*, recorder_id: int, reason: str, at: datetime, by: Any) -> Recorder:
    """Take nothing in from a recorder any more; what it holds is still read."""
    reason = needed(reason)
    found: Recorder = locked(Recorder, recorder_id, "unit")
    if found.withdrawn_at is not None:
        raise Refused(_("This recorder has been withdrawn."))
    found.withdrawn_at, found.withdrawn_reason = at, reason
    with audit.act("voice.withdraw_recorder", by=by, reason=reason):
        found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return found


def _fill(found: Recorder, facts: RecorderFacts) -> None:
    if facts.adapter not in Recorder.Adapter.values:
        raise Refused(_("There is no such entry in the list."), field="adapter")
    found.name, found.adapter = needed(facts.name, "name", most=60), facts.adapter
    found.base_url = _url(facts.base_url, "base_url") if facts.adapter == Recorder.Adapter.HTTP else ""
    found.header, found.secret = short(facts.header, "header", most=60), _secret(facts.secret)


def _url(text: str, name: str) -> str:
    url = needed(text, name, most=300)
    if not rules.is_allowed(url, settings.VOICE_HOSTS):
        raise Refused(_("This host is not among those of the installation (LANYAN_VOICE_HOSTS)."), field=name)
    return url


def _secret(text: str) -> str:
    name = short(text, "secret", most=40)
    if name and name not in settings.VOICE_SECRETS:
        said = _("The installation has no secret of this name: {name}")
        raise Refused(said.format(name=name), field="secret")
    return name


def _fields(given: Mapping[str, str]) -> dict[str, str]:
    fields = {name: short(given.get(name, ""), name, most=80) for name in rules.WANTED}
    fields = {name: path for name, path in fields.items() if path}
    if not fields:
        raise Refused(_("Say at least one name in the answer."), field="subscriber")
    return fields
