"""The send log, what stands on one's own screen, and the endpoints outside."""

from functools import partial
from typing import Any

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.links import forms
from lanyan.links.actions import messages as actions
from lanyan.links.actions import webhooks
from lanyan.links.filters import DeliveryFilter, HookFilter
from lanyan.links.models import Delivery, Endpoint, Hook, Inbound, ReportDue
from lanyan.links.models.inbound import VIEW as INBOUND
from lanyan.links.models.messages import KEEP_ENDPOINTS, VIEW
from lanyan.links.models.reports import VIEW as REPORTS
from lanyan.links.queries.recipients import reason_words
from lanyan.links.sheets import DELIVERIES, HOOKS
from lanyan.links.tables import DeliveryTable, HookTable
from lanyan.links.telling import EVENTS
from lanyan.links.views.common import one, plain, reason, typed, verb
from lanyan.units.doors import form_page
from lanyan.web.lists import Action, View, list_page

RESEND = "links.resend_messages"
form_page_only = require_http_methods(["GET", "POST"])
SHOWN = 50


@require_GET
@access.requires(VIEW)
def deliveries(request: HttpRequest) -> HttpResponse:
    """What was sent to whom, by which way, and why each."""
    return list_page(
        request,
        Delivery.objects.visible_to(request.user).order_by("-pk"),
        DeliveryFilter,
        DeliveryTable,
        title=_("Send log"),
        unit=_("sendings (count)"),
        sheet=DELIVERIES,
        views=(
            View(pgettext("delivery", "given up"), "state=GIVEN_UP"),
            View(pgettext("delivery", "waiting"), "state=QUEUED"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("Nothing has been sent yet"),
            "advice": _("Reports, notices and warnings stand here with the reason for each recipient."),
            "icon": "send",
        },
    )


@require_GET
@access.requires(VIEW)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One sending: the words, the recipient, why, and what carried it."""
    record = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("message__unit", "user"), pk=pk)
    context = {
        "title": record.message.subject,
        "record": record,
        "subject": "delivery",
        "why": reason_words(record.reason),
        "others": record.message.deliveries.exclude(pk=pk).order_by("pk")[:SHOWN],
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/delivery.html", context)


@form_page_only
@access.requires(RESEND)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what was given up."""
    record = one(request, Delivery.objects.select_related("message"), pk, RESEND)
    back = reverse("links:delivery", args=[pk]) if request.user.has_perm(VIEW) else "/"  # type: ignore[union-attr]
    act = partial(actions.try_again, delivery_id=pk)
    return verb(request, plain(request), act, "try_again", line=str(record), back=back)


# ---- one's own screen -----------------------------------------------------------------------------------------
def _mine(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    found = Delivery.objects.to(user).filter(state="GONE").select_related("message")
    rows = [(each, reason_words(each.reason)) for each in found.order_by("read_at", "-pk")[:SHOWN]]
    rows.sort(key=lambda pair: (pair[0].read_at is not None, -pair[0].pk))
    return {"rows": rows, "topic": f"messages:{user.pk}"}


@require_GET
@access.signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The messages on one's own screen, those to be confirmed first."""
    return TemplateResponse(request, "links/mine.html", {"title": _("My messages"), **_mine(request)})


@require_GET
@access.signed_in
def mine_now(request: HttpRequest) -> HttpResponse:
    """The same as a fragment, for a page that listens."""
    return TemplateResponse(request, "links/_mine.html", _mine(request))


@require_GET
@access.signed_in
def marks(request: HttpRequest) -> HttpResponse:
    """The numbers beside the menu: messages to confirm, reports that wait, orders to be dealt with."""
    user: Any = request.user
    context = {"unread": Delivery.objects.to(user).filter(read_at=None, state="GONE").count(), "marks": []}
    waiting = (
        ("links-dues", REPORTS, ReportDue.objects.visible_to(user).waiting()),
        ("links-inbounds", INBOUND, Inbound.objects.visible_to(user).open()),
    )
    context["marks"] = [(name, found.count()) for name, right, found in waiting if user.has_perm(right)]
    return TemplateResponse(request, "links/_marks.html", context)


@require_POST
@access.signed_in
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a message."""
    user: Any = request.user
    get_object_or_404(Delivery.objects.to(user), pk=pk)
    try:
        actions.read_message(delivery_id=pk, at=timezone.now(), by=user)
    except Refused as refusal:
        said.error(request, refusal.reason)
    return redirect("links:mine")


# ---- endpoints ------------------------------------------------------------------------------------------------
def _address(endpoint: Any) -> str:
    return reverse("links:endpoint", args=[endpoint.pk])


@require_GET
@access.requires(KEEP_ENDPOINTS)
def endpoints(request: HttpRequest) -> HttpResponse:
    """Where events are told outside; below, every call with its answer."""
    found = Endpoint.objects.visible_to(request.user).standing().select_related("unit").order_by("unit__path", "label")
    rows = [(each, [EVENTS.get(name, name) for name in each.tells]) for each in found]
    return list_page(
        request,
        Hook.objects.visible_to(request.user).order_by("-pk"),
        HookFilter,
        HookTable,
        title=_("Endpoints"),
        unit=_("calls (count)"),
        sheet=HOOKS,
        template="links/endpoints.html",
        views=(
            View(pgettext("delivery", "given up"), "state=GIVEN_UP"),
            View(pgettext("delivery", "waiting"), "state=QUEUED"),
            View(_("All"), ""),
        ),
        actions=(Action(_("Add"), reverse("links:add_endpoint"), "plus", "do", permission=KEEP_ENDPOINTS),),
        empty={"heading": _("Nothing has been told outside yet"), "advice": "", "icon": "out"},
        context={"endpoints": rows},
    )


@require_GET
@access.requires(KEEP_ENDPOINTS)
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint with its last calls."""
    record = get_object_or_404(Endpoint.objects.visible_to(request.user).select_related("unit"), pk=pk)
    fresh = request.session.pop(f"endpoint-secret-{pk}", "")
    context = {
        "title": record.label,
        "record": record,
        "subject": "endpoint",
        "events": [EVENTS.get(name, name) for name in record.tells],
        "hooks": record.hooks.order_by("-pk")[:SHOWN],
        "secret": fresh,
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/endpoint.html", context)


@form_page_only
@access.requires(KEEP_ENDPOINTS)
def add_endpoint(request: HttpRequest) -> HttpResponse:
    """Add an endpoint; its secret is shown once, on the page that follows."""
    form = forms.EndpointForm(typed(request), user=request.user)

    def add(values: dict[str, Any]) -> Endpoint:
        unit = values.pop("unit").pk
        made, secret = webhooks.add_endpoint(unit_id=unit, **values, at=timezone.now(), by=request.user)
        request.session[f"endpoint-secret-{made.pk}"] = secret
        return made

    line = _("Events are posted there as JSON, signed; public addresses by https.")
    return form_page(
        request, form, add, title=access.label("links.add_endpoint"), line=line, back=reverse("links:endpoints"),
        done=_address,
    )  # fmt: skip


@form_page_only
@access.requires(KEEP_ENDPOINTS)
def withdraw_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an endpoint up, with the reason."""
    record = one(request, Endpoint.objects.select_related("unit"), pk, KEEP_ENDPOINTS)
    act = partial(webhooks.withdraw_endpoint, endpoint_id=pk)
    return verb(request, reason(request), act, "withdraw_endpoint", line=record.label, back=_address(record))


@form_page_only
@access.requires(KEEP_ENDPOINTS)
def replay_hook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an event again as it was."""
    record = one(request, Hook.objects.select_related("endpoint"), pk, KEEP_ENDPOINTS)
    act = partial(webhooks.replay_hook, hook_id=pk)
    back = _address(record.endpoint)
    return verb(request, plain(request), act, "replay_hook", line=f"{record.endpoint} · {record.key}", back=back)
