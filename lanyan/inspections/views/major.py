"""Pages of major hazards."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections.actions import major as actions
from lanyan.inspections.forms.cases import StudyForm
from lanyan.inspections.forms.major import (
    CloseForm,
    DelistForm,
    DetermineForm,
    DueForm,
    ExpertForm,
    JudgeForm,
    ListingForm,
    ProgressForm,
    ReportForm,
    ReportReceiptForm,
)
from lanyan.inspections.hazard_filters import MajorFilter
from lanyan.inspections.models import MajorHazard
from lanyan.inspections.rules import judgement as rules
from lanyan.inspections.sheets.enforcement import MAJORS
from lanyan.inspections.views.enforcing import DECIDE, KEEP, VIEW, one, over, record_page, verb
from lanyan.kernel import access
from lanyan.units.forms import HouseForm
from lanyan.web.lists import View, list_page


@require_GET
@access.requires(VIEW)
def majors(request: HttpRequest) -> HttpResponse:
    """List the major hazards of one's area."""
    return list_page(
        request,
        MajorHazard.objects.visible_to(request.user).order_by("-suspected_at", "-pk"),
        MajorFilter,
        title=_("Major hazards"),
        unit=pgettext("counting unit", "major hazards"),
        sheet=MAJORS,
        views=(
            View(pgettext("hazards", "Open"), "open=true"),
            View(_("To determine"), f"status={rules.SUSPECTED}"),
            View(_("Listed"), f"status={rules.LISTED}"),
            View(_("Delisting asked for"), f"status={rules.DELIST_ASKED}"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No major hazard yet"),
            "advice": _("A suspected major hazard is entered on the page of the check that found it."),
            "icon": "flag",
        },
    )


def rule_set(checked: Any) -> tuple[rules.RuleSet | None, str]:
    """The set in force on the day of a check, or why there is none that can be used."""
    try:
        return rules.set_for(checked, rules.sets()), ""
    except rules.Blocked as refusal:
        return None, actions.blocked(refusal)


def _named(record: MajorHazard, known: rules.RuleSet | None) -> list[tuple[str, str, bool]]:
    """The elements found with their words, and whether each decides alone."""
    english = (get_language() or "").startswith("en")
    found = [known.element(clause) for clause in record.elements] if known is not None else []
    return [
        (one.clause, one.label_en if english else one.label_zh, one.method == rules.DIRECT)
        for one in found
        if one is not None
    ]


@require_GET
@access.requires(VIEW)
def major(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one major hazard: its judgement with the count, and what followed."""
    record = one(request, MajorHazard, pk, VIEW, "inspection", "suspected_by", "determined_by")
    known, blocked = rule_set(record.checked_date)
    return record_page(
        request,
        record,
        "major",
        blocked=blocked,
        rule_set=known,
        elements=_named(record, known),
        hazards=record.hazards.order_by("pk"),
        progress=record.progress.select_related("by").order_by("-at"),
        papers=record.papers.select_related("kind").order_by("made_at"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def judge_major(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge by the elements of the set in force on the day of the check; blocked while its table is empty."""
    record = one(request, MajorHazard, pk, KEEP)
    known, blocked = rule_set(record.checked_date)
    form = JudgeForm(
        request.POST or None,
        rule_set=known,
        english=(get_language() or "").startswith("en"),
        initial={"category": record.category, "elements": record.elements},
    )
    return verb(
        request,
        record,
        form,
        lambda given: actions.judge_major(major_id=pk, **given, at=timezone.now(), by=request.user),
        title=_("Judge a major hazard"),
        template="inspections/judge_major.html",
        more={"record": record, "blocked": blocked, "rule_set": known},
    )


def _verb(permission: str, form: Any, act: Any, title: Any, **how: Any) -> Any:
    return over(MajorHazard, permission, form, act, "major_id", title, **how)


study_major = _verb(KEEP, StudyForm, actions.study_major, gettext_lazy("Enter the collective discussion"))
hear_experts = _verb(KEEP, ExpertForm, actions.hear_experts, gettext_lazy("Enter an expert panel"))
determine_major = _verb(DECIDE, DetermineForm, actions.determine, gettext_lazy("Determine a major hazard"))
make_major_notice = _verb(KEEP, DueForm, actions.make_notice, gettext_lazy("Make the notice on a major hazard"))
report_major = _verb(KEEP, ReportForm, actions.report, gettext_lazy("Report a major hazard"))
enter_major_receipt = _verb(
    KEEP, ReportReceiptForm, actions.enter_receipt, gettext_lazy("Enter the receipt of the report")
)
list_major = _verb(KEEP, ListingForm, actions.list_major, gettext_lazy("Enter the listing of a major hazard"))
tell_progress = _verb(KEEP, ProgressForm, actions.tell_progress, gettext_lazy("Tell progress"))
ask_delisting = _verb(
    KEEP, HouseForm, actions.ask_delisting, gettext_lazy("Ask for delisting"),
    submit=gettext_lazy("Delisting has been asked for"),
)  # fmt: skip
decide_delisting = _verb(KEEP, DelistForm, actions.decide_delisting, gettext_lazy("Enter the government's answer"))
close_major = _verb(DECIDE, CloseForm, actions.close_major, gettext_lazy("Close a major hazard"))
