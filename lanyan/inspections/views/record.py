"""The record of a check as PDF and Word: the paper, once the check is concluded; before that a draft."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.inspections import check_record
from lanyan.inspections.models import Inspection
from lanyan.inspections.rules import papers as rules
from lanyan.inspections.views.checks import VIEW, address, one
from lanyan.inspections.views.papers import FORMATS
from lanyan.kernel import access, audit
from lanyan.web import downloads

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _answer(request: HttpRequest, pk: int, make: Callable[[Inspection], bytes], kind: str, ending: str) -> HttpResponse:
    inspection = one(request, pk)
    if inspection.started_at is None:
        messages.error(request, _("The check has not begun; there is no record yet."))
        return redirect(address(inspection))
    paper = inspection.papers.filter(kind__code=rules.CHECK_RECORD).exclude(status=rules.WITHDRAWN).first()
    audit.note("inspections.print_record", by=request.user, number=inspection.number)
    return downloads.made(
        request,
        lambda: make(inspection) if paper is None else FORMATS[ending][0](paper),
        mime=kind,
        name=f"{inspection.number}.{ending}",
        back=address(inspection),
    )


@require_GET
@access.requires(VIEW)
def as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the record as PDF."""
    return _answer(request, pk, check_record.pdf, PDF, "pdf")


@require_GET
@access.requires(VIEW)
def as_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the record as a Word file."""
    return _answer(request, pk, lambda check: check_record.word(check_record.draft(check)), DOCX, "docx")
