"""The buttons on record pages of this app."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access, acts
from lanyan.kernel.access import Verb
from lanyan.voice.models import LookupService, Recorder, Recording
from lanyan.voice.models.shared import KEEP, LISTEN, SERVICES, TIE, VIEW


def _always(_record: Any) -> str:
    return ""


def _not_kept(record: Any) -> str:
    return "" if record.kept_at is None else _now("kept already")


def _kept(record: Any) -> str:
    return "" if record.kept_at is not None else _now("not kept beyond its term")


def _has_digest(record: Any) -> str:
    return "" if record.sha256 else _now("the recorder gave no digest")


access.register_verbs(
    Recording,
    Verb("tie_recording", TIE, _("Tie to an incident"), "voice:tie_recording", _always, "link", "do"),
    Verb("keep_recording", KEEP, _("Keep beyond its term"), "voice:keep_recording", _not_kept, "lock"),
    Verb("release_recording", KEEP, _("Keep no longer"), "voice:release_recording", _kept, "undo"),
    Verb("check_recording", LISTEN, _("Compare with its digest"), "voice:check_recording", _has_digest, "check"),
)
acts.opens(Recording, "voice:recording", VIEW)
acts.opens(Recorder, "voice:change_recorder", SERVICES)
acts.opens(LookupService, "voice:stop_lookup", SERVICES)
