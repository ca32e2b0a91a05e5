"""One's own account: roles, language, theme, password, keys; and the small habits pages keep."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units import actions, queries
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms.account import PasswordForm, TokenForm
from lanyan.units.models import Token
from lanyan.units.views.cookies import keep_preference


@require_GET
@access.signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    user: Any = request.user
    context = {
        "title": _("My account"),
        "assignments": queries.assignments_of(user),
        "today": timezone.localdate(),
        "languages": settings.LANGUAGES,
        "themes": [("light", _("light")), ("dark", _("dark"))],
        "may_make_keys": user.has_perm("units.make_token"),
        "backup_codes": actions.backup_codes_left(user) if user.second_factor_at else None,
    }
    return TemplateResponse(request, "units/account.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@access.signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this session stays, all others end."""
    user: Any = request.user

    def change(typed: dict[str, Any]) -> None:
        keep = request.session.session_key or ""
        new = {"old": typed["old"], "new": typed["password"]}
        changed = actions.change_password(user_id=user.pk, **new, keep=keep, at=timezone.now(), by=user)
        update_session_auth_hash(request, changed)

    form = PasswordForm(request.POST or None)
    back = reverse("units:account")
    said = _("The password has been changed. All other sessions of yours have ended.")
    return form_page(request, form, change, title=_("Change password"), back=back, said=said)


@never_cache
@require_http_methods(["GET", "POST"])
@access.requires("units.make_token")
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's keys and make one; the key text is in this one answer and nowhere else."""
    user: Any = request.user
    form = TokenForm(request.POST or None, by=user)
    key = ""
    if request.method == "POST" and form.is_valid():
        try:
            key = _make(user, form.cleaned_data)
            form = TokenForm(by=user)
        except Refused as refusal:
            refuse(form, refusal)
    context = {
        "title": _("Keys for machines"),
        "form": form,
        "key": key,
        "tokens": queries.tokens_of(user),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "units/tokens.html", context, status=422 if form.errors else 200)


def _make(user: Any, typed: dict[str, Any]) -> str:
    day = typed["expires_date"]
    expires_at = timezone.make_aware(datetime.combine(day, time.min)) if day else None
    _token, key = actions.make_token(
        user_id=user.pk,
        label=typed["label"],
        scopes=typed["scopes"],
        expires_at=expires_at,
        at=timezone.now(),
        by=user,
    )
    return key


@require_POST
@access.signed_in
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own keys; nobody needs a right to do that."""
    token = get_object_or_404(Token, pk=pk, user_id=request.user.pk)
    try:
        actions.revoke_token(token_id=token.pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("The key “{label}” is revoked.").format(label=token.label))
    return redirect("units:tokens" if request.user.has_perm("units.make_token") else "units:account")


@require_POST
@access.signed_in
def preference(request: HttpRequest) -> HttpResponse:
    """Keep a preference: POST {name, value}; a script gets JSON, a form goes back to the account."""
    name, value = request.POST.get("name", ""), request.POST.get("value", "")
    try:
        actions.set_preference(user_id=request.user.pk, name=name, value=value, by=request.user)
    except Refused as refusal:
        return JsonResponse({"errors": [{"field": refusal.field, "reason": refusal.reason}]}, status=422)
    wanted = request.POST.get("next", "")
    response: HttpResponse = HttpResponse(status=204)
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        response = redirect(wanted)
    keep_preference(request, response, name, value)
    return response


@require_POST
@access.signed_in
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a list page's filter: POST {page, name, query}."""
    typed = {key: request.POST.get(key, "") for key in ("page", "name", "query")}
    try:
        actions.save_view(user_id=request.user.pk, **typed)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(_next(request))


@require_POST
@access.signed_in
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one of one's own views."""
    actions.forget_view(user_id=request.user.pk, view_id=pk)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else reverse("web:home")
