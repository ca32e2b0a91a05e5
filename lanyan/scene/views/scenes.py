"""The list of scenes, the commander's page with its live fragment, the panel of an incident."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.scene import queries, weather
from lanyan.scene.filters import SceneFilter
from lanyan.scene.models import Command, Scene
from lanyan.scene.models.scenes import OPEN, VIEW
from lanyan.scene.rules import life
from lanyan.scene.tables import SceneTable
from lanyan.scene.verbs import ACTS
from lanyan.scene.views.acts import standing
from lanyan.scene.words import script_words
from lanyan.web import workers
from lanyan.web.lists import View, list_page

KEPT = (r"^/scenes/\d+/$", r"^/scenes/\d+/now/$")
# Their forms lie in the page; one-touch acts need none.
TOUCHED = ("receive_order", "receive_report", "acknowledge_task", "open_roll", "ask_weather", "withdraw_offer")


@require_GET
@access.requires(VIEW)
def scenes(request: HttpRequest) -> HttpResponse:
    """List the scenes a reader sees, the open ones by one touch."""
    commander = Command.objects.filter(scene=OuterRef("pk"), state=life.COMMANDING).values("person__name")
    seen = Scene.objects.visible_to(request.user).select_related("incident__unit", "incident__subkind")
    found = seen.annotate(
        commander=Subquery(commander[:1]),
        inside=Count("crews", filter=Q(crews__state=life.INSIDE), distinct=True),
        alarmed=Count("alarms", filter=Q(alarms__settled_at=None), distinct=True),
    )
    return list_page(
        request,
        found.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk"),
        SceneFilter,
        SceneTable,
        title=_("Command on the scene"),
        unit=pgettext("counting unit", "scenes"),
        line=_("One scene an incident, opened by its first commander or the desk."),
        views=(View(_("Open scenes"), "state=OPEN"), View(_("All"), "")),
        empty={
            "heading": _("No scene"),
            "advice": _("A scene is opened on the page of its incident."),
            "icon": "radio",
        },
    )


@require_GET
@never_cache
@access.requires(VIEW)
def scene(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a scene: the working page while it is open, its record afterwards."""
    found = get_object_or_404(queries.found(request.user), pk=pk)
    whole = found.state == life.CLOSED
    context = queries.board(found, request.user, timezone.now(), whole=whole)
    context |= {"title": f"{_('Scene')} {found.incident.short_number}", "script": script_words()}
    if whole:
        return TemplateResponse(request, "scene/record.html", context)
    lists = queries.lists(found, names="keep_crews" in context["rights"])
    context |= {"forms": _forms(found, context["rights"], lists), "lists": lists, "service": weather.present()}
    return TemplateResponse(request, "scene/scene.html", context)


def _forms(found: Scene, rights: set[str], lists: dict[str, Any]) -> list[Any]:
    """The forms of the acts a person may do, each with a prefix of its own for the page."""
    return [
        (act, act.form(initial=standing(found), lists=lists, auto_id=f"{act.name}-%s"))
        for act in ACTS.values()
        if act.permission.partition(".")[2] in rights and act.name not in TOUCHED
    ]


@require_GET
@never_cache
@access.requires(VIEW)
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read what the page of a scene shows, with the lists its forms choose from."""
    found = get_object_or_404(queries.found(request.user), pk=pk)
    context = queries.board(found, request.user, timezone.now())
    context |= {
        "lists": queries.lists(found, names="keep_crews" in context["rights"]),
        "service": weather.present(),
    }
    return TemplateResponse(request, "scene/_scene.html", context)


@require_GET
@access.requires(VIEW)
def incident_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the scene of an incident says: commander, crews, alarms, orders and reports, photographs."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("unit"), pk=pk)
    at = timezone.now()
    context: dict[str, Any] = {"incident": incident, **queries.panel(incident, at)}
    context["may_open"] = Incident.objects.visible_to(request.user, OPEN).filter(pk=pk).exists()
    if "scene" in context:
        doors = queries.rights(request.user, context["scene"])
        context["rights"] = {right.partition(".")[2] for right in doors}
    return TemplateResponse(request, "scene/_incident.html", context)


@require_GET
@access.public
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the commander's page: it holds nothing of anybody."""
    return workers.served("lanyan-scene-1", KEPT)
