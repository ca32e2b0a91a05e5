"""The public pages: report, receipt, follow. Nobody signs in, no script is needed, nobody sees another's matter."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.citizens import posters, rules
from lanyan.citizens.actions import answering, following, receiving
from lanyan.citizens.actions.attempts import Source
from lanyan.citizens.forms import public as forms
from lanyan.citizens.limits import limit
from lanyan.citizens.models import Message
from lanyan.kernel import access, files
from lanyan.kernel.errors import Refused
from lanyan.units.doors import refuse
from lanyan.units.models import Unit
from lanyan.web.files import answer as file_answer

DEVICE, RECEIPT, FOLLOW = "lanyan_device", "lanyan_receipt", "lanyan_follow"
YEAR_SECONDS, RECEIPT_SECONDS = 365 * 24 * 3600, 3600


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> TemplateResponse:
    answer = TemplateResponse(request, f"citizens/{template}.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _keep(answer: HttpResponseBase, name: str, value: str, seconds: int, path: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_signed_cookie(
        name, value, salt=name, max_age=seconds, path=path, httponly=True, samesite="Lax", secure=secure
    )


def _kept(request: HttpRequest, name: str, seconds: int) -> str:
    try:
        return str(request.get_signed_cookie(name, default="", salt=name, max_age=seconds) or "")
    except signing.BadSignature:
        return ""


def _source(request: HttpRequest) -> Source:
    return Source(request.META.get("REMOTE_ADDR", ""), _kept(request, DEVICE, YEAR_SECONDS))


# ---- report -----------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
@access.public
def report(request: HttpRequest) -> HttpResponse:
    """Take a report in: what, where, photographs, who if they like."""
    token = request.GET.get("at", "")
    premises, unit = posters.place_of(token) if token else (None, None)
    units = Unit.objects.filter(closed_date=None).of_kind(Unit.Kind.BATTALION, Unit.Kind.DETACHMENT).order_by("path")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.ReportForm(*given, premises=premises, unit=unit, units=units)
    if request.method == "POST" and form.is_valid():
        receipt = _reported(request, form)
        if receipt is not None:
            answer: HttpResponse = redirect("citizens:received")
            _keep(answer, RECEIPT, receipt.message.key, RECEIPT_SECONDS, reverse("citizens:received"))
            return answer
    shown = {"form": form, "premises": premises, "unit": unit, "title": _("Report a fire hazard")}
    page = _page(request, "report", 422 if form.errors else 200, **shown)
    if not _kept(request, DEVICE, YEAR_SECONDS):
        _keep(page, DEVICE, secrets.token_urlsafe(16), YEAR_SECONDS, reverse("citizens:report"))
    return page


def _reported(request: HttpRequest, form: forms.ReportForm) -> receiving.Receipt | None:
    typed = form.cleaned_data
    try:
        return receiving.report(
            told=form.told(),
            photographs=typed["photographs"],
            key=typed["key"],
            source=_source(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        refuse(form, refusal)
        return None


@never_cache
@require_GET
@access.public
def received(request: HttpRequest) -> HttpResponse:
    """Give number and secret: to the browser that sent the report, for an hour, however often it asks."""
    key = _kept(request, RECEIPT, RECEIPT_SECONDS)
    message = Message.objects.select_related("matter").filter(key=key).first() if key else None
    if message is None:
        return redirect("citizens:follow")
    secret = rules.spelt(receiving.secret_of(key))
    return _page(request, "received", message=message, secret=secret, title=_("Thank you: your report is received"))


# ---- follow -----------------------------------------------------------------------------------------------------
def _opened(request: HttpRequest) -> Message | None:
    """The message that this browser opened with its secret, for as long as that stands."""
    text = _kept(request, FOLLOW, limit("FOLLOW_MINUTES") * 60)
    if not text.isdecimal():
        return None
    found = Message.objects.select_related("matter__joined_into", "matter__unit", "matter__premises")
    opened: Message | None = found.filter(pk=text).first()
    return opened


@never_cache
@require_http_methods(["GET", "POST"])
@access.public
def follow(request: HttpRequest) -> HttpResponse:
    """Open a message with number and secret, or show the one that is open."""
    if request.method == "POST":
        return _open(request)
    message = _opened(request)
    if message is None:
        return _page(request, "follow", form=forms.FollowForm(), title=_("Follow your report"))
    return _shown(request, message)


def _open(request: HttpRequest) -> HttpResponse:
    form = forms.FollowForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            message = following.open_message(
                number=typed["number"], secret=typed["secret"], source=_source(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            answer: HttpResponse = redirect("citizens:follow")
            _keep(answer, FOLLOW, str(message.pk), limit("FOLLOW_MINUTES") * 60, reverse("citizens:follow"))
            return answer
    return _page(request, "follow", 422, form=form, title=_("Follow your report"))


def _shown(request: HttpRequest, message: Message, status: int = 200, **given: Any) -> HttpResponse:
    """What the sender sees: where it stands, their own words and photographs, their answer; nobody else's."""
    leader = message.matter.joined_into or message.matter
    context = {
        "title": _("Follow your report"),
        "message": message,
        "leader": leader,
        "words": message.more.all(),  # type: ignore[attr-defined]
        "photographs": files.of(message, receiving.PHOTO),
        "may_add": leader.state not in (rules.CLOSED, rules.WITHDRAWN),
        "may_rate": message.answered_at is not None and message.satisfaction not in rules.RATED,
        "word_form": forms.WordForm(),
        "rate_form": forms.PublicRateForm(),
        **given,
    }
    return _page(request, "followed", status, **context)


@never_cache
@require_POST
@access.public
def add_word(request: HttpRequest) -> HttpResponse:
    """Take in what the sender adds."""
    message, form = _opened(request), forms.WordForm(request.POST, request.FILES)
    if message is None:
        return redirect("citizens:follow")
    if form.is_valid():
        try:
            following.add_word(message_id=message.pk, **form.cleaned_data, at=timezone.now())
            return redirect("citizens:follow")
        except Refused as refusal:
            refuse(form, refusal)
    return _shown(request, message, 422, word_form=form)


@never_cache
@require_POST
@access.public
def rate(request: HttpRequest) -> HttpResponse:
    """Take in what the sender thinks of the answer."""
    message, form = _opened(request), forms.PublicRateForm(request.POST)
    if message is None:
        return redirect("citizens:follow")
    if form.is_valid():
        try:
            answering.rate_answer(message_id=message.pk, **form.cleaned_data, at=timezone.now(), by=None)
            return redirect("citizens:follow")
        except Refused as refusal:
            refuse(form, refusal)
    return _shown(request, message, 422, rate_form=form)


@require_POST
@access.public
def leave(request: HttpRequest) -> HttpResponse:
    """Close the message in this browser."""
    answer = redirect("citizens:follow")
    answer.delete_cookie(FOLLOW, path=reverse("citizens:follow"))
    return answer


@never_cache
@require_GET
@access.public
def photograph(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of the sender's own photographs; anybody else's does not exist here."""
    message = _opened(request)
    kept = {one.pk: one for one in files.of(message, receiving.PHOTO)} if message is not None else {}
    if pk not in kept:
        raise Http404
    return file_answer(kept[pk])
