"""Pages of likely duplicates: two records side by side; merged, or said to be two; and a merge taken back."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.premises import actions, queries, rules
from lanyan.premises.filters import PairFilter
from lanyan.premises.forms import MergeForm
from lanyan.premises.models import DuplicatePair, Premises
from lanyan.premises.sheets import PAIRS
from lanyan.premises.views.common import address, premises_seen
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web import formats
from lanyan.web.lists import View, list_page

MERGE = "premises.merge_premises"
COMPARED = (
    "number", "name", "credit_code", "kind_words", "address", "town", "unit", "department_words", "phone",
    "floor_area_m2", "rooms", "beds", "seats", "staff", "opened_date", "created_at",
)  # fmt: skip


@require_GET
@access.requires(MERGE)
def pairs(request: HttpRequest) -> HttpResponse:
    """List the records that may be one, the likeliest first."""
    found = DuplicatePair.objects.visible_to(request.user, MERGE)
    return list_page(
        request,
        found.order_by("-likeness", "pk"),
        PairFilter,
        title=_("Likely duplicates"),
        unit=pgettext("counting unit", "pairs"),
        sheet=PAIRS,
        views=[
            View(_("All")),
            View(_("To be looked at"), f"state={rules.OPEN}", count=found.open().count),
            View(_("Merged"), f"state={rules.SETTLED_MERGED}"),
            View(_("Two different ones"), f"state={rules.SETTLED_DIFFERENT}"),
        ],
        empty={
            "heading": _("No likely duplicates"),
            "advice": _("They are looked for when a ledger has been brought in."),
            "icon": "merge",
        },
    )


def _pair(request: HttpRequest, pk: int) -> DuplicatePair:
    seen = DuplicatePair.objects.visible_to(request.user, MERGE).select_related("first__unit", "second__unit")
    found: DuplicatePair = get_object_or_404(seen, pk=pk)
    return found


def _back(pair: DuplicatePair) -> str:
    return reverse("premises:pair", args=[pair.pk])


@require_GET
@access.requires(MERGE)
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two records side by side, what differs marked."""
    record = _pair(request, pk)
    labels = {"kind_words": _("kind of business"), "department_words": _("department in charge")}
    rows = []
    for name in COMPARED:
        one, other = getattr(record.first, name), getattr(record.second, name)
        label = labels.get(name) or Premises._meta.get_field(name).verbose_name
        rows.append((label, _shown(one), _shown(other), one != other))
    context = {
        "title": _("Likely duplicates"),
        "record": record,
        "rows": rows,
        "reasons": [queries.reason_words(reason) for reason in record.reasons],
        "history": audit.history(record),
    }
    return TemplateResponse(request, "premises/pair.html", context)


def _shown(value: Any) -> Any:
    """A value as pages write it."""
    if isinstance(value, datetime):
        return formats.instant(value, timezone.localdate())
    if isinstance(value, date):
        return value.isoformat()
    return formats.number(value) if isinstance(value, int | float) else value


@require_http_methods(["GET", "POST"])
@access.requires(MERGE)
def merge_pair(request: HttpRequest, pk: int, into: int) -> HttpResponse:
    """Merge the two of a pair into one of them."""
    record = _pair(request, pk)
    stays, goes = (record.first, record.second) if into == record.first_id else (record.second, record.first)
    get_object_or_404(Premises.objects.filter(pk__in=[record.first_id, record.second_id]), pk=into)
    return form_page(
        request,
        ReasonForm(request.POST or None, initial={"reason": _("The same premises entered twice")}),
        lambda typed: actions.merge_premises(
            premises_id=goes.pk, into_id=stays.pk, **typed, at=timezone.now(), by=request.user
        ),
        title=_("Merge two records"),
        line=_("{goes} goes into {stays}; both stay, everything is shown there, and it can be taken back.").format(
            goes=f"{goes.number} {goes.name}", stays=f"{stays.number} {stays.name}"
        ),
        back=_back(record),
        done=address,
        said=_("The records are merged."),
        submit=_("Merge"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MERGE)
def settle_different(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the two are different premises."""
    record = _pair(request, pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.settle_different(pair_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Two different ones"),
        line=str(record),
        back=_back(record),
        said=_("The pair will not be shown again."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MERGE)
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that the two are different premises."""
    record = _pair(request, pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.ask_again(pair_id=pk, **typed, by=request.user),
        title=_("Ask again about a pair"),
        line=str(record),
        back=_back(record),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MERGE)
def merge_premises(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge premises into another record that is named by its number."""
    record = premises_seen(request, pk, MERGE)

    def act(typed: dict[str, Any]) -> Premises:
        into = Premises.objects.visible_to(request.user, MERGE).filter(number=typed.pop("into").strip()).first()
        if into is None:
            raise Refused(_("There are no premises of this number here."), field="into")
        return actions.merge_premises(premises_id=pk, into_id=into.pk, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        MergeForm(request.POST or None),
        act,
        title=_("Merge into another"),
        line=f"{record.number} {record.name}",
        back=address(record),
        done=address,
        said=_("The records are merged."),
        submit=_("Merge"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MERGE)
def unmerge_premises(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    record = premises_seen(request, pk, MERGE)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.unmerge_premises(premises_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Part merged records"),
        line=f"{record.number} {record.name}",
        back=address(record),
        said=_("The record stands for itself again."),
    )
