"""Pages of faults of water sources: the list, one fault, passing them on, chasing, withdrawing."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions, water_queries
from lanyan.forces import water_rules as rules
from lanyan.forces.forms import ReasonForm
from lanyan.forces.models import WaterCompany, WaterFault
from lanyan.forces.water_fault_forms import AnswerForm, FaultFilter, PassForm, ReminderForm, SaidMendedForm
from lanyan.forces.water_sheets import FAULTS, FaultTable, over_words
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.web.lists import Action, View, list_page

VIEW, PASS, CHECK = "forces.view_forces", "forces.pass_faults", "forces.check_water"
COMPANIES = "forces.keep_companies"
# More to choose from than anybody ticks; the list narrows them first.
OFFERED = 200


@require_GET
@access.requires(VIEW)
def water_faults(request: HttpRequest) -> HttpResponse:
    """List faults of water sources, newest first."""
    found = WaterFault.objects.visible_to(request.user).order_by("-found_at", "-pk")
    pass_on = Action(pgettext("faults", "Pass to a company"), reverse("forces:pass_faults"), "send", "do", PASS)
    may = request.user.has_perm(PASS)
    return list_page(
        request,
        found,
        FaultFilter,
        FaultTable,
        title=_("Faults of water sources"),
        unit=pgettext("counting unit", "faults"),
        line=_("Only a look of ours closes a fault."),
        sheet=FAULTS,
        views=_views(found),
        actions=(
            Action(_("Lists passed on"), reverse("forces:water_transfers"), "note"),
            Action(_("Water companies"), reverse("forces:water_companies"), "unit"),
            pass_on,
        ),
        bulk=(pass_on,) if may else (),
        empty={
            "heading": _("No fault yet"),
            "advice": _("Faults come in with the looks at water sources: begin a round."),
            "icon": "hydrant",
        },
    )


def _views(found: Any) -> list[View]:
    with_company = "&".join(f"state={state}" for state in rules.RUNNING)
    overdue = found.overdue(timezone.localdate())
    return [
        View(_("Open"), "&".join(f"state={state}" for state in rules.OPEN)),
        View(_("Not passed yet"), f"state={rules.FOUND}", count=found.filter(state=rules.FOUND).count),
        View(_("With the company"), with_company, count=found.filter(state__in=rules.RUNNING).count),
        View(_("Overdue"), "overdue=true", count=overdue.count),
        View(_("Told further up"), "escalated=true&overdue=true", count=overdue.exclude(escalated_at=None).count),
        View(
            pgettext("water", "To be looked at"),
            f"state={rules.SAID_MENDED}",
            count=found.filter(state=rules.SAID_MENDED).count,
        ),
        View(pgettext("water fault", "Closed"), f"state={rules.CLOSED}"),
        View(_("All"), ""),
    ]


def _one(request: HttpRequest, pk: int, permission: str) -> WaterFault:
    seen = WaterFault.objects.visible_to(request.user, permission).with_all()
    fault: WaterFault = get_object_or_404(seen.select_related("found_by", "closed_by_look"), pk=pk)
    return fault


@require_GET
@access.requires(VIEW)
def water_fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one fault: where it stands, the looks, the reminders, its history."""
    fault = _one(request, pk, VIEW)
    transfer = fault.transfer
    context = {
        "title": str(fault.source),
        "record": fault,
        "subject": "water_fault",
        "over": over_words(fault),
        "opens_list": transfer is not None and request.user.may(VIEW, transfer.unit.path),  # type: ignore[union-attr]
        "looks": water_queries.looks_at(fault),
        "reminders": fault.reminders.select_related("by").order_by("-at", "-pk"),
        "history": audit.history(fault),
    }
    return TemplateResponse(request, "forces/water_fault.html", context)


@require_GET
@access.requires(CHECK)
def look_at_fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on to the round page of the source: only a look closes a fault."""
    return redirect("forces:water_round", _one(request, pk, CHECK).source_id)


# ---- passing on -------------------------------------------------------------------------------------------
def _offered(request: HttpRequest) -> QuerySet[WaterFault]:
    mine = WaterFault.objects.visible_to(request.user, PASS).filter(state=rules.FOUND)
    found: QuerySet[WaterFault] = mine.select_related("source__unit").order_by("source__unit__path", "found_at")
    return found


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def pass_faults(request: HttpRequest) -> HttpResponse:
    """Pass faults to a company; the list of faults brings those ticked there."""
    ticked = request.POST.getlist("selected")
    bound = request.method == "POST" and not ticked
    keys = [int(key) for key in ticked if key.isdecimal()]
    return _pass_page(request, request.POST if bound else None, keys)


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def pass_fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass one fault to the company that answers for it, with others if wished."""
    fault = _one(request, pk, PASS)
    return _pass_page(request, request.POST if request.method == "POST" else None, [fault.pk])


def _pass_page(request: HttpRequest, data: Any, keys: list[int]) -> HttpResponse:
    offered = _offered(request)
    chosen = [fault for fault in offered[:OFFERED] if fault.pk in keys]
    companies = WaterCompany.objects.visible_to(request.user, PASS).working().select_related("unit")
    first = chosen[0] if chosen else offered.first()
    nearest = water_queries.companies_of(first.source.unit.path).first() if first else None
    form = PassForm(
        data,
        faults=offered,
        companies=companies.order_by("unit__path", "name"),
        initial={"faults": [fault.pk for fault in chosen], "company": nearest.pk if nearest else None},
    )
    return form_page(
        request,
        form,
        lambda _cleaned: actions.pass_faults(**form.facts(), at=timezone.now(), by=request.user),
        title=_("Pass faults to a company"),
        line=_("The list gets its number and its term now. Print it and take it there: nothing is sent from here."),
        back=reverse("forces:water_faults"),
        done=lambda made: reverse("forces:water_transfer", args=[made.pk]),
        said=_("Passed. Print the list and take it to the company."),
        submit=pgettext("faults", "Pass"),
        template="forces/pass_faults.html",
        more={"no_company": not companies.exists(), "no_fault": not offered.exists()},
    )


# ---- with the company -------------------------------------------------------------------------------------
def _act(request: HttpRequest, pk: int, form: Any, act: Any, *, title: Any, **how: Any) -> HttpResponse:
    fault = _one(request, pk, PASS)
    return form_page(
        request,
        form,
        lambda cleaned: act(fault_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=title,
        line=how.pop("line", "") or f"{fault.source} · {fault.told}",
        back=reverse("forces:water_fault", args=[pk]),
        said=_("Saved."),
        **how,
    )


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def answer_fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the company answered."""
    return _act(request, pk, AnswerForm(request.POST or None), actions.answer_fault, title=_("Note the answer"))


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def say_mended(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the company says it has mended."""
    return _act(
        request,
        pk,
        SaidMendedForm(request.POST or None),
        actions.say_mended,
        title=_("Company says mended"),
        line=_("It is not closed by this: somebody of ours must look."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def remind_company(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a reminder."""
    fault = _one(request, pk, PASS)
    initial = {"reminded_at": timezone.localtime(), "whom": fault.company.contact if fault.company else ""}
    return _act(
        request, pk, ReminderForm(request.POST or None, initial=initial), actions.remind_company, title=_("Remind")
    )


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def withdraw_fault(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a fault noted by mistake."""
    return _act(request, pk, ReasonForm(request.POST or None), actions.withdraw_fault, title=_("Withdraw a fault"))
