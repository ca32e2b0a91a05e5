"""Pages of what comes from outside: orders and transfers; help across areas."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.incidents.models import Incident
from lanyan.kernel import access, audit
from lanyan.links import forms
from lanyan.links.actions import help as helping
from lanyan.links.actions import inbound as actions
from lanyan.links.filters import HelpFilter, InboundFilter
from lanyan.links.models import CrossHelp, Inbound
from lanyan.links.models.inbound import KEEP, KEEP_HELP, VIEW
from lanyan.links.sheets import HELP, INBOUND
from lanyan.links.tables import HelpTable, InboundTable
from lanyan.links.views.common import one, reason, typed, verb
from lanyan.units.doors import form_page
from lanyan.web.lists import Action, View, list_page

form_page_only = require_http_methods(["GET", "POST"])


@require_GET
@access.requires(VIEW)
def inbounds(request: HttpRequest) -> HttpResponse:
    """What other authorities sent, the newest first."""
    return list_page(
        request,
        Inbound.objects.visible_to(request.user).order_by("-received_at", "-pk"),
        InboundFilter,
        InboundTable,
        title=_("Orders from outside"),
        unit=_("orders from outside (count)"),
        line=_("Transfers of 110, orders of the superior, circulars; each under its sender's number."),
        sheet=INBOUND,
        views=(View(_("to be dealt with"), "state=OPEN"), View(_("All"), "")),
        actions=(Action(_("Take in"), reverse("links:take_in"), "plus", "do", permission=KEEP),),
        empty={
            "heading": _("Nothing has come in yet"),
            "advice": _("Enter a transfer or an order at the top right; the interface enters them by itself."),
            "icon": "in",
        },
    )


def _address(record: Any) -> str:
    return reverse("links:inbound", args=[record.pk])


@require_GET
@access.requires(VIEW)
def inbound(request: HttpRequest, pk: int) -> HttpResponse:
    """One order from outside: its words, what became of it, our receipt."""
    joined = ("unit", "incident__unit", "entered_by", "receipt_by")
    record = get_object_or_404(Inbound.objects.visible_to(request.user).select_related(*joined), pk=pk)
    context = {
        "title": f"{record.sender} {record.number}",
        "record": record,
        "subject": "inbound",
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/inbound.html", context)


@form_page_only
@access.requires(KEEP)
def take_in(request: HttpRequest) -> HttpResponse:
    """Enter a transfer, an order or a circular."""
    form = forms.InboundForm(typed(request), user=request.user, initial={"received_at": timezone.localtime()})

    def enter(values: dict[str, Any]) -> Inbound:
        unit = values["unit"].pk
        found, _new = actions.take_in(unit_id=unit, facts=form.facts(), at=timezone.now(), by=request.user)
        return found

    return form_page(
        request, form, enter, title=access.label("links.take_in"), back=reverse("links:inbounds"), done=_address,
        said=_("Saved; the same number again leads here."),
    )  # fmt: skip


def _act(request: HttpRequest, pk: int, name: str, act: Any, form: Any, **more: Any) -> HttpResponse:
    record = one(request, Inbound.objects.select_related("unit"), pk, KEEP)
    return verb(request, form, partial(act, inbound_id=pk), name, line=str(record), back=_address(record), **more)


@form_page_only
@access.requires(KEEP)
def take_inbound(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to an incident in hand, or take the call."""
    record = one(request, Inbound.objects.select_related("unit"), pk, KEEP)
    open_ones = Incident.objects.visible_to(request.user).filter(status="OPEN", centre=record.unit)
    form = forms.TakeForm(typed(request), open_ones=open_ones.select_related("subkind").order_by("-answered_at"))

    def take(*, incident: Any, **more: Any) -> Inbound:
        return actions.take_inbound(inbound_id=pk, incident_id=incident.pk if incident else None, **more)

    return verb(request, form, take, "take_inbound", line=str(record), back=_address(record))


@form_page_only
@access.requires(KEEP)
def settle_inbound(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle it without an incident."""
    return _act(request, pk, "settle_inbound", actions.settle_inbound, forms.WordsForm(typed(request)))


@form_page_only
@access.requires(KEEP)
def give_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the sender was given our receipt."""
    return _act(request, pk, "give_receipt", actions.give_receipt, forms.ReceiptWordsForm(typed(request)))


# ---- help across areas ------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def helps(request: HttpRequest) -> HttpResponse:
    """Help given to other areas and received from them, the newest first."""
    return list_page(
        request,
        CrossHelp.objects.visible_to(request.user).filter(withdrawn_at=None).order_by("-from_at", "-pk"),
        HelpFilter,
        HelpTable,
        title=_("Cross-area help"),
        unit=_("cases (count)"),
        sheet=HELP,
        views=(
            View(pgettext("help", "given"), "direction=GIVEN"),
            View(pgettext("help", "received"), "direction=RECEIVED"),
            View(_("All"), ""),
        ),
        actions=(Action(_("Enter"), reverse("links:enter_help"), "plus", "do", permission=KEEP_HELP),),
        empty={"heading": _("No help yet"), "advice": _("Enter the first case at the top right."), "icon": "flag"},
    )


def _help_page(record: Any) -> str:
    return reverse("links:help_record", args=[record.pk])


@require_GET
@access.requires(VIEW)
def help_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One case of help."""
    found = CrossHelp.objects.visible_to(request.user).select_related("unit", "incident", "entered_by")
    record = get_object_or_404(found, pk=pk)
    context = {
        "title": f"{record.get_direction_display()} · {record.other}",
        "record": record,
        "subject": "cross_help",
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/help.html", context)


@form_page_only
@access.requires(KEEP_HELP)
def enter_help(request: HttpRequest) -> HttpResponse:
    """Enter help given or received."""
    form = forms.HelpForm(typed(request), user=request.user, initial={"from_at": timezone.localtime()})

    def enter(values: dict[str, Any]) -> CrossHelp:
        unit = values["unit"].pk
        return helping.enter_help(unit_id=unit, facts=form.facts(), at=timezone.now(), by=request.user)

    return form_page(
        request, form, enter, title=access.label("links.enter_help"), back=reverse("links:helps"), done=_help_page,
        said=_("Saved."),
    )  # fmt: skip


@form_page_only
@access.requires(KEEP_HELP)
def change_help(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of it."""
    record = one(request, CrossHelp.objects.select_related("unit", "incident"), pk, KEEP_HELP)
    names = ("direction", "other", "place", "units_words", "vehicles", "people", "order_number", "remark")
    standing = {name: getattr(record, name) for name in names}
    moments = {name: getattr(record, name) for name in ("from_at", "until_at")}
    standing |= {name: timezone.localtime(at) for name, at in moments.items() if at is not None}
    number = record.incident.number if record.incident else ""
    initial = {"fixed": True, "incident_number": number, **standing}
    form = forms.HelpForm(typed(request), user=request.user, initial=initial)

    def change(_values: dict[str, Any]) -> CrossHelp:
        return helping.change_help(help_id=pk, facts=form.facts(), at=timezone.now(), by=request.user)

    title = access.label("links.change_help")
    return form_page(request, form, change, title=title, line=str(record), back=_help_page(record), said=_("Saved."))


@form_page_only
@access.requires(KEEP_HELP)
def withdraw_help(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a record, with the reason."""
    record = one(request, CrossHelp.objects.select_related("unit"), pk, KEEP_HELP)
    act = partial(helping.withdraw_help, help_id=pk)
    return verb(request, reason(request), act, "withdraw_help", line=str(record), back=_help_page(record))
