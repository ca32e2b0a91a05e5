"""Pages of supervision and of police transfers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import others as actions
from lanyan.inspections.filters import PoliceFilter, SupervisionFilter
from lanyan.inspections.forms import fields
from lanyan.inspections.forms import visits as forms
from lanyan.inspections.models import PoliceTransfer, Supervision
from lanyan.inspections.sheets.visits import POLICE, SUPERVISIONS, matter
from lanyan.kernel import access, audit, codes
from lanyan.kernel.periods import ZONE
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP = "inspections.view_supervision", "inspections.keep_supervision"
VIEW_POLICE, KEEP_POLICE = "inspections.view_police", "inspections.keep_police"


@require_GET
@access.requires(VIEW)
def supervisions(request: HttpRequest) -> HttpResponse:
    """List the supervision of one's area."""
    return list_page(
        request,
        Supervision.objects.visible_to(request.user).order_by("-supervised_date", "-pk"),
        SupervisionFilter,
        title=_("Supervision"),
        unit=pgettext("counting unit", "supervisions"),
        line=_("Of departments, towns and battalions; never of enterprises."),
        sheet=SUPERVISIONS,
        views=(View(_("Open"), "state=OPEN&state=ANSWERED"), View(_("All"))),
        actions=(
            Action(_("Enter a supervision"), reverse("inspections:enter_supervision"), "plus", "do", permission=KEEP),
        ),
        empty={
            "heading": _("No supervision here"),
            "advice": _("Enter the first one at the top right."),
            "icon": "report",
        },
    )


def _supervision(request: HttpRequest, pk: int, permission: str = VIEW) -> Supervision:
    seen = Supervision.objects.visible_to(request.user, permission).select_related("unit", "object")
    found: Supervision = get_object_or_404(seen, pk=pk)
    return found


def _page(supervision: Supervision) -> str:
    return reverse("inspections:supervision", args=[supervision.pk])


@require_GET
@access.requires(VIEW)
def supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one supervision."""
    shown = _supervision(request, pk)
    late = shown.state == "OPEN" and shown.due_date is not None and shown.due_date < timezone.localdate()
    context = {
        "title": shown.matter,
        "record": shown,
        "subject": "supervision",
        "late": late,
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "inspections/supervision.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def enter_supervision(request: HttpRequest) -> HttpResponse:
    """Enter a supervision."""

    def enter(typed: dict[str, Any]) -> Supervision:
        unit, supervised = typed.pop("unit"), typed.pop("object")
        ids = {"unit_id": unit.pk, "object_id": supervised.pk}
        return actions.enter_supervision(**ids, **typed, at=timezone.now(), by=request.user)

    initial = {"supervised_date": timezone.localdate()}
    return form_page(
        request,
        forms.SupervisionForm(request.POST or None, initial=initial, units=fields.units(request.user, KEEP)),
        enter,
        title=_("Enter a supervision"),
        line=_("Of departments, towns and battalions; never of enterprises."),
        back=reverse("inspections:supervisions"),
        done=_page,
        said=_("The supervision has been entered."),
    )


def _act(request: HttpRequest, pk: int, form: type[Any], act: Any, title: str) -> HttpResponse:
    shown = _supervision(request, pk, KEEP)
    return form_page(
        request,
        form(request.POST or None),
        lambda typed: act(supervision_id=pk, **typed, at=timezone.now(), by=request.user),
        title=title,
        line=f"{shown.object.name} · {shown.matter}",
        back=_page(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def answer_supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was answered."""
    return _act(request, pk, forms.AnswerForm, actions.answer_supervision, _("Answer a supervision"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def close_supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a supervision."""
    return _act(request, pk, forms.ClosingForm, actions.close_supervision, _("Close a supervision"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a supervision."""
    return _act(request, pk, ReasonForm, actions.withdraw_supervision, _("Withdraw a supervision"))


# ---- police transfers -------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW_POLICE)
def police(request: HttpRequest) -> HttpResponse:
    """List what police stations passed on, the most urgent first."""
    return list_page(
        request,
        PoliceTransfer.objects.visible_to(request.user).order_by("-received_at", "-pk"),
        PoliceFilter,
        title=_("Police transfers"),
        unit=pgettext("counting unit", "transfers"),
        line=_("What police stations passed on in writing, with their clock and ours; their checks are not ours."),
        sheet=POLICE,
        views=(View(_("Waiting"), "state=RECEIVED&state=CHECKING"), View(_("All"))),
        actions=(
            Action(
                _("Receive a police transfer"), reverse("inspections:receive_police"), "plus", "do",
                permission=KEEP_POLICE,
            ),
        ),
        empty={"heading": _("No transfer here"), "advice": _("Receive the first one at the top right."), "icon": "in"},
    )  # fmt: skip


def _transfer(request: HttpRequest, pk: int, permission: str = VIEW_POLICE) -> PoliceTransfer:
    seen = PoliceTransfer.objects.visible_to(request.user, permission)
    found: PoliceTransfer = get_object_or_404(
        seen.select_related("unit", "premises", "inspection", "entered_by"), pk=pk
    )
    return found


def _transfer_page(transfer: PoliceTransfer) -> str:
    return reverse("inspections:police_transfer", args=[transfer.pk])


@require_GET
@access.requires(VIEW_POLICE)
def police_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one transfer with both clocks."""
    shown = _transfer(request, pk)
    row = codes.get("police_matters", shown.matter)
    context = {
        "title": shown.number,
        "record": shown,
        "subject": "police_transfer",
        "matter": matter(shown),
        "came_late": shown.came_late(shown.received_at.astimezone(ZONE).date()),
        "late": shown.is_overdue(timezone.localdate()),
        "tell_town": bool(row and row.facts.get("tell_town")),
        "source": f"{row.source}（{row.version}）" if row else "",
        "history": audit.history(shown),
    }
    return TemplateResponse(request, "inspections/police.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_POLICE)
def receive_police(request: HttpRequest) -> HttpResponse:
    """Receive a transfer."""
    form = forms.PoliceForm(request.POST or None, user=request.user)

    def receive(typed: dict[str, Any]) -> PoliceTransfer:
        return actions.receive_police_transfer(where=form.take_where(), **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        form,
        receive,
        title=_("Receive a police transfer"),
        back=reverse("inspections:police"),
        done=_transfer_page,
        said=_("The transfer has been received; our clock runs."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_POLICE)
def check_police(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan our own check."""
    shown = _transfer(request, pk, KEEP_POLICE)
    form = forms.PoliceCheckForm(
        request.POST or None,
        reachable=Premises.objects.visible_to(request.user, KEEP_POLICE),
        known=shown.premises_id is not None,
        initial={"scheduled_date": timezone.localdate()},
    )

    def plan(typed: dict[str, Any]) -> PoliceTransfer:
        premises = typed.get("premises")
        return actions.check_police_transfer(
            transfer_id=pk,
            scheduled_date=typed["scheduled_date"],
            premises_id=premises.pk if premises else None,
            at=timezone.now(),
            by=request.user,
        )

    title = _("Plan a check for a police transfer")
    return form_page(request, form, plan, title=title, line=shown.words, back=_transfer_page(shown), said=_("Saved."))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_POLICE)
def answer_police(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the police station."""
    shown = _transfer(request, pk, KEEP_POLICE)
    return form_page(
        request,
        forms.OutcomeForm(request.POST or None),
        lambda typed: actions.answer_police_transfer(transfer_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Answer a police transfer"),
        line=f"{shown.police_station} {shown.their_number}",
        back=_transfer_page(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_POLICE)
def refuse_police(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a transfer back."""
    shown = _transfer(request, pk, KEEP_POLICE)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.refuse_police_transfer(transfer_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Send a police transfer back"),
        line=f"{shown.police_station} {shown.their_number}",
        back=_transfer_page(shown),
        said=_("Saved."),
    )
