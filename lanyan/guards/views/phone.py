"""The phone: one's own posts, and the page of a post with its stamps, which works without signal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.forces import instants
from lanyan.guards.actions import posts, stamps
from lanyan.guards.actions.stamps import Point
from lanyan.guards.forms import ASKED, StampForm
from lanyan.guards.models import Guard, GuardPost, Stamp
from lanyan.guards.models.guards import STAMP
from lanyan.guards.queries import boards, conflicts
from lanyan.guards.rules import life
from lanyan.guards.words import script_words
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.people.models import Person
from lanyan.units.doors import refuse
from lanyan.web import workers

KEPT = (r"^/guards/posts/\d+/$", r"^/guards/posts/\d+/now/$", r"^/guards/mine/$")


@require_GET
@never_cache
@access.signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Where one is posted; and, with the right to stamp, all posts of the guards under way in one's area."""
    user: Any = request.user
    context: dict[str, Any] = {"title": _("My posts"), "postings": list(boards.postings(user)), "others": []}
    if user.has_perm(STAMP):
        going = Guard.objects.visible_to(user, STAMP).filter(state=life.UNDER_WAY)
        rows = GuardPost.objects.standing().filter(guard__in=going.values("pk")).select_related("guard")
        context["others"] = list(rows.order_by("guard__starts_at", "guard", "number")[:200])
    return TemplateResponse(request, "guards/mine.html", context)


@require_GET
@never_cache
@access.signed_in
def marks(request: HttpRequest) -> HttpResponse:
    """The number beside the menu: postings of one's own that have not been read."""
    number = conflicts.told_of(request.user).count()
    return HttpResponse(str(number) if number else "", content_type="text/html; charset=utf-8")


@require_POST
@access.signed_in
def see_posting(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has read where one is posted."""
    try:
        posts.see_posting(posting_id=pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("guards:mine")


def _post(request: HttpRequest, pk: int) -> GuardPost:
    post = boards.post_for(request.user, pk, STAMP)
    if post is None:
        raise Http404
    return post


def _me(request: HttpRequest) -> Person | None:
    return Person.objects.filter(user=request.user).first()  # type: ignore[misc]


@require_GET
@never_cache
@access.signed_in
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a post on the phone: who stands there, which round is due, the stamps."""
    found = _post(request, pk)
    context = boards.phone(found, timezone.now()) | {
        "title": str(found),
        "script": script_words(),
        "forms": [(kind, label, _form(request, found, kind)) for kind, label in Stamp.Kind.choices],
        "people": list(boards.people_at(found)),
        "me": _me(request),
    }
    return TemplateResponse(request, "guards/post.html", context)


@require_GET
@never_cache
@access.signed_in
def post_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read what the page of a post shows."""
    return TemplateResponse(request, "guards/_post.html", boards.phone(_post(request, pk), timezone.now()))


def _form(request: HttpRequest, found: GuardPost, kind: str, sent: Any = None) -> StampForm:
    people = boards.people_at(found)
    given = {**sent.dict(), "kind": kind} if sent is not None else None
    form = StampForm(
        given, post=found, people=people, me=_me(request), initial={"kind": kind}, auto_id=f"{kind}-%s"
    )  # fmt: skip
    for name in set(form.fields) - {"kind", *ASKED[Stamp.Kind(kind)]}:
        del form.fields[name]
    return form


@require_http_methods(["GET", "POST"])
@never_cache
@access.signed_in
def stamp(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Stamp at a post: a page of its own without scripts; a device's queue is answered by what became of it."""
    found = _post(request, pk)
    if kind not in Stamp.Kind.values:
        raise Http404
    queued = request.headers.get("Accept") == "application/json"
    form = _form(request, found, kind, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _stamped(request, found, form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if queued:
                return JsonResponse({"result": "DONE", "now": timezone.now().isoformat()})
            messages.success(request, _("Saved."))
            return redirect("guards:post", found.pk)
    if queued:
        return JsonResponse(
            {"result": "REFUSED", "reason": _reasons(form), "now": timezone.now().isoformat()}, status=422
        )
    context = {
        "form": form,
        "title": Stamp.Kind(kind).label,
        "line": f"{found} · {found.guard.title}",
        "cancel_url": reverse("guards:post", args=[found.pk]),
        "submit_label": Stamp.Kind(kind).label,
    }
    return TemplateResponse(request, "web/form.html", context, status=422 if form.errors else 200)


def _stamped(request: HttpRequest, found: GuardPost, form: StampForm) -> None:
    entered_at = timezone.now()
    given = dict(form.cleaned_data)
    for name in ("person", "relieves"):
        if name in given:
            chosen = given.pop(name)
            given[f"{name}_id"] = chosen.pk if chosen else None
    stamps.stamp_post(
        post_id=found.pk, at=instants.claimed(request.POST.get("at") or "", entered_at), entered_at=entered_at,
        key=request.POST.get("key") or "", point=point(request.POST), by=request.user, **given,
    )  # fmt: skip


def point(sent: Any) -> Point | None:
    """Where the device says it is; nothing where it says nothing."""
    lon, lat = sent.get("lon"), sent.get("lat")
    if lon in (None, "") and lat in (None, ""):
        return None
    try:
        found = Point(float(lon), float(lat))
    except (TypeError, ValueError) as wrong:
        raise Refused(_("Longitude and latitude are numbers."), field="lon") from wrong
    if not (-180 <= found.lon <= 180 and -90 <= found.lat <= 90):
        raise Refused(_("This point is not on the earth."), field="lon")
    return found


def _reasons(form: StampForm) -> str:
    return "; ".join(" ".join(map(str, errors)) for errors in form.errors.values())


@require_GET
@access.public
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the phone page: it holds nothing of anybody."""
    return workers.served("lanyan-guards-1", KEPT)
