"""Hazards on the page of a check: entered by touch, ordered together, their notices served there and then."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.inspections.actions import hazards as actions
from lanyan.inspections.actions import major as major_actions
from lanyan.inspections.actions.photographs import photograph
from lanyan.inspections.forms.hazards import FindForm, OrderForm
from lanyan.inspections.forms.major import SuspectForm
from lanyan.inspections.models import Hazard, Inspection
from lanyan.inspections.rules import checks, papers
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.views.enforcing import KEEP, KEEP_HAZARDS, VIEW_HAZARD, address
from lanyan.inspections.views.hazards import order
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page, refuse


def _check(request: HttpRequest, pk: int, permission: str) -> Inspection:
    seen = Inspection.objects.visible_to(request.user, permission).select_related("unit", "premises")
    found: Inspection = get_object_or_404(seen, pk=pk)
    return found


def _back(inspection: Inspection) -> str:
    return reverse("inspections:check", args=[inspection.pk])


@require_GET
@access.requires(VIEW_HAZARD)
def check_hazards(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment of a check's hazards and notices, with the form for one more."""
    inspection = _check(request, pk, VIEW_HAZARD)
    return _fragment(request, inspection, _form(inspection))


def _form(inspection: Inspection, *given: Any) -> FindForm:
    """With the items answered “does not”, to be chosen from."""
    answers = inspection.answers.filter(value=checks.NO).select_related("item").order_by("item__order")
    return FindForm(*given, prefix="hazard", items=[answer.item for answer in answers])


def _fragment(request: HttpRequest, inspection: Inspection, form: FindForm, status: int = 200) -> HttpResponse:
    found = inspection.hazards.select_related("item").order_by("pk")
    user: Any = request.user
    under_way = inspection.state in (checks.UNDERWAY, checks.CONCLUDED)
    context = {
        "inspection": inspection,
        "hazards": found,
        "waiting": [hazard for hazard in found if hazard.status == rules.FOUND],
        "papers": inspection.papers.exclude(kind__code__in=papers.OF_CHECK).select_related("kind").order_by("made_at"),
        "form": form,
        "keeps": under_way and user.may(KEEP_HAZARDS, inspection.unit.path),
        "enforces": under_way and user.may(KEEP, inspection.unit.path),
    }
    return TemplateResponse(request, "inspections/check_hazards.html", context, status=status)


@require_POST
@access.requires(KEEP_HAZARDS)
def find_hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a hazard found in a check, with its photographs."""
    inspection = _check(request, pk, KEEP_HAZARDS)
    form = _form(inspection, request.POST, request.FILES)
    if form.is_valid():
        try:
            _found(inspection, form.cleaned_data, request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            form = _form(inspection)
    # The fragment is swapped in whatever came out; what was refused stands at its field.
    return _fragment(request, inspection, form)


@transaction.atomic
def _found(inspection: Inspection, typed: dict[str, Any], by: Any) -> Hazard:
    """One transaction: a photograph that is refused leaves no hazard without it."""
    at = timezone.now()
    hazard = actions.find(
        inspection_id=inspection.pk,
        item_id=typed["item"],
        clause=typed["clause"],
        words=typed["words"],
        place=typed["place"],
        at=at,
        by=by,
    )
    photograph(record=hazard, uploads=typed["photos"], kind="before", at=at, by=by, field="photos")
    return actions.fix_on_spot(hazard_id=hazard.pk, at=at, by=by) if typed["spot"] else hazard


@require_http_methods(["GET", "POST"])
@access.requires(KEEP_HAZARDS)
def order_check_hazards(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the hazards of a check to be put right: one notice, and on to its service."""
    inspection = _check(request, pk, KEEP_HAZARDS)
    waiting = inspection.hazards.filter(status=rules.FOUND).order_by("pk")
    form = OrderForm(request.POST or None, hazards=waiting, initial={"hazards": [one.pk for one in waiting]})
    return form_page(
        request,
        form,
        lambda typed: order(typed, request.user),
        title=_("Order to put right"),
        line=f"{inspection.number} · {inspection.premises.name}",
        back=_back(inspection),
        done=lambda paper: reverse("inspections:serve_paper", args=[paper.pk]),
        said=_("The notice is made: serve it now."),
        submit=_("Make the notice"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def suspect_major(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a suspected major hazard found in a check."""
    inspection = _check(request, pk, KEEP)
    form = SuspectForm(request.POST or None, hazards=inspection.hazards.open().order_by("pk"))  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        lambda typed: major_actions.suspect(
            inspection_id=pk,
            hazard_ids=[hazard.pk for hazard in typed.pop("hazards")],
            **typed,
            at=timezone.now(),
            by=request.user,
        ),
        title=_("Enter a suspected major hazard"),
        line=f"{inspection.number} · {inspection.premises.name}",
        back=_back(inspection),
        done=address,
        said=_("Entered: now judge it by the elements."),
    )
