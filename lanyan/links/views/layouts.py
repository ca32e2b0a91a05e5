"""The unit's own layouts of reports, and the hour at which its day ends."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, documents, files
from lanyan.links import forms, papers
from lanyan.links.actions import layouts as actions
from lanyan.links.models import BriefCut, ReportLayout
from lanyan.links.views.common import one, reason, typed, verb
from lanyan.units.doors import form_page
from lanyan.web import downloads

KEEP = "links.keep_layouts"
form_page_only = require_http_methods(["GET", "POST"])


@require_GET
@access.requires(KEEP)
def layouts(request: HttpRequest) -> HttpResponse:
    """Layouts in use and cuts of the day, of the units one keeps them for."""
    found = ReportLayout.objects.visible_to(request.user, KEEP).standing().select_related("unit", "kept_by")
    context = {
        "title": _("Layouts and cut of the day"),
        "layouts": [(each, files.of(each, "layout")) for each in found.order_by("unit__path", "kind")],
        "cuts": BriefCut.objects.visible_to(request.user, KEEP)
        .select_related("unit", "set_by")
        .order_by("-since_date"),
        "names": sorted(papers.TRIAL),
    }
    return TemplateResponse(request, "links/layouts.html", context)


@require_GET
@access.requires(KEEP)
def built_in(request: HttpRequest) -> HttpResponse:
    """The built-in layout, to begin one's own with."""

    def make() -> bytes:
        return (documents.FOLDER / "situation_report.docx").read_bytes()

    name = "situation_report.docx"
    return downloads.made(request, make, mime=documents.WORD_MIME, name=name, back=reverse("links:layouts"))


@form_page_only
@access.requires(KEEP)
def keep_layout(request: HttpRequest) -> HttpResponse:
    """Take a unit's own Word template into use."""
    form = forms.LayoutForm(typed(request), request.FILES or None, user=request.user)

    def keep(values: dict[str, Any]) -> ReportLayout:
        unit, kind, upload = values["unit"].pk, values["kind"], values["file"]
        return actions.keep_layout(unit_id=unit, kind=kind, upload=upload, at=timezone.now(), by=request.user)

    line = _("It is filled once for a trial; what it names and is not known is refused.")
    return form_page(
        request, form, keep, title=access.label("links.keep_layout"), line=line, back=reverse("links:layouts"),
        said=_("Saved."),
    )  # fmt: skip


@form_page_only
@access.requires(KEEP)
def withdraw_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a layout up."""
    record = one(request, ReportLayout.objects.select_related("unit"), pk, KEEP)
    act = partial(actions.withdraw_layout, layout_id=pk)
    return verb(request, reason(request), act, "withdraw_layout", line=str(record), back=reverse("links:layouts"))


@form_page_only
@access.requires(KEEP)
def set_cut(request: HttpRequest) -> HttpResponse:
    """Say at which hour the unit's day ends."""
    form = forms.CutForm(typed(request), user=request.user, initial={"since_date": timezone.localdate()})

    def cut(values: dict[str, Any]) -> BriefCut:
        unit = values["unit"].pk
        return actions.set_cut(unit_id=unit, hour=values["hour"], since_date=values["since_date"], by=request.user)

    return form_page(
        request, form, cut, title=access.label("links.set_cut"), back=reverse("links:layouts"), said=_("Saved.")
    )
