"""Pages of draws: all that a draw was made from, its result, and running it again; recusals."""

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.inspections import lots
from lanyan.inspections.actions import draws as actions
from lanyan.inspections.draw_population import Population, workbook
from lanyan.inspections.filters import DrawFilter, RecusalFilter
from lanyan.inspections.forms import fields
from lanyan.inspections.forms import plans as forms
from lanyan.inspections.models import Draw, Recusal
from lanyan.inspections.sheets.checks import DRAWS, RECUSALS
from lanyan.kernel import access, audit, codes
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

PAGE = 50
VIEW, MAKE, APPROVE = "inspections.view_draw", "inspections.make_draw", "inspections.approve_draw"
RECUSE = "inspections.keep_recusals"
# Of what was left out so many rows are on the page, with the number of all.
SHOWN = 200


def _draw(request: HttpRequest, pk: int, permission: str = VIEW) -> Draw:
    seen = Draw.objects.visible_to(request.user, permission).select_related(
        "unit", "drawn_by", "approved_by", "drive", "ground"
    )
    draw: Draw = get_object_or_404(seen, pk=pk)
    return draw


def _address(draw: Draw) -> str:
    return reverse("inspections:draw", args=[draw.pk])


@require_GET
@access.requires(VIEW)
def draw_list(request: HttpRequest) -> HttpResponse:
    """List the draws of one's area, the latest first."""
    return list_page(
        request,
        Draw.objects.visible_to(request.user).order_by("-drawn_at", "-pk"),
        DrawFilter,
        title=_("Random draws"),
        unit=pgettext("counting unit", "draws"),
        line=_("Places by weight and two qualified people for each; anybody can run a draw again from its seed."),
        sheet=DRAWS,
        views=(
            View(_("To be approved"), "state=DRAWN"),
            View(_("To be published"), "state=APPROVED"),
            View(_("All")),
        ),
        actions=(
            Action(_("Recusals"), reverse("inspections:recusals"), "lock", permission=VIEW),
            Action(_("Draw at random"), reverse("inspections:make_draw"), "mark", "do", permission=MAKE),
        ),
        empty={"heading": _("No draw yet"), "advice": _("Make the first one at the top right."), "icon": "mark"},
    )


@require_GET
@access.requires(VIEW)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one draw: seed, ground, result, and beside it the places by risk."""
    return TemplateResponse(request, "inspections/draw.html", _shown(request, _draw(request, pk)))


@require_GET
@access.requires(VIEW)
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a draw again from its seed and ground, and compare."""
    shown = _draw(request, pk)
    _result, differing = lots.run_again(shown)
    context = _shown(request, shown) | {"again": True, "differing": differing, "again_at": timezone.now()}
    return TemplateResponse(request, "inspections/draw.html", context)


@require_GET
@access.requires(VIEW)
def draw_population(request: HttpRequest, pk: int) -> HttpResponse:
    """List every place a draw was made from, with weight and reason; as Excel on ?export=xlsx."""
    shown = _draw(request, pk)
    if request.GET.get("export") == "xlsx":
        return workbook(shown)
    page = Paginator(Population(shown), PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "inspections/draw_population.html",
        {"title": _("Population of the draw"), "record": shown, "page": page},
    )


def _shown(request: HttpRequest, shown: Draw) -> dict[str, Any]:
    ground: Any = shown.ground  # type: ignore[attr-defined]
    drawn = list(shown.drawn.select_related("premises", "first", "second", "inspection"))  # type: ignore[attr-defined]
    excluded = ground.excluded[:SHOWN]
    staff = Person.objects.in_bulk([pk for pk, _load in ground.staff])
    places = Premises.objects.in_bulk(
        [pk for pk, _reason in excluded] + [premises for _pk, premises in ground.recusals]
    )
    classes = _classes(ground)
    return {
        "title": shown.title,
        "record": shown,
        "subject": "draw",
        "drawn": [(each, classes["of"].get(each.premises_id, "")) for each in drawn],
        "classes": classes["counted"],
        "population": len(ground.population),
        "weights_source": ground.weights_source,
        "excluded": [(places.get(pk), reason) for pk, reason in excluded],
        "excluded_count": len(ground.excluded),
        "staff": [(staff.get(pk), load, _times(drawn, pk)) for pk, load in ground.staff],
        "recusals": [(staff.get(person), places.get(pk)) for person, pk in ground.recusals],
        "filters": _filters(ground.filters),
        "by_risk": _by_risk(shown, ground, {each.premises_id for each in drawn}),
        "history": audit.history(shown),
    }


def _classes(ground: Any) -> dict[str, Any]:
    """The class of each place in words, and how many there are of each with their weight."""
    names = {code: row.label for code, row in codes.table(lots.WEIGHTS).items()}
    counted: dict[str, int] = {}
    for _pk, kind in ground.population:
        counted[kind] = counted.get(kind, 0) + 1
    told = [(names.get(kind, kind), ground.weights.get(kind, 1), number) for kind, number in counted.items()]
    return {
        "of": {pk: names.get(kind, kind) for pk, kind in ground.population},
        "counted": sorted(told, key=lambda each: -each[1]),
    }


def _times(drawn: list[Any], person: int) -> int:
    return sum(person in (each.first_id, each.second_id) for each in drawn)


def _filters(kept: dict[str, Any]) -> list[str]:
    """The filter of the population in words."""
    names = {code: row.label for code, row in codes.table("premises_categories").items()}
    over = {"NINE": _("nine small places"), "HIGH_RISE": _("high-rise buildings"), "HERITAGE": _("heritage")}
    told = [names.get(code, str(over.get(code, code))) for code in kept.get("categories", [])]
    return told or [_("all places in business")]


def _by_risk(shown: Draw, ground: Any, drawn: set[int]) -> list[tuple[Premises, bool]]:
    """The population's places of the highest risk, and whether each was drawn: chance does not replace judgement."""
    pool = [pk for pk, _kind in ground.population]
    ranked = Premises.objects.filter(pk__in=pool).exclude(risk_points=None)
    ranked = ranked.order_by(F("risk_points").desc(nulls_last=True), "pk")[: min(shown.wanted, 20)]
    return [(premises, premises.pk in drawn) for premises in ranked]


@require_http_methods(["GET", "POST"])
@access.requires(MAKE)
def make_draw(request: HttpRequest) -> HttpResponse:
    """Make a draw."""

    def make(typed: dict[str, Any]) -> Draw:
        reason = typed["excluded_reason"].strip()
        asked = actions.Asked(
            unit_id=typed["unit"].pk,
            title=typed["title"],
            wanted=typed["wanted"],
            scheduled_date=typed["scheduled_date"],
            seed=typed["seed"].strip() or secrets.token_hex(16),
            form=typed["form"],
            drive_id=typed["drive"].pk if typed["drive"] else None,
            categories=typed["categories"],
            excluded=dict.fromkeys(typed["excluded"].values(), reason),
        )
        return actions.make_draw(asked=asked, at=timezone.now(), by=request.user)

    units = fields.supervising(request.user, MAKE)
    return form_page(
        request,
        forms.DrawForm(request.POST or None, units=units, user=request.user),
        make,
        title=_("Draw at random"),
        line=_("Nobody can draw until the result pleases: every draw stays, also a withdrawn one."),
        back=reverse("inspections:draws"),
        done=_address,
        said=_("The draw is made. Somebody else approves it."),
        submit=_("Draw"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(APPROVE)
def approve_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a draw that somebody else made."""
    shown = _draw(request, pk, APPROVE)
    return form_page(
        request,
        HouseForm(request.POST if request.method == "POST" else None),
        lambda _typed: actions.approve_draw(draw_id=pk, at=timezone.now(), by=request.user),
        title=_("Approve the draw"),
        line=shown.title,
        back=_address(shown),
        said=_("The draw is approved; its checks are planned."),
        submit=_("Approve"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAKE)
def publish_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter where a draw was made public."""
    shown = _draw(request, pk, MAKE)
    return form_page(
        request,
        forms.PublishForm(request.POST or None, initial={"published_date": timezone.localdate()}),
        lambda typed: actions.publish_draw(draw_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter that a draw was published"),
        line=shown.title,
        back=_address(shown),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(MAKE)
def withdraw_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a draw."""
    shown = _draw(request, pk, MAKE)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_draw(draw_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a draw"),
        line=shown.title,
        back=_address(shown),
        said=_("The draw is withdrawn; it stays to be read."),
    )


# ---- recusals ---------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def recusals(request: HttpRequest) -> HttpResponse:
    """List who must not check what."""
    return list_page(
        request,
        Recusal.objects.visible_to(request.user).order_by("-entered_at", "-pk"),
        RecusalFilter,
        title=_("Recusals"),
        unit=pgettext("counting unit", "recusals"),
        line=_("Neither drawn nor chosen for the place."),
        sheet=RECUSALS,
        views=(View(_("Standing"), "withdrawn=false"), View(_("All"))),
        actions=(Action(_("Enter a recusal"), reverse("inspections:enter_recusal"), "plus", "do", permission=RECUSE),),
        empty={"heading": _("No recusal"), "advice": _("Enter the first one at the top right."), "icon": "lock"},
    )


@require_http_methods(["GET", "POST"])
@access.requires(RECUSE)
def enter_recusal(request: HttpRequest) -> HttpResponse:
    """Enter a recusal."""
    reached = Unit.objects.visible_to(request.user, RECUSE)
    persons = Person.objects.serving().filter(unit__in=reached).select_related("unit").order_by("unit__path", "number")

    def enter(typed: dict[str, Any]) -> Recusal:
        return actions.enter_recusal(
            person_id=typed["person"].pk,
            premises_id=typed["premises"].pk,
            reason=typed["reason"],
            at=timezone.now(),
            by=request.user,
        )

    return form_page(
        request,
        forms.RecusalForm(request.POST or None, user=request.user, persons=persons),
        enter,
        title=_("Enter a recusal"),
        back=reverse("inspections:recusals"),
        said=_("The recusal has been entered."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(RECUSE)
def withdraw_recusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a recusal."""
    seen = Recusal.objects.visible_to(request.user, RECUSE).select_related("person", "premises")
    recusal = get_object_or_404(seen, pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_recusal(recusal_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw a recusal"),
        line=f"{recusal.person.name} · {recusal.premises.name}",
        back=reverse("inspections:recusals"),
        said=_("Saved."),
    )
