"""Recordings in the global search, within the reader's units."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.voice.models import Recording
from lanyan.voice.models.shared import VIEW


def _about(recording: Recording) -> str:
    return recording.about.number if recording.about is not None else ""


search.register(
    search.Source(
        kind="recording",
        label=_("recording"),
        model=Recording,
        permission=VIEW,
        title=str,
        subtitle=lambda one: " · ".join(filter(None, (one.shown_number, one.channel, _about(one)))),
        # A number is found by whoever knows it: the result shows it veiled.
        text=lambda one: f"{one} {one.number} {one.channel} {one.external_id} {_about(one)}",
        url=lambda one: reverse("voice:recording", args=[one.pk]),
        scope=lambda one: one.unit.path,
        scoped="unit",
    )
)
