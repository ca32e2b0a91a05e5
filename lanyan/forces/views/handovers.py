"""The handover 交接班: one page, two signatures."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.forces import actions, duty
from lanyan.forces.forms import ReasonForm
from lanyan.forces.models import Handover, Shift
from lanyan.forces.shift_sheet import sheet_of
from lanyan.forces.words import matter
from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page
from lanyan.units.forms.login import LoginForm
from lanyan.units.models import User

VIEW, KEEP, SIGN = "forces.view_forces", "forces.keep_shifts", "forces.sign_handover"


@require_POST
@access.requires(KEEP, SIGN)
def open_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the handover to a shift."""
    user: Any = request.user
    seen = Shift.objects.visible_to(user, KEEP) | Shift.objects.visible_to(user, SIGN)
    shift = get_object_or_404(seen.distinct(), pk=pk)
    try:
        handover = actions.open_handover(incoming_id=shift.pk, at=timezone.now(), by=user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("forces:shift", pk)
    return redirect("forces:handover", handover.pk)


def _handover(request: HttpRequest, pk: int, permission: str) -> Handover:
    seen = Handover.objects.visible_to(request.user, permission).select_related(
        "station__unit", "outgoing__commander", "incoming__commander", "incoming__station__unit",
        "outgoing__station__unit", "signed_out_by", "signed_in_by",
    )  # fmt: skip
    found: Handover = get_object_or_404(seen, pk=pk)
    return found


@require_GET
@access.requires(VIEW)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one handover: what stands, what is told, who signed."""
    return _page(request, _handover(request, pk, VIEW))


def _page(request: HttpRequest, record: Handover, *, refusal: Refused | None = None, side: str = "") -> HttpResponse:
    user: Any = request.user
    is_open = record.done_at is None and record.withdrawn_at is None
    told = duty.matters_of(_duty(record)) if is_open else record.matters
    may_sign = is_open and user.may(SIGN, record.unit_path)
    context = {
        "title": _("Handover of {name}").format(name=record.station),
        "record": record,
        "is_open": is_open,
        "is_untouched": record.signed_out_at is None and record.signed_in_at is None,
        "matters": [(one, matter(one)) for one in told],
        "sheet": sheet_of(record.incoming),
        "sides": _sides(record, user),
        "may_sign": may_sign,
        "may_keep": is_open and user.may(KEEP, record.unit_path),
        "refusal": refusal,
        "refused_side": side,
        "history": audit.history(record),
    }
    return TemplateResponse(request, "forces/handover.html", context, status=422 if refusal else 200)


def _duty(record: Handover) -> duty.StationDuty:
    return duty.stations_on_duty([record.station], now=timezone.now())[0]


def _sides(record: Handover, user: Any) -> list[dict[str, Any]]:
    """Both signatures: who signed and when, whether this reader may sign it as themselves."""
    signed = {record.signed_out_by_id, record.signed_in_by_id}
    labels = {"out": _("Outgoing shift"), "in": _("Incoming shift")}
    return [
        {
            "side": side,
            "label": label,
            "shift": record.outgoing if side == "out" else record.incoming,
            "by": getattr(record, f"signed_{side}_by"),
            "at": getattr(record, f"signed_{side}_at"),
            "as_me": user.pk not in signed,
        }
        for side, label in labels.items()
    ]


@sensitive_post_parameters("password")
@require_POST
@access.requires(SIGN)
def sign_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one side: as oneself, or somebody beside the screen with their own login and password."""
    record = _handover(request, pk, SIGN)
    side = request.POST.get("side", "")
    try:
        signed = actions.sign_handover(
            handover_id=pk,
            side=side,
            notes=request.POST.get("notes"),
            matters=duty.matters_of(_duty(record)),
            at=timezone.now(),
            by=_signer(request, record),
        )
    except Refused as refusal:
        return _page(request, _handover(request, pk, SIGN), refusal=refusal, side=side)
    done = _("Handed over: the incoming shift is on duty.")
    messages.success(request, done if signed.done_at else _("Signed. The other side is still missing."))
    return redirect("forces:handover", pk)


def _signer(request: HttpRequest, record: Handover) -> User:
    """Who signs: the person at the screen, or the one whose login was typed; wrong tries count towards the lock."""
    if not request.POST.get("username", "").strip():
        if request.POST.get("other"):
            raise Refused(_("User name and password are needed."), field="username")
        return request.user  # type: ignore[return-value]
    form = LoginForm(request, request.POST)
    if not form.is_valid() or form.user is None:
        if getattr(request, "axes_locked_out", False):
            # The page says so itself; the sign-in page is for the person at the screen.
            request.axes_locked_out = False  # type: ignore[attr-defined]
            raise Refused(_("Too many wrong tries: this user name is locked for now."), field="password")
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors), field="password")
    if not form.user.may(SIGN, record.unit_path):
        raise Refused(_("{name} may not sign for this station.").format(name=form.user.name), field="username")
    if getattr(form.user, "second_factor_at", None) is not None:
        # A password alone is not this person's whole login; a code is asked for only when signing in.
        reason = _("{name} has a second factor: sign in at another screen and sign there.")
        raise Refused(reason.format(name=form.user.name), field="username")
    AxesProxyHandler.reset_attempts(username=form.user.username)
    return form.user


@require_POST
@access.requires(KEEP)
def change_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the notes of a handover."""
    record = _handover(request, pk, KEEP)
    try:
        actions.change_handover(handover_id=pk, notes=request.POST.get("notes", ""), by=request.user)
    except Refused as refusal:
        return _page(request, record, refusal=refusal)
    messages.success(request, _("The notes have been saved."))
    return redirect("forces:handover", pk)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a handover."""
    record = _handover(request, pk, KEEP)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda cleaned: actions.withdraw_handover(handover_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=_("Withdraw the handover of {name}").format(name=record.station),
        back=reverse("forces:handover", args=[pk]),
        done=lambda gone: reverse("forces:shift", args=[gone.incoming_id]),
        said=_("The handover has been withdrawn."),
    )
