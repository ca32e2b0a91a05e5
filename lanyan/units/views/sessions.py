"""Pages about sessions and the second factor: one's own, and an administrator's acts on somebody else's."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units import actions, queries
from lanyan.units.actions import second_factor as factor
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms import ReasonForm
from lanyan.units.forms.account import EnrolForm, PresentPasswordForm
from lanyan.units.models import User

SECRET = "second_factor_secret"


@never_cache
@require_GET
@access.signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's own sessions: where, on what, since when."""
    rows = queries.sessions_of(request.user, key=request.session.session_key, at=timezone.now())
    context = {"title": _("My sessions"), "rows": rows, "others": sum(row.is_open and not row.is_this for row in rows)}
    return TemplateResponse(request, "units/sessions.html", context)


@require_POST
@access.signed_in
def end_session(request: HttpRequest, serial: str) -> HttpResponse:
    """End another session of one's own."""
    user: Any = request.user
    try:
        actions.end_session(user_id=user.pk, serial=serial, at=timezone.now(), by=user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("The session has ended."))
    return redirect("units:sessions")


@require_POST
@access.signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of one's own but this one."""
    user: Any = request.user
    keep = request.session.session_key or ""
    number = actions.end_other_sessions(user_id=user.pk, keep=keep, at=timezone.now(), by=user)
    said = ngettext("{number} session has ended.", "{number} sessions have ended.", number).format(number=number)
    messages.success(request, said)
    return redirect("units:sessions")


@require_http_methods(["GET", "POST"])
@access.requires("units.end_sessions")
def end_users_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of a user."""
    shown = get_object_or_404(User.objects.visible_to(request.user, "units.end_sessions"), pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.end_sessions(user_id=shown.pk, **typed, at=timezone.now(), by=request.user),
        title=_("End the sessions of a user"),
        line=_("{name}: every open screen stops at once; signing in again is possible.").format(name=shown.name),
        back=reverse("units:user", args=[shown.pk]),
        said=_("The sessions have ended."),
    )


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@access.signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set the second factor up: scan, type a code, keep the backup codes, which are in this one answer only."""
    user: Any = request.user
    if user.second_factor_at is not None:
        return redirect("units:account")
    secret = request.session.setdefault(SECRET, factor.fresh_secret())
    form, codes = EnrolForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            codes = _enable(request, secret, form.cleaned_data["code"])
        except Refused as refusal:
            refuse(form, refusal)
    context = {"title": _("Second factor"), "form": form, "codes": codes, **_drawn(user, secret)}
    return TemplateResponse(request, "units/second_factor.html", context, status=422 if form.errors else 200)


def _enable(request: HttpRequest, secret: str, code: str) -> list[str]:
    user: Any = request.user
    key = request.session.session_key or ""
    codes = actions.enable_second_factor(
        user_id=user.pk, secret=secret, code=code.replace(" ", ""), session_key=key, at=timezone.now(), by=user
    )
    del request.session[SECRET]
    return codes


def _drawn(user: User, secret: str) -> dict[str, Any]:
    """The secret as a picture drawn here, and as letters to type."""
    address = factor.address_of(user, secret)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    plain = address.partition("secret=")[2].partition("&")[0]
    return {"picture": picture, "secret": " ".join(plain[at : at + 4] for at in range(0, len(plain), 4)),
            "demanded": user.lacks_second_factor}  # fmt: skip


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@access.signed_in
def disable_second_factor(request: HttpRequest) -> HttpResponse:
    """Switch one's own second factor off."""
    return form_page(
        request,
        PresentPasswordForm(request.POST or None),
        lambda typed: actions.disable_second_factor(user_id=request.user.pk, **typed, by=request.user),
        title=_("Switch the second factor off"),
        back=reverse("units:account"),
        said=_("From now on the password is enough."),
    )


@require_http_methods(["GET", "POST"])
@access.requires("units.reset_second_factor")
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody's second factor away because the device is lost."""
    shown = get_object_or_404(User.objects.visible_to(request.user, "units.reset_second_factor"), pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.reset_second_factor(user_id=shown.pk, **typed, at=timezone.now(), by=request.user),
        title=_("Reset a second factor"),
        line=_("{name}: the device and its backup codes are forgotten, all sessions end.").format(name=shown.name),
        back=reverse("units:user", args=[shown.pk]),
        said=_("The second factor is reset; it can be set up anew."),
    )
