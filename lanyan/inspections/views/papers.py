"""Pages of papers: the list, one paper, its files, its service on the screen, its number; who numbers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections import paper_files
from lanyan.inspections.actions import papers as actions
from lanyan.inspections.actions import serving
from lanyan.inspections.elsewhere import unfinished
from lanyan.inspections.forms.papers import HandWrittenForm, NumberForm, ServeForm, SourceForm
from lanyan.inspections.hazard_filters import PaperFilter
from lanyan.inspections.models import Inspection, Paper, PaperSource
from lanyan.inspections.rules import papers as rules
from lanyan.inspections.sheets.enforcement import PAPERS
from lanyan.inspections.views.enforcing import KEEP, VIEW, address, one, record_page, typed, verb
from lanyan.kernel import access, audit, documents, external
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.units.models import Unit
from lanyan.web import downloads
from lanyan.web.lists import Action, View, list_page

SERVE = "inspections.serve_paper"
SOURCES = "inspections.keep_paper_sources"
FORMATS = {
    "docx": (paper_files.as_word, documents.WORD_MIME),
    "pdf": (paper_files.as_pdf, documents.PDF_MIME),
}


@require_GET
@access.requires(VIEW)
def papers(request: HttpRequest) -> HttpResponse:
    """List the papers of one's area, newest first."""
    return list_page(
        request,
        Paper.objects.visible_to(request.user).order_by("-made_at", "-pk"),
        PaperFilter,
        title=_("Papers"),
        unit=pgettext("counting unit", "papers"),
        sheet=PAPERS,
        views=(
            View(_("To serve"), f"status={rules.MADE}"),
            View(pgettext("papers", "Served"), f"status={rules.SERVED}"),
            View(_("Without a number"), "numbered=false"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("Numbers elsewhere"), reverse("inspections:papers_elsewhere"), "link"),
            Action(_("Who numbers"), reverse("inspections:paper_sources"), "codes", permission=SOURCES),
        ),
        empty={
            "heading": _("No paper yet"),
            "advice": _("Papers are made with the orders and decisions they belong to."),
            "icon": "note",
        },
    )


@require_GET
@access.requires(VIEW)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one paper: its frozen words, its service, its files."""
    record = one(
        request, Paper, pk, VIEW, "kind", "inspection", "case", "seal", "major", "transfer", "opening", "made_by"
    )
    return record_page(
        request,
        record,
        "paper",
        title=record.content["title"],
        hazards=record.hazards.order_by("pk"),
        numbers=external.of(record),
    )


@require_GET
@access.requires(VIEW)
def paper_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Give a paper, or with ?receipt its receipt of service, as Word or PDF."""
    record = one(request, Paper, pk, VIEW, "kind")
    if form not in FORMATS:
        raise Http404
    make, mime = FORMATS[form]
    receipt = "receipt" in request.GET
    name = f"paper-{record.pk}{'-receipt' if receipt else ''}.{form}"
    audit.note("inspections.print_paper", by=request.user, paper=record.pk, form=form)
    return downloads.made(
        request,
        lambda: make(record, receipt=receipt),
        mime=mime,
        name=name,
        back=address(record),
        inline=form == "pdf",
    )


def _after_service(paper: Paper) -> str:
    """Who served the notice of a check goes on with the check."""
    if paper.kind.code == rules.CHECK_NOTICE and paper.inspection_id:
        return reverse("inspections:check", args=[paper.inspection_id])
    return address(paper)


@require_http_methods(["GET", "POST"])
@access.requires(SERVE)
def serve_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve a paper on the screen: a signature, or a refusal before witnesses."""
    record = one(request, Paper, pk, SERVE, "kind")
    return verb(
        request,
        record,
        typed(request, ServeForm),
        lambda typed: serving.serve(paper_id=pk, **typed, at=timezone.now(), by=request.user),
        title=record.content["title"],
        done=_after_service,
        said=_("Served."),
        submit=_("Serve"),
        template="inspections/serve_paper.html",
        more={"record": record},
    )


@require_http_methods(["GET", "POST"])
@access.requires("inspections.withdraw_paper")
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a paper."""
    record = one(request, Paper, pk, "inspections.withdraw_paper", "kind")
    return verb(
        request,
        record,
        typed(request, ReasonForm),
        lambda typed: actions.withdraw(paper_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a paper"),
    )


@require_http_methods(["GET", "POST"])
@access.requires("inspections.fill_paper_number")
def fill_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the number of the national system."""
    record = one(request, Paper, pk, "inspections.fill_paper_number", "kind")
    return verb(
        request,
        record,
        typed(request, NumberForm, number=record.number),
        lambda typed: actions.fill_number(paper_id=pk, **typed, by=request.user),
        title=_("Enter the number of a paper"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def hand_written(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a paper that was written by hand at a check."""
    seen = Inspection.objects.visible_to(request.user, KEEP).select_related("unit", "premises")
    check = get_object_or_404(seen, pk=pk)
    form = HandWrittenForm(request.POST or None, request.FILES or None, hazards=check.hazards.order_by("pk"))

    def enter(given: dict[str, Any]) -> Paper:
        return serving.enter_hand_written(
            premises=check.premises, unit=check.unit, inspection=check, **given, at=timezone.now(), by=request.user
        )

    return form_page(
        request,
        form,
        enter,
        title=_("Enter a paper written by hand"),
        line=f"{check.number} · {check.premises.name}",
        back=reverse("inspections:check", args=[pk]),
        done=address,
        said=_("The paper has been entered."),
    )


# ---- who numbers ------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.requires(SOURCES)
def paper_sources(request: HttpRequest) -> HttpResponse:
    """Who numbers the papers of which unit, and since when."""
    units = Unit.objects.visible_to(request.user, SOURCES).filter(closed_date=None).order_by("path")
    declared = PaperSource.objects.visible_to(request.user, SOURCES).select_related("unit")

    def declare(given: dict[str, Any]) -> PaperSource:
        unit = given.pop("unit")
        return actions.declare_source(unit_id=unit.pk, **given, by=request.user)

    return form_page(
        request,
        SourceForm(request.POST or None, units=units, initial={"since_date": timezone.localdate()}),
        declare,
        title=_("Who numbers papers"),
        line=_("Where nothing is declared, the national system numbers and its number is entered."),
        back=reverse("inspections:paper_sources"),
        said=_("Declared."),
        submit=_("Declare"),
        template="inspections/paper_sources.html",
        more={"declared": declared.order_by("unit__path", "-since_date")},
    )


@require_GET
@access.requires(VIEW)
def papers_elsewhere(request: HttpRequest) -> HttpResponse:
    """Papers whose number in the national system is missing or says something else."""
    context = {"title": _("Numbers elsewhere"), "entries": unfinished(request.user)}
    return TemplateResponse(request, "inspections/papers_elsewhere.html", context)
