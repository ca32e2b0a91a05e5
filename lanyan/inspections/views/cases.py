"""Pages of cases and temporary seals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import cases as case_actions
from lanyan.inspections.actions import seals as seal_actions
from lanyan.inspections.forms.cases import (
    CaseForm,
    EndCaseForm,
    FitForm,
    PenaltyForm,
    SealForm,
    StopReportForm,
    StudyForm,
)
from lanyan.inspections.forms.hazards import DecisionForm
from lanyan.inspections.hazard_filters import CaseFilter, SealFilter
from lanyan.inspections.models import Case, Hazard, Seal
from lanyan.inspections.rules import seals as rules
from lanyan.inspections.sheets.enforcement import CASES, SEALS
from lanyan.inspections.views.enforcing import DECIDE, KEEP, VIEW, address, one, over, record_page, typed, verb
from lanyan.kernel import access
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import View, list_page


@require_GET
@access.requires(VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases of one's area."""
    return list_page(
        request,
        Case.objects.visible_to(request.user).order_by("-opened_at", "-pk"),
        CaseFilter,
        title=_("Penalty cases"),
        unit=pgettext("counting unit", "cases"),
        sheet=CASES,
        views=(
            View(_("To propose"), f"status={rules.OPENED}"),
            View(_("To decide"), f"status={rules.PROPOSED_PENALTY}"),
            View(_("To carry out"), f"status={rules.DECIDED}"),
            View(_("All"), ""),
        ),
        empty={"heading": _("No case yet"), "advice": _("A case is opened on the page of its hazard."), "icon": "note"},
    )


@require_GET
@access.requires(VIEW)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case."""
    record = one(request, Case, pk, VIEW, "hazard", "rule", "proposed_by", "decided_by")
    papers = record.papers.select_related("kind").order_by("made_at")
    return record_page(request, record, "case", papers=papers, transfers=record.transfers.order_by("sent_at"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a case for a hazard."""
    hazard = one(request, Hazard, pk, KEEP)
    return verb(
        request,
        hazard,
        typed(request, CaseForm),
        lambda given: case_actions.open_case(hazard_id=pk, **given, at=timezone.now(), by=request.user),
        title=_("Open a case"),
        done=address,
        said=_("The case is open."),
    )


propose_penalty = over(
    Case, KEEP, PenaltyForm, case_actions.propose_penalty, "case_id", gettext_lazy("Propose a penalty")
)
decide_case = over(
    Case, DECIDE, HouseForm, case_actions.decide_case, "case_id", gettext_lazy("Decide a case"),
    submit=gettext_lazy("Decide as proposed"), template="inspections/decide_case.html",
)  # fmt: skip
return_proposal = over(
    Case, DECIDE, ReasonForm, case_actions.return_proposal, "case_id", gettext_lazy("Send a proposal back")
)
report_stop = over(
    Case, KEEP, StopReportForm, case_actions.report_stop, "case_id", gettext_lazy("Report a stop to the government")
)
drop_case = over(Case, DECIDE, ReasonForm, case_actions.drop_case, "case_id", gettext_lazy("Drop a case"))
end_case = over(Case, KEEP, EndCaseForm, case_actions.end_case, "case_id", gettext_lazy("End a case"))


# ---- seals ------------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def seals(request: HttpRequest) -> HttpResponse:
    """List the temporary seals of one's area."""
    return list_page(
        request,
        Seal.objects.visible_to(request.user).order_by("-proposed_at", "-pk"),
        SealFilter,
        title=_("Temporary seals"),
        unit=pgettext("counting unit", "seals"),
        sheet=SEALS,
        views=(
            View(_("To decide"), f"status={rules.PROPOSED}"),
            View(pgettext("seals", "In force"), "holds=true"),
            View(_("Lifting asked for"), f"status={rules.LIFTING_ASKED}"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No seal yet"),
            "advice": _("A seal is proposed on the page of its hazard."),
            "icon": "lock",
        },
    )


@require_GET
@access.requires(VIEW)
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one seal."""
    record = one(request, Seal, pk, VIEW, "hazard", "ground", "proposed_by", "decided_by")
    papers = record.papers.select_related("kind").order_by("made_at")
    return record_page(request, record, "seal", papers=papers, over=record.is_over(timezone.localdate()))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def propose_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to seal a part for a hazard."""
    hazard = one(request, Hazard, pk, KEEP)
    return verb(
        request,
        hazard,
        typed(request, SealForm),
        lambda given: seal_actions.propose_seal(hazard_id=pk, **given, at=timezone.now(), by=request.user),
        title=_("Propose a temporary seal"),
        done=address,
    )


def _decide_seal(*, seal_id: int, granted: bool, reason: str, at: Any, by: Any) -> Seal:
    return seal_actions.decide_seal(seal_id=seal_id, agreed=granted, reason=reason, at=at, by=by)


study_seal = over(Seal, KEEP, StudyForm, seal_actions.study_seal, "seal_id", gettext_lazy("Enter the study of a seal"))
decide_seal = over(Seal, DECIDE, DecisionForm, _decide_seal, "seal_id", gettext_lazy("Decide on a seal"))
renew_seal = over(Seal, DECIDE, ReasonForm, seal_actions.renew_seal, "seal_id", gettext_lazy("Renew a seal"))
ask_lifting = over(
    Seal, KEEP, HouseForm, seal_actions.ask_lifting, "seal_id", gettext_lazy("Ask to lift a seal"),
    submit=gettext_lazy("The unit has asked"),
)  # fmt: skip
check_lifting = over(Seal, KEEP, FitForm, seal_actions.check_lifting, "seal_id", gettext_lazy("Check for lifting"))
decide_lifting = over(
    Seal, DECIDE, HouseForm, seal_actions.decide_lifting, "seal_id", gettext_lazy("Decide on lifting"),
    submit=gettext_lazy("Decide by what the check found"), template="inspections/decide_lifting.html",
)  # fmt: skip
end_seal = over(Seal, DECIDE, ReasonForm, seal_actions.end_seal, "seal_id", gettext_lazy("End a seal"))
