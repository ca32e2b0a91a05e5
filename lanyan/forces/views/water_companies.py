"""Pages of the companies that mend water sources."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions
from lanyan.forces import water_rules as rules
from lanyan.forces.forms import ReasonForm
from lanyan.forces.models import WaterCompany, WaterFault, WaterTransfer
from lanyan.forces.water_fault_forms import CompanyFilter, CompanyForm
from lanyan.forces.water_sheets import COMPANIES
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

VIEW, KEEP = "forces.view_forces", "forces.keep_companies"
LISTS_SHOWN = 20


@require_GET
@access.requires(VIEW)
def water_companies(request: HttpRequest) -> HttpResponse:
    """List the companies that answer for the water sources of one's area."""
    return list_page(
        request,
        WaterCompany.objects.visible_to(request.user).order_by("unit__path", "name"),
        CompanyFilter,
        title=_("Water companies"),
        unit=pgettext("counting unit", "companies"),
        sheet=COMPANIES,
        views=(View(_("Answer now"), "ended=false"), View(_("All"), "")),
        actions=(
            Action(_("Faults"), reverse("forces:water_faults"), "back"),
            Action(_("Add a company"), reverse("forces:add_company"), "plus", "do", KEEP, "n"),
        ),
        empty={
            "heading": _("No company yet"),
            "advice": _("Add who mends the water sources: faults are passed to them."),
            "icon": "unit",
        },
    )


@require_GET
@access.requires(VIEW)
def water_company(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one company: how to reach it, what is with it, the lists passed to it."""
    seen = WaterCompany.objects.visible_to(request.user).select_related("unit")
    company = get_object_or_404(seen, pk=pk)
    late = Q(state__in=rules.RUNNING, due_date__lt=timezone.localdate())
    faults = WaterFault.objects.visible_to(request.user).filter(company=company)
    context = {
        "title": company.name,
        "record": company,
        "subject": "water_company",
        "faults": faults.aggregate(
            open=Count("pk", filter=Q(state__in=rules.OPEN)),
            overdue=Count("pk", filter=late),
            closed=Count("pk", filter=Q(state=rules.CLOSED)),
        ),
        "lists": WaterTransfer.objects.visible_to(request.user)
        .filter(company=company)
        .order_by("-made_at")[:LISTS_SHOWN],
        "history": audit.history(company),
    }
    return TemplateResponse(request, "forces/water_company.html", context)


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user, KEEP).filter(closed_date=None).order_by("path")


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def add_company(request: HttpRequest) -> HttpResponse:
    """Add a company."""
    form = CompanyForm(request.POST or None, units=_units(request))
    return form_page(
        request,
        form,
        lambda _cleaned: actions.add_company(facts=form.facts(), by=request.user),
        title=_("Add a company"),
        back=reverse("forces:water_companies"),
        done=lambda made: reverse("forces:water_company", args=[made.pk]),
        said=_("Saved."),
    )


def _mine(request: HttpRequest, pk: int) -> WaterCompany:
    mine = WaterCompany.objects.filter(unit__in=_units(request))
    found: WaterCompany = get_object_or_404(mine, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_company(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a company."""
    company = _mine(request, pk)
    names = ("name", "contact", "phone", "expected_days", "agreement")
    first = {name: getattr(company, name) for name in names} | {"unit": company.unit_id}
    form = CompanyForm(request.POST or None, units=_units(request), initial=first)
    return form_page(
        request,
        form,
        lambda _cleaned: actions.change_company(company_id=pk, facts=form.facts(), by=request.user),
        title=_("Correct {name}").format(name=company),
        back=reverse("forces:water_company", args=[pk]),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def end_company(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a company answers no more."""
    company = _mine(request, pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda cleaned: actions.end_company(company_id=pk, **cleaned, on=timezone.localdate(), by=request.user),
        title=_("End with {name}").format(name=company),
        line=_("What is with it stays with it; new faults cannot be passed to it."),
        back=reverse("forces:water_company", args=[pk]),
        said=_("Saved."),
    )
