"""Pages of the lists passed to water companies: the list of lists, one with its paper, receipt, withdrawal."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions, transfer_paper
from lanyan.forces.forms import ReasonForm
from lanyan.forces.models import WaterFault, WaterTransfer
from lanyan.forces.water_fault_forms import ReceiptForm, TransferFilter
from lanyan.forces.water_sheets import TRANSFERS
from lanyan.kernel import access, audit, documents
from lanyan.units.doors import form_page
from lanyan.web import downloads
from lanyan.web.lists import Action, View, list_page

VIEW, PASS = "forces.view_forces", "forces.pass_faults"
FORMATS = {
    "docx": (transfer_paper.as_word, documents.WORD_MIME),
    "pdf": (transfer_paper.as_pdf, documents.PDF_MIME),
}


@require_GET
@access.requires(VIEW)
def water_transfers(request: HttpRequest) -> HttpResponse:
    """List the lists passed on, newest first."""
    return list_page(
        request,
        WaterTransfer.objects.visible_to(request.user).order_by("-made_at", "-pk"),
        TransferFilter,
        title=_("Lists passed to water companies"),
        unit=pgettext("counting unit", "lists"),
        sheet=TRANSFERS,
        views=(
            View(_("Standing"), "withdrawn=false"),
            View(_("Without receipt"), "received=false&withdrawn=false"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("Faults"), reverse("forces:water_faults"), "back"),
            Action(pgettext("faults", "Pass to a company"), reverse("forces:pass_faults"), "send", "do", PASS),
        ),
        empty={
            "heading": _("Nothing has been passed on yet"),
            "advice": _("Tick faults in their list and pass them to the company that mends them."),
            "icon": "send",
        },
    )


def _one(request: HttpRequest, pk: int, permission: str = VIEW) -> WaterTransfer:
    seen = WaterTransfer.objects.visible_to(request.user, permission).select_related("company", "unit", "made_by")
    found: WaterTransfer = get_object_or_404(seen, pk=pk)
    return found


@require_GET
@access.requires(VIEW)
def water_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one list: its words, its files, its receipt, what became of its faults."""
    transfer = _one(request, pk)
    faults = WaterFault.objects.visible_to(request.user).filter(transfer=transfer)
    context = {
        "title": transfer.number,
        "record": transfer,
        "subject": "water_transfer",
        "faults": faults.with_all().order_by("pk"),
        "history": audit.history(transfer),
    }
    return TemplateResponse(request, "forces/water_transfer.html", context)


@require_GET
@access.requires(VIEW)
def water_transfer_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Give a list as Word or PDF."""
    transfer = _one(request, pk)
    if form not in FORMATS:
        raise Http404
    make, mime = FORMATS[form]
    audit.note("forces.print_transfer", by=request.user, transfer=transfer.pk, form=form)
    return downloads.made(
        request,
        lambda: make(transfer),
        mime=mime,
        name=f"water-faults-{transfer.pk}.{form}",
        back=reverse("forces:water_transfer", args=[pk]),
        inline=form == "pdf",
    )


def _act(request: HttpRequest, pk: int, form: Any, act: Any, *, title: Any) -> HttpResponse:
    transfer = _one(request, pk, PASS)
    return form_page(
        request,
        form,
        lambda cleaned: act(transfer_id=pk, **cleaned, at=timezone.now(), by=request.user),
        title=title,
        line=f"{transfer.number} · {transfer.company}",
        back=reverse("forces:water_transfer", args=[pk]),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def receive_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the receipt of the company."""
    form = ReceiptForm(request.POST or None, initial={"received_date": timezone.localdate()})
    return _act(request, pk, form, actions.receive_transfer, title=_("Note the receipt"))


@require_http_methods(["GET", "POST"])
@access.requires(PASS)
def withdraw_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a list made by mistake."""
    return _act(request, pk, ReasonForm(request.POST or None), actions.withdraw_transfer, title=_("Withdraw a list"))
