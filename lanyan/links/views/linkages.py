"""Pages of linkage units and of the notices sent to them."""

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
from lanyan.kernel import access, audit, codes, files
from lanyan.links import forms, limits
from lanyan.links.actions import linkages as actions
from lanyan.links.actions import notices as sending
from lanyan.links.filters import LinkageFilter, NoticeFilter
from lanyan.links.models import LinkageNotice, LinkageUnit
from lanyan.links.models.linkages import KEEP, NOTIFY, VIEW
from lanyan.links.rules import life
from lanyan.links.sheets import LINKAGE, NOTICES
from lanyan.links.tables import LinkageTable, NoticeTable
from lanyan.links.views.common import not_before, one, reason, typed, verb
from lanyan.places.models import Division
from lanyan.units.doors import form_page
from lanyan.web.lists import Action, View, list_page

form_page_only = require_http_methods(["GET", "POST"])
SHOWN = 20
FACTS = ("kind", "name", "phone", "phone2", "contact", "email", "divisions", "resources", "agreement",
         "agreed_until_date", "checked_date")  # fmt: skip


@require_GET
@access.requires(VIEW)
def linkages(request: HttpRequest) -> HttpResponse:
    """The linkage units of one's area."""
    found = LinkageUnit.objects.visible_to(request.user).order_by("unit__path", "kind", "name")
    return list_page(
        request,
        found if "withdrawn" in request.GET else found.standing(),
        LinkageFilter,
        LinkageTable,
        title=_("Linkage units"),
        unit=_("linkage units (count)"),
        sheet=LINKAGE,
        views=(View(_("In use"), ""), View(_("withdrawn"), "withdrawn=true")),
        actions=(Action(_("Add"), reverse("links:add_linkage"), "plus", "do", permission=KEEP),),
        empty={
            "heading": _("No linkage unit yet"),
            "advice": _("Add the first one at the top right, or bring the directory in from Excel."),
            "icon": "link",
        },
    )


def _address(record: Any) -> str:
    return reverse("links:linkage", args=[record.pk])


@require_GET
@access.requires(VIEW)
def linkage(request: HttpRequest, pk: int) -> HttpResponse:
    """One linkage unit: whom to ring, what was agreed, what it was asked."""
    record = get_object_or_404(LinkageUnit.objects.visible_to(request.user).select_related("unit"), pk=pk)
    context = {
        "title": record.name,
        "record": record,
        "subject": "linkage_unit",
        "divisions": Division.objects.filter(code__in=record.divisions).order_by("code"),
        "documents": files.of(record, "agreement"),
        "notices": record.notices.select_related("incident").order_by("-sent_at")[:SHOWN],
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/linkage.html", context)


@form_page_only
@access.requires(KEEP)
def add_linkage(request: HttpRequest) -> HttpResponse:
    """Add a linkage unit."""
    form = forms.LinkageForm(typed(request), request.FILES or None, user=request.user)

    def add(values: dict[str, Any]) -> LinkageUnit:
        unit = values["unit"].pk
        return actions.add_linkage(
            unit_id=unit, facts=form.facts(), document=values["document"], at=timezone.now(), by=request.user
        )

    return form_page(
        request, form, add, title=access.label("links.add_linkage"), back=reverse("links:linkages"), done=_address,
        said=_("Saved."),
    )  # fmt: skip


@form_page_only
@access.requires(KEEP)
def change_linkage(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a linkage unit."""
    record = one(request, LinkageUnit.objects.select_related("unit"), pk, KEEP)
    initial = {"fixed": True, **{name: getattr(record, name) for name in FACTS}}
    form = forms.LinkageForm(typed(request), request.FILES or None, user=request.user, initial=initial)

    def change(values: dict[str, Any]) -> LinkageUnit:
        return actions.change_linkage(
            linkage_id=pk, facts=form.facts(), document=values["document"], at=timezone.now(), by=request.user
        )

    return form_page(
        request, form, change, title=access.label("links.change_linkage"), line=record.name, back=_address(record),
        said=_("Saved."),
    )  # fmt: skip


@form_page_only
@access.requires(KEEP)
def withdraw_linkage(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a linkage unit, with the reason."""
    record = one(request, LinkageUnit.objects.select_related("unit"), pk, KEEP)
    act = partial(actions.withdraw_linkage, linkage_id=pk)
    return verb(request, reason(request), act, "withdraw_linkage", line=record.name, back=_address(record))


# ---- notices --------------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def notices(request: HttpRequest) -> HttpResponse:
    """The notices to linkage units, the newest first."""
    return list_page(
        request,
        LinkageNotice.objects.visible_to(request.user).order_by("-sent_at", "-pk"),
        NoticeFilter,
        NoticeTable,
        title=_("Linkage notices"),
        unit=_("notices (count)"),
        sheet=NOTICES,
        views=(
            View(_("answer late"), "late=true"),
            View(_("not answered"), "state=SENT&state=RECEIVED"),
            View(_("at the scene"), "state=ARRIVED"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No notice yet"),
            "advice": _("A linkage unit is notified on the page of an open incident."),
            "icon": "horn",
        },
    )


@require_GET
@access.requires(VIEW)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with its steps."""
    joined = ("unit", "linkage", "incident__subkind", "sent_by", "delivery")
    record = get_object_or_404(LinkageNotice.objects.visible_to(request.user).select_related(*joined), pk=pk)
    context = {
        "title": record.number,
        "record": record,
        "subject": "linkage_notice",
        "late": record.state in life.WAITING and timezone.now() > record.due_at,
        "history": audit.history(record),
    }
    return TemplateResponse(request, "links/notice.html", context)


@form_page_only
@access.requires(NOTIFY)
def send_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Notify a linkage unit of an incident; those the rows ask for stand first."""
    visible = Incident.objects.visible_to(request.user, NOTIFY).select_related("centre", "subkind", "division")
    incident = get_object_or_404(visible, pk=pk)
    rows = _proposed(request, incident)
    chosen = request.GET.get("linkage", "")
    first = next((row["linkage"].pk for row in rows if str(row["linkage"].pk) == chosen or not chosen), None)
    form = forms.NoticeForm(typed(request), reachable=_reachable(request, incident), initial={"linkage": first})

    def send(_values: dict[str, Any]) -> LinkageNotice:
        return sending.send_notice(incident_id=pk, request=form.request(), at=timezone.now(), by=request.user)

    return form_page(
        request, form, send, title=access.label("links.send_notice"), line=f"{incident.number} · {incident.name}",
        back=reverse("incidents:incident", args=[pk]), submit=pgettext("notice", "Send"),
        said=_("Sent; note the answer when it comes."),
        template="links/notify.html", more={"rows": rows, "incident": incident},
    )  # fmt: skip


def _reachable(request: HttpRequest, incident: Incident) -> Any:
    """The linkage units of the centre that serve the place; whoever serves elsewhere only is left out."""
    found = LinkageUnit.objects.visible_to(request.user, NOTIFY).standing().select_related("unit")
    above = [incident.centre.path[: at + 1] for at, sign in enumerate(incident.centre.path) if sign == "."]
    found = found.filter(unit__path__in=above)
    code = incident.division_id  # type: ignore[attr-defined]
    return (found.serving(code) if code else found).order_by("kind", "name")


def _proposed(request: HttpRequest, incident: Incident) -> list[dict[str, Any]]:
    """Those the rows ask for by kind of incident, without those that were told already; with why each."""
    kinds = limits.asked_kinds(incident)
    told = set(LinkageNotice.objects.standing().filter(incident=incident).values_list("linkage", flat=True))
    names = (incident.kind, incident.subkind.code if incident.subkind else "")
    asked = [row for row in codes.table("linkage_needs").values() if row.facts["incident"] in names]
    needs = {row.facts["linkage"]: row.label for row in reversed(asked)}
    found = [each for each in _reachable(request, incident).filter(kind__in=kinds) if each.pk not in told]
    found.sort(key=lambda each: (kinds.index(each.kind), each.name))
    return [{"linkage": each, "why": needs.get(each.kind, "")} for each in found]


def _step(request: HttpRequest, pk: int, name: str, act: Any, form: Any) -> HttpResponse:
    record = one(request, LinkageNotice.objects.select_related("linkage", "incident"), pk, NOTIFY)
    line = f"{record.linkage.name} · {record.linkage.phone} · {record.number}"
    back = reverse("links:notice", args=[pk])
    if request.user.has_perm("incidents.view_incident"):  # type: ignore[union-attr]
        back = reverse("incidents:incident", args=[record.incident_id])

    def step(**values: Any) -> Any:
        if "said_at" in values:
            steps = (record.sent_at, record.received_at, record.answered_at, record.arrived_at)
            values["said_at"] = not_before(values["said_at"], *steps)
        return act(notice_id=pk, **values)

    return verb(request, form, step, name, line=line, back=back)


@form_page_only
@access.requires(NOTIFY)
def receive_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a notice was received."""
    return _step(request, pk, "receive_notice", sending.receive_notice, forms.SaidForm(typed(request)))


@form_page_only
@access.requires(NOTIFY)
def answer_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the answer to a notice."""
    return _step(request, pk, "answer_notice", sending.answer_notice, forms.AnswerForm(typed(request)))


@form_page_only
@access.requires(NOTIFY)
def arrive_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the linkage unit is at the scene."""
    return _step(request, pk, "arrive_notice", sending.arrive_notice, forms.SaidForm(typed(request)))


@form_page_only
@access.requires(NOTIFY)
def leave_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the linkage unit has left."""
    return _step(request, pk, "leave_notice", sending.leave_notice, forms.SaidForm(typed(request)))


@form_page_only
@access.requires(NOTIFY)
def withdraw_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a notice, with the reason."""
    return _step(request, pk, "withdraw_notice", sending.withdraw_notice, reason(request))
