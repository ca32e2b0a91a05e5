"""Pages of transfers."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import transfers as actions
from lanyan.inspections.forms.cases import OutcomeForm, ReceiptForm, TransferForm
from lanyan.inspections.hazard_filters import TransferFilter
from lanyan.inspections.models import Hazard, Transfer
from lanyan.inspections.rules import competence as rules
from lanyan.inspections.sheets.enforcement import TRANSFERS
from lanyan.inspections.views.enforcing import DECIDE, KEEP, VIEW, address, one, over, record_page, verb
from lanyan.kernel import access
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import View, list_page


@require_GET
@access.requires(VIEW)
def transfers(request: HttpRequest) -> HttpResponse:
    """List the transfers of one's area."""
    return list_page(
        request,
        Transfer.objects.visible_to(request.user).order_by("-sent_at", "-pk"),
        TransferFilter,
        title=_("Transfers"),
        unit=pgettext("counting unit", "transfers"),
        sheet=TRANSFERS,
        views=(
            View(_("Without a receipt"), f"status={rules.SENT}"),
            View(_("Without an answer"), f"status={rules.RECEIVED}"),
            View(pgettext("transfers", "Answered"), f"status={rules.ANSWERED}"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No transfer yet"),
            "advice": _("A matter is handed over on the page of its hazard."),
            "icon": "send",
        },
    )


@require_GET
@access.requires(VIEW)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one transfer."""
    record = one(request, Transfer, pk, VIEW, "hazard", "case", "matter", "competence", "outcome", "sent_by")
    return record_page(request, record, "transfer", papers=record.papers.select_related("kind").order_by("made_at"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def send_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a matter of a hazard over."""
    hazard = one(request, Hazard, pk, KEEP)
    place, today = hazard.premises.division_code or hazard.unit.division_code, timezone.localdate()
    able = [row for row in actions.table() if row.holds(row.matter, place, today)]
    form = TransferForm(request.POST or None, bodies=[(row.code, row.body) for row in able])
    return verb(
        request,
        hazard,
        form,
        lambda given: actions.send(hazard_id=pk, **given, at=timezone.now(), by=request.user),
        title=_("Transfer a matter"),
        done=address,
        said=_("The letter of transfer is made."),
    )


receive_transfer = over(
    Transfer, KEEP, ReceiptForm, actions.receive, "transfer_id", gettext_lazy("Enter the receipt of a transfer")
)
answer_transfer = over(
    Transfer, KEEP, OutcomeForm, actions.answer, "transfer_id", gettext_lazy("Enter the outcome of a transfer")
)
withdraw_transfer = over(
    Transfer, DECIDE, ReasonForm, actions.withdraw_transfer, "transfer_id", gettext_lazy("Withdraw a transfer")
)
