"""Pages of fires: the list, one record with its life, the form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.fires import forms, queries
from lanyan.fires.actions import fires as actions
from lanyan.fires.actions import investigations
from lanyan.fires.actions.common import findings
from lanyan.fires.filters import FireFilter
from lanyan.fires.models import Fire
from lanyan.fires.models.fires import DECIDE, KEEP, VIEW
from lanyan.fires.rules import life
from lanyan.fires.rules.facts import NAMES
from lanyan.fires.sheets import FIRES
from lanyan.fires.tables import FireTable, clock_words
from lanyan.incidents.models import Incident
from lanyan.kernel import access, audit
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page


@require_GET
@access.requires(VIEW)
def fires(request: HttpRequest) -> HttpResponse:
    """The records of fires of one's area, newest first."""
    seen = Fire.objects.visible_to(request.user).select_related("unit", "incident", "division")
    return list_page(
        request,
        seen.order_by("-started_at", "-pk"),
        FireFilter,
        FireTable,
        title=_("Records of fires"),
        unit=pgettext("counting unit", "fires"),
        sheet=FIRES,
        views=(
            View(pgettext("fires", "Drafts"), "state=DRAFT"),
            View(pgettext("fires", "To be approved"), "state=SUBMITTED"),
            View(pgettext("fires", "Approved"), "state=APPROVED"),
            View(_("this year"), f"started={timezone.localdate().year}"),
            View(_("Investigation late"), "stands=late"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("Incidents without a record"), reverse("fires:unrecorded"), "list", permission=VIEW),
            Action(_("Enter a fire"), reverse("fires:enter_fire"), "plus", "do", permission=KEEP),
        ),
        empty={
            "heading": _("No fire here"),
            "advice": _("Records are written from ended incidents, or entered where nobody was called."),
            "icon": "flame",
        },
    )


def one(request: HttpRequest, pk: int, *permissions: str) -> Fire:
    """A fire over which the reader holds one of these permissions, or 404."""
    joined = ("unit", "incident", "premises", "division", "entered_by", "submitted_by", "approved_by")
    found: Fire | None = None
    for permission in permissions or (VIEW,):
        found = found or Fire.objects.visible_to(request.user, permission).select_related(*joined).filter(pk=pk).first()
    return found if found is not None else get_object_or_404(Fire.objects.none(), pk=pk)


def address(fire: Any) -> str:
    """The page of a fire."""
    return reverse("fires:fire", args=[fire.pk])


@require_GET
@access.requires(VIEW)
def fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one record: facts, casualties, what the checks find, history."""
    record = one(request, pk)
    writes = KEEP if record.state == life.DRAFT else DECIDE
    context = {
        "title": record.number,
        "record": record,
        "subject": "fire",
        "clock": clock_words(record, timezone.localdate()),
        "findings": findings(record, timezone.now()) if record.state in life.STANDING else [],
        "casualties": record.casualties.standing().order_by("pk"),  # type: ignore[attr-defined]
        "writes": record.state in life.WRITABLE and request.user.may(writes, record.unit.path),  # type: ignore[union-attr]
        "sees_premises": request.user.has_perm("premises.view_premises"),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "fires/fire.html", context)


# ---- the form --------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def enter_fire(request: HttpRequest) -> HttpResponse:
    """Enter a fire: of the incident in the address, else one nobody was called to."""
    key = request.GET.get("incident", "")
    reached = Incident.objects.visible_to(request.user, KEEP).select_related("unit", "subkind")
    incident = get_object_or_404(reached, pk=key) if key.isdecimal() else None
    user: Any = request.user
    city = incident.unit.division_code[:4] if incident else _city(user)
    form = forms.FireForm(
        request.POST or None, user=user, permission=KEEP, city=city, fixed=incident is not None,
        initial=queries.first_facts(incident),
    )  # fmt: skip

    def enter(typed: dict[str, Any]) -> Fire:
        unit = typed["unit"].pk if "unit" in typed else None
        return actions.enter_fire(
            facts=form.facts(), unit_id=unit, incident_id=incident.pk if incident else None, at=timezone.now(), by=user
        )

    return form_page(
        request, form, enter, title=_("Enter a fire"), line=_line(incident), template="fires/form.html",
        said=_("Saved as a draft; submit it when it is whole."), back=reverse("fires:fires"), done=address,
    )  # fmt: skip


def _city(user: Any) -> str:
    """The city of the first unit a writer writes for."""
    code = Unit.objects.visible_to(user, KEEP).order_by("path").values_list("division_code", flat=True).first()
    return (code or "")[:4]


def _line(incident: Incident | None) -> str:
    if incident is None:
        return _("A fire nobody was called to.")
    return _("Of incident {number}, {where}").format(number=incident.number, where=incident.where)


def _written(record: Fire) -> dict[str, Any]:
    """The facts of a record as the form shows them."""
    found = {name: getattr(record, name) for name in NAMES if name not in ("division_id", "premises_id")}
    return {**found, "division": record.division_id, "premises": record.premises}


def _rewrite(request: HttpRequest, record: Fire, act: Callable[..., Fire], title: Any, **more: Any) -> HttpResponse:
    correcting = bool(more.pop("correcting", False))
    form = forms.FireForm(
        request.POST or None, user=request.user, permission=VIEW, city=record.unit.division_code[:4],
        correcting=correcting, initial=_written(record),
    )  # fmt: skip

    def write(typed: dict[str, Any]) -> Fire:
        reason = {"reason": typed["reason"]} if correcting else {}
        return act(fire_id=record.pk, facts=form.facts(), **reason, at=timezone.now(), by=request.user)

    return form_page(
        request, form, write, title=title, line=record.number, template="fires/form.html", said=_("Saved."),
        back=address(record),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def change_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    return _rewrite(request, one(request, pk, KEEP), actions.change_fire, _("Change the draft of a fire"))


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def correct_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an approved record, with its reason."""
    title = _("Correct an approved fire")
    return _rewrite(request, one(request, pk, DECIDE), actions.correct_fire, title, correcting=True)


# ---- its life --------------------------------------------------------------------------------------------------
def verb(
    request: HttpRequest, record: Fire, form: Any, act: Callable[[dict[str, Any]], Any], title: Any, **more: Any
) -> HttpResponse:
    """A form page over a fire: it says which, calls one action, and returns to it."""
    line = f"{record.number} · {record.coded('place_kind')} · {record.address}"
    return form_page(
        request, form, act, title=title, line=line, **{"said": _("Saved."), "back": address(record), **more}
    )


def _act(request: HttpRequest, pk: int, act: Callable[..., Any], form: Any, title: Any, **more: Any) -> HttpResponse:
    record = one(request, pk, *more.pop("permissions"))

    def do(typed: dict[str, Any]) -> Any:
        return act(fire_id=pk, **typed, at=timezone.now(), by=request.user)

    return verb(request, record, form(request.POST if request.method == "POST" else None), do, title, **more)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def submit_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a draft for approval."""
    title, submit = _("Submit a fire for approval"), pgettext("fire", "Submit")
    return _act(request, pk, actions.submit_fire, forms.SubmitForm, title, permissions=[KEEP], submit=submit)


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def approve_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a record somebody else wrote."""
    title = _("Approve a fire")
    return _act(request, pk, actions.approve_fire, HouseForm, title, permissions=[DECIDE], submit=_("Approve"))


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def return_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a record to be put right."""
    return _act(request, pk, actions.return_fire, ReasonForm, _("Return a fire to be put right"), permissions=[DECIDE])


@require_http_methods(["GET", "POST"])
@access.requires(KEEP, DECIDE)
def withdraw_fire(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a record, with its reason: a draft by who keeps it, an approved one by who decides."""
    approved = Fire.objects.visible_to(request.user).filter(pk=pk, state=life.APPROVED).exists()
    return _act(
        request, pk, actions.withdraw_fire, ReasonForm, _("Withdraw a fire"), permissions=[DECIDE if approved else KEEP]
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def end_investigation(request: HttpRequest, pk: int) -> HttpResponse:
    """Note on which day the investigation ended."""
    title = _("End the investigation of a fire")
    return _act(request, pk, investigations.end_investigation, forms.EndForm, title, permissions=[KEEP])


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def extend_investigation(request: HttpRequest, pk: int) -> HttpResponse:
    """Extend a general investigation."""
    title = _("Extend the investigation of a fire")
    return _act(request, pk, investigations.extend_investigation, ReasonForm, title, permissions=[DECIDE])
