"""Pages that belong to no app: home, search, language, the standing choice, live news, health, and the error pages."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lanyan.kernel import access
from lanyan.kernel import health as state
from lanyan.kernel import live as news
from lanyan.kernel import search as index
from lanyan.web import hooks, navigation, standing

SEARCH_LIMIT = 50
YEAR_SECONDS = 365 * 24 * 3600
RIGHTS_CHANGED = gettext_lazy("Your rights have changed: you may no longer see what this page shows.")


def _back(request: HttpRequest) -> str:
    """Where a small POST returns to: the page it came from, never another host."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else reverse("web:home")


@require_GET
@access.signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first page the person may open, or say whom to ask."""
    entries = navigation.entries_for(request.user)
    if entries:
        return redirect(entries[0].url_name)
    return TemplateResponse(request, "web/nothing_yet.html", {"title": _("Signed in, but nothing to open yet")})


@require_GET
@access.signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Find records of every kind by number, name, address, person or phone."""
    text = request.GET.get("q", "").strip()[:100]
    hits = index.find(request.user, text, limit=SEARCH_LIMIT) if text else []
    labels = {kind: source.label for kind, source in index.sources().items()}
    found = [(hit, labels.get(hit.kind, hit.kind)) for hit in hits]
    context = {"title": _("Search"), "search_text": text, "found": found, "more": len(hits) == SEARCH_LIMIT}
    return TemplateResponse(request, "web/search.html", context)


@require_POST
@access.signed_in
def switch(request: HttpRequest) -> HttpResponse:
    """Keep another unit or period to look through."""
    try:
        standing.choose(request, unit=request.POST.get("unit"), period=request.POST.get("period"))
    except ValueError as problem:
        return render(request, "400.html", {"title": _("This cannot be used"), "reason": str(problem)}, status=400)
    return HttpResponseRedirect(_back(request))


@require_POST
@access.public
def language(request: HttpRequest) -> HttpResponse:
    """Keep another language for this browser, and for the person."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        reason = _("There is no language “{name}” here.").format(name=chosen)
        return render(request, "400.html", {"title": _("This cannot be used"), "reason": reason}, status=400)
    hooks.keep_preference(request.user, "language", chosen)
    answer = HttpResponseRedirect(_back(request))
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_SECONDS, samesite="Lax")
    return answer


@access.signed_in
def live(request: HttpRequest) -> HttpResponseBase:
    """Stream the names of the topics that change, to those who may hear them, for as long as they may."""
    topics = frozenset(topic for topic in request.GET.get("topics", "").split(",") if topic)
    user = request.user
    for topic in topics:
        if not news.may_listen(user, topic):
            return _not_for_you(request, topic)
    language, key = get_language(), request.session.session_key or ""

    def over() -> str:
        with override(language):
            person, reason = hooks.standing_of(user.pk, key)
            heard = person is None or all(news.may_listen(person, topic) for topic in topics)
            return reason or ("" if heard else str(RIGHTS_CHANGED))

    def names(keys: Iterable[str]) -> list[str]:
        with override(language):
            return state.names(keys)

    stream = news.stream(topics, watch=f"session:{user.pk}", over=over, names=names)
    answer = StreamingHttpResponse(stream, content_type="text/event-stream")
    answer["Cache-Control"], answer["X-Accel-Buffering"] = "no-store", "no"
    return answer


def _not_for_you(request: HttpRequest, topic: str) -> HttpResponse:
    """Refuse a topic; a screen that opens its stream again is told in its own way, or it would go on trying."""
    if "text/event-stream" not in request.headers.get("Accept", ""):
        raise PermissionDenied(topic)
    return HttpResponse(news.ended(str(RIGHTS_CHANGED)), content_type="text/event-stream")


@require_GET
@access.public
def health(request: HttpRequest) -> HttpResponse:
    """Say to machines which parts work; 503 where this process cannot reach its database."""
    works = {part.key: not part.wrong for part in state.parts()}
    return JsonResponse({"ok": all(works.values()), **works}, status=200 if works["database"] else 503)


@require_GET
@access.requires("kernel.view_health")
def system_health(request: HttpRequest) -> HttpResponse:
    """The parts of the installation: whether each works, and what was measured."""
    context = {"title": _("State of the system"), "parts": state.parts(), "at": timezone.now()}
    return TemplateResponse(request, "web/health.html", context)


# ---- when something is wrong: what, why, what to do -----------------------------------------------------------
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    return render(request, "400.html", {"title": _("This cannot be used")}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not do this; says which right is missing."""
    return render(request, "403.html", {"title": _("Not allowed"), "missing": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page or record, or not one this person may see."""
    return render(request, "404.html", {"title": _("Not found")}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; drawn without anything that could fail again."""
    context = {
        "lang": get_language(),
        "brand": _("Lanyan"),
        "title": _("Something went wrong on our side"),
        "what": _("The page could not be made. What you sent may not have been saved."),
        "todo": _("Load the page again. If it happens twice, tell your administrator the time and the address."),
        "again": _("Load again"),
        "start": _("To the start page"),
        "css": f"{settings.STATIC_URL}web/css/",
    }
    return HttpResponse(render_to_string("web/500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from this site, or its key is no longer good."""
    return render(request, "web/csrf.html", {"title": _("The form has expired")}, status=403)
