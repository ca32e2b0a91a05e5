"""Recordings: the list, one with its player, its sound, the verbs, panes on the desk and the incident's page."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.incidents.models import Incident
from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.voice import adapters, forms, limits, queries
from lanyan.voice.actions import keeping as actions
from lanyan.voice.filters import RecordingFilter
from lanyan.voice.models import Recording
from lanyan.voice.models.shared import KEEP, LISTEN, TIE, VIEW
from lanyan.voice.sheets import RECORDINGS
from lanyan.voice.tables import RecordingTable, length
from lanyan.voice.views.common import one, typed, verb
from lanyan.web.lists import View, list_page

form_page_only = require_http_methods(["GET", "POST"])


@require_GET
@access.requires(VIEW)
def recordings(request: HttpRequest) -> HttpResponse:
    """List the recordings of one's centre, the newest first."""
    return list_page(
        request,
        Recording.objects.visible_to(request.user).select_related(*queries.JOINED).order_by("-began_at", "-pk"),
        RecordingFilter,
        RecordingTable,
        title=_("Recordings"),
        unit=pgettext("counting unit", "recordings"),
        line=_("An index: the sound is on the recorder. Kept for {months} months and longer where somebody says so.")
        .format(months=limits.keep_months()),
        sheet=RECORDINGS,
        views=(
            View(_("Not tied"), "tied=false"),
            View(_("Kept beyond their term"), "kept=true"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No recording yet"),
            "advice": _("Recorders tell what they hold over the interface; a file can be brought in too."),
            "icon": "radio",
        },
    )  # fmt: skip


@require_GET
@never_cache
@access.requires(VIEW)
def recording(request: HttpRequest, pk: int) -> HttpResponse:
    """One recording: what the recorder said, whose it is, who listened, the player."""
    found = Recording.objects.visible_to(request.user).select_related(*queries.JOINED, "kept_by", "received_by")
    record = get_object_or_404(found, pk=pk)
    user: Any = request.user
    context = {
        "title": str(record),
        "record": record,
        "subject": "recording",
        "number": record.number if user.may("incidents.view_caller", record.unit.path) else record.shown_number,
        "length": length(record.seconds),
        "may_listen": queries.may_listen(user, record),
        "listenings": list(record.listenings.select_related("by")[:50]),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "voice/recording.html", context)


@require_GET
@access.requires(LISTEN)
def sound(request: HttpRequest, pk: int) -> HttpResponse:
    """The sound, or the piece of it that is asked for; a listening is written into the history."""
    record = one(request, Recording.objects.select_related("recorder"), pk, LISTEN)
    wanted = request.headers.get("Range", "")
    try:
        piece = adapters.read_sound(record, wanted)
    except adapters.NotAnswered as problem:
        return HttpResponse(str(problem), status=502, content_type="text/plain; charset=utf-8")
    if piece is None:
        return HttpResponse(status=416)
    actions.note_listening(recording_id=pk, at=timezone.now(), by=request.user)
    answer = HttpResponse(piece.data, content_type=piece.mime, status=200 if piece.whole else 206)
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = f'inline; filename="recording-{pk}"'
    if not piece.whole:
        answer["Content-Range"] = f"bytes {piece.first}-{piece.first + len(piece.data) - 1}/{piece.total}"
    return answer


def _address(record: Any) -> str:
    return reverse("voice:recording", args=[record.pk])


@form_page_only
@access.requires(TIE)
def tie_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by hand to which incident it belongs."""
    record = one(request, Recording.objects.select_related(*queries.JOINED), pk, TIE)
    number = record.about.number if record.about is not None else ""
    form = forms.TieForm(typed(request), user=request.user, initial={"incident_number": number})

    def tie(*, incident_number: Incident | None, **more: Any) -> Recording:
        incident_id = incident_number.pk if incident_number is not None else None
        return actions.tie_recording(recording_id=pk, incident_id=incident_id, **more)

    return verb(request, form, tie, "tie_recording", line=str(record), back=_address(record))


def _with_reason(request: HttpRequest, pk: int, name: str, act: Any) -> HttpResponse:
    record = one(request, Recording.objects.select_related("unit"), pk, KEEP)
    form = ReasonForm(typed(request))
    return verb(request, form, partial(act, recording_id=pk), name, line=str(record), back=_address(record))


@form_page_only
@access.requires(KEEP)
def keep_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it beyond its term, with the reason."""
    return _with_reason(request, pk, "keep_recording", actions.keep_recording)


@form_page_only
@access.requires(KEEP)
def release_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it no longer than its term."""
    return _with_reason(request, pk, "release_recording", actions.release_recording)


@form_page_only
@access.requires(LISTEN)
def check_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare the sound with the digest that the recorder gave."""
    record = one(request, Recording.objects.select_related("unit"), pk, LISTEN)
    if request.method != "POST":
        form = HouseForm()
        act = partial(actions.check_recording, recording_id=pk)
        return verb(request, form, act, "check_recording", line=str(record), back=_address(record))
    try:
        checked = actions.check_recording(recording_id=pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        tell = messages.success if checked.checked_same else messages.error
        tell(request, _("The sound is what was recorded.") if checked.checked_same else _("The sound is not the same!"))
    return redirect(_address(record))


@require_GET
@access.requires(VIEW)
def incident_recordings(request: HttpRequest, pk: int) -> HttpResponse:
    """The recordings of an incident, each with its player."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("centre"), pk=pk)
    context = {"incident": incident, **_players(request, queries.recordings_of(incident, request.user))}
    return TemplateResponse(request, "voice/_recordings.html", context)


@require_GET
@never_cache
@access.requires(VIEW)
def desk_recordings(request: HttpRequest, pk: int) -> HttpResponse:
    """The last recordings of one's seat and those of the call in hand (0: none)."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk) if pk else None
    found = queries.at_desk(incident, request.user, timezone.now())
    return TemplateResponse(request, "voice/_desk_recordings.html", {"at": pk, **_players(request, found)})


def _players(request: HttpRequest, found: list[Recording]) -> dict[str, Any]:
    user: Any = request.user
    rows = [{"record": one, "length": length(one.seconds), "hears": queries.may_listen(user, one)} for one in found]
    return {"rows": rows, "topics": " ".join(f"recordings:{pk}" for pk in queries.centres(user))}
