"""Acts at a scene: each has a page of its own; the commander's page sends it, or keeps it until there is signal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lanyan.forces import instants
from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.scene import queries
from lanyan.scene.actions import scenes
from lanyan.scene.actions.common import once
from lanyan.scene.forms import OpenForm, SceneForm
from lanyan.scene.models import Scene
from lanyan.scene.models.scenes import COMMAND, OPEN
from lanyan.scene.verbs import ACTS, DOORS, Act
from lanyan.units.doors import form_page, refuse


@require_http_methods(["GET", "POST"])
@access.requires(OPEN)
def open_scene(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the scene of an incident."""
    incident = get_object_or_404(_incidents(request), pk=pk)
    user: Any = request.user
    at = timezone.now()
    form = OpenForm(request.POST if request.method == "POST" else None, may_take=user.has_perm(COMMAND))

    def act(typed: dict[str, Any]) -> Scene:
        return scenes.open_scene(incident_id=pk, at=at, entered_at=at, by=user, **typed)

    return form_page(
        request, form, act, title=_("Open a scene"), line=f"{incident.number} · {incident.name}",
        back=reverse("incidents:incident", args=[pk]), done=lambda made: reverse("scene:scene", args=[made.pk]),
        submit=_("Open a scene"),
    )  # fmt: skip


def _incidents(request: HttpRequest) -> Any:
    from_here = Incident.objects.visible_to(request.user, OPEN)
    return from_here.select_related("unit", "subkind")


@require_http_methods(["GET", "POST"])
@never_cache
@access.requires(*DOORS)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Show the form of an act, or do it; a device's queue is answered by what became of it."""
    known = ACTS.get(verb)
    scene = get_object_or_404(queries.found(request.user), pk=pk)
    if known is None or not queries.found(request.user, known.permission).filter(pk=pk).exists():
        raise PermissionDenied(access.label(known.permission) if known else _("There is no such act."))
    queued = request.headers.get("Accept") == "application/json"
    form = bound(request, known, scene)
    if request.method == "POST" and form.is_valid():
        try:
            perform(request.user, known, scene, form.cleaned_data, request.POST)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _done(request, scene, queued)
    if queued:
        return JsonResponse({"result": "REFUSED", "reason": reasons(form), "now": _now()}, status=422)
    return _page(request, known, scene, form)


def bound(request: HttpRequest, known: Act, scene: Scene) -> SceneForm:
    """The form of an act, filled with what was sent, or with what the address says to begin with."""
    if request.method == "POST":
        return known.form(request.POST, request.FILES, lists=queries.lists(scene))
    begun = {name: request.GET[name] for name in known.form.base_fields if name in request.GET}
    return known.form(initial=begun | standing(scene), lists=queries.lists(scene))


def standing(scene: Scene) -> dict[str, Any]:
    """What forms begin with that is so already."""
    return {"roll_minutes": scene.roll_minutes, "post": scene.post}


def perform(user: Any, known: Act, scene: Scene, typed: dict[str, Any], sent: Any) -> bool:
    """Do an act at the instant the device claims, once for its key."""
    entered_at = timezone.now()
    at = instants.claimed(sent.get("at") or "", entered_at)

    def run() -> Any:
        return known.run(scene_id=scene.pk, at=at, entered_at=entered_at, by=user, **typed)

    return once(
        run, scene_id=scene.pk, key=sent.get("key") or "", verb=known.name, at=at, entered_at=entered_at, by=user
    )


def _done(request: HttpRequest, scene: Scene, queued: bool) -> HttpResponse:
    if queued:
        return JsonResponse({"result": "DONE", "now": _now()})
    messages.success(request, _("Saved."))
    back = request.POST.get("back", "")
    return (
        redirect("incidents:incident", scene.incident_id) if back == "incident" else redirect("scene:scene", scene.pk)
    )


def _now() -> str:
    return timezone.now().isoformat()


def reasons(form: SceneForm) -> str:
    """What is wrong with a form, in one line."""
    return "; ".join(
        f"{form.fields[name].label}: {' '.join(map(str, errors))}"
        if name in form.fields and form.fields[name].label
        else " ".join(map(str, errors))
        for name, errors in form.errors.items()
    )


def _page(request: HttpRequest, known: Act, scene: Scene, form: SceneForm) -> HttpResponse:
    context = {
        "form": form,
        "title": known.label,
        "line": f"{scene.incident.number} · {scene.incident.name}",
        "cancel_url": reverse("scene:scene", args=[scene.pk]),
        "submit_label": known.label,
    }
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)
