"""Signing in and out; demo logins; the page for a name that is locked."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import login as sign_in
from django.contrib.auth import logout as sign_out
from django.contrib.auth import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lanyan.kernel import access
from lanyan.units import actions, queries
from lanyan.units.forms.login import CodeForm, LockedForm, LoginForm
from lanyan.units.models import Session, User
from lanyan.units.views.cookies import keep_preferences

PASSWORD_BACKEND = "lanyan.units.backends.AssignmentBackend"
# Between the password and the code nobody is signed in; the session only remembers whose password was right.
SECOND_STEP, SECOND_STEP_SECONDS = "second_step", 300


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@access.public
def login(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(_target(request))
        # Unbound: an empty page has nothing to complain about.
        return _page(request, LoginForm(request))
    form = LoginForm(request, request.POST)
    if not form.is_valid() or form.user is None:
        if form.refused:
            actions.note_refused(username=form.cleaned_data["username"])
        return _page(request, form)
    return _go_on(request, form.user)


@require_POST
@access.public
def demo_login(request: HttpRequest) -> HttpResponse:
    """Enter as one of the invented people of a demonstration; nobody else can be entered this way."""
    user = queries.demo_people().filter(username=request.POST.get("username", "")).first()
    if user is None:
        raise Http404(_("There is no such demo person here."))
    user.backend = PASSWORD_BACKEND
    return _go_on(request, user)


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    """Enter, or ask for the code of the second factor first."""
    if user.second_factor_at is None:
        return _enter(request, user)
    begun = {"user": user.pk, "at": timezone.now().timestamp(), "next": _target(request)}
    request.session[SECOND_STEP] = begun
    return redirect("units:second_step")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
@access.public
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, after the right password."""
    begun = request.session.get(SECOND_STEP) or {}
    late = timezone.now().timestamp() - begun.get("at", 0) > SECOND_STEP_SECONDS
    user = None if late else User.objects.filter(pk=begun.get("user"), is_active=True).first()
    if user is None:
        return redirect("units:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _code_fits(request, user, form):
        request.session.pop(SECOND_STEP)
        user.backend = PASSWORD_BACKEND
        return _enter(request, user, target=begun["next"])
    return _page(request, form, second=True)


def _code_fits(request: HttpRequest, user: User, form: CodeForm) -> bool:
    """Check the code; a wrong one counts towards the same lock as a wrong password."""
    credentials = {"username": user.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]
        return False
    checked = actions.check_second_factor(user_id=user.pk, code=form.cleaned_data["code"], at=timezone.now())
    if not checked.right:
        if not checked.wait_seconds:
            user_login_failed.send(__name__, credentials=credentials, request=request)
            actions.note_refused(username=user.username, step="code")
        form.refuse(checked.wait_seconds)
    return checked.right


@require_POST
@access.signed_in
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    actions.note_sign_out(by=request.user)
    sign_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer with the sign-in page that says until when a name is locked (Too Many Requests)."""
    username = str((credentials or {}).get("username", ""))
    last = AccessAttempt.objects.filter(username=username).order_by("-attempt_time").first()
    cool_off = get_cool_off(request)
    message = _("Too many wrong tries: this user name is locked for now.")
    if last is not None and cool_off is not None:
        until = timezone.localtime(last.attempt_time + cool_off)
        message = _(
            "Too many wrong tries: this user name is locked until {time}. An administrator can set a new password."
        )
        message = message.format(time=f"{until:%H:%M:%S}")
    actions.note_refused(username=username, locked=True)
    return _page(request, LockedForm(request, username=username, message=message), status=429)


def _enter(request: HttpRequest, user: User, *, target: str = "") -> HttpResponse:
    sign_in(request, user)
    request.session.save()
    actions.begin_session(
        session_key=request.session.session_key,
        user_id=user.pk,
        address=request.META.get("REMOTE_ADDR", ""),
        agent=request.headers.get("User-Agent", ""),
        at=timezone.now(),
        by=user,
    )
    response = redirect(target or _target(request))
    keep_preferences(request, response, user)
    return response


def _target(request: HttpRequest) -> str:
    """Where to go after signing in: the page that was asked for, never another host."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _page(request: HttpRequest, form: LoginForm | CodeForm, *, second: bool = False, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Sign in"),
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "organisation": queries.organisation(),
        "demo_people": [] if second else queries.demo_lines(),
        "demo_url": reverse("units:demo_login"),
        "login_url": reverse("units:second_step" if second else "units:login"),
        "second": second,
        "ended": dict(Session.End.choices).get(request.GET.get("ended", ""), ""),
    }
    return render(request, "web/login.html", context, status=status)
