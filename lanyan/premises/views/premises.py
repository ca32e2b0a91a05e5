"""Pages of premises: the ledger, the record now and as it was, entering, correcting, closing."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.premises import actions, queries
from lanyan.premises.filters import PremisesFilter
from lanyan.premises.forms import CloseForm, PremisesForm
from lanyan.premises.models import Premises
from lanyan.premises.sheets import PREMISES
from lanyan.premises.tables import PremisesTable
from lanyan.premises.views.common import SUPERVISING, TURNING_OUT, VIEW, address, day_asked, premises_seen, units
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.units.models import Unit
from lanyan.web import panels
from lanyan.web.lists import Action, View, list_page

CREATE, CHANGE, CLOSE = "premises.create_premises", "premises.change_premises", "premises.close_premises"
VISIT = "premises.enter_familiarisation"


@require_GET
@access.requires(VIEW)
def premises_list(request: HttpRequest) -> HttpResponse:
    """List the premises of one's area."""
    return list_page(
        request,
        Premises.objects.visible_to(request.user).order_by("pinyin", "pk"),
        PremisesFilter,
        PremisesTable,
        title=_("Premises"),
        unit=pgettext("counting unit", "premises"),
        sheet=PREMISES,
        views=_views(),
        actions=(
            Action(_("Map"), reverse("premises:map"), "map", permission=VIEW),
            Action(_("Enter premises"), reverse("premises:create_premises"), "plus", "do", CREATE, "n"),
        ),
        empty={
            "heading": _("No premises yet"),
            "advice": _("Enter the first ones, or bring in a department's ledger from Excel."),
            "icon": "premises",
        },
    )


def _views() -> list[View]:
    return [
        View(_("All")),
        View(pgettext("premises", "In business"), "state=OPEN"),
        View(_("Key units"), "state=OPEN&category=KEY_UNIT"),
        View(_("Nine small places"), "state=OPEN&category=NINE"),
        View(_("High-rises"), "state=OPEN&category=HIGH_RISE"),
        View(_("By risk"), "state=OPEN&order=risk"),
    ]


@require_GET
@access.requires(VIEW)
def premises(request: HttpRequest, pk: int) -> HttpResponse:
    """Show premises: facts, who answers, facilities, plans, and what upper floors hang on; or as of a day."""
    record = premises_seen(request, pk)
    family = Premises.objects.family(record.pk)
    day = day_asked(request)
    context = {
        "title": record.name,
        "record": record,
        "subject": "premises",
        "day": day,
        "today": timezone.localdate(),
        "hung": panels.panels_for("premises", pk=record.pk, user=request.user),
        "history": audit.history(record),
        "wrong_day": bool(request.GET.get("on")) and day is None,
        **(_then(record, family, day) if day else _now(request, record, family)),
    }
    return TemplateResponse(request, "premises/premises.html", context)


def _then(record: Premises, family: list[int], day: date) -> dict[str, Any]:
    page = queries.as_of(record, family, day)
    if page.facts is not None:
        known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[page.facts.unit_id, page.facts.station_id])}
        page.facts.unit, page.facts.station = known[page.facts.unit_id], known.get(page.facts.station_id)
    return {"facts": page.facts, "page": page}


def _now(request: HttpRequest, record: Premises, family: list[int]) -> dict[str, Any]:
    user: Any = request.user
    keeps = user.may("premises.keep_facts", record.unit.path) and record.merged_into_id is None
    mark = {"kind": "", "icon": "premises", "text": record.name, "at": [record.lon, record.lat]}
    return {
        "facts": record,
        "page": queries.page_of(record, family),
        "keeps": keeps,
        "adds": keeps and record.state == "OPEN",
        "plans": user.may("premises.write_plan", record.unit.path) and record.state == "OPEN",
        "reopens": user.may(CLOSE, record.unit.path),
        "may_visit": record.state == "OPEN" and Premises.objects.visible_to(user, VISIT).filter(pk=record.pk).exists(),
        "merges": user.may("premises.merge_premises", record.unit.path),
        "proposals": _proposed(record) if keeps else [],
        "risk": queries.risks([record.pk], at=timezone.now())[record.pk],
        "map": {"center": mark["at"], "zoom": 15, "marks": [mark]} if record.lon is not None else None,
        "city": record.division_code[:4],
    }


def _proposed(record: Premises) -> list[dict[str, Any]]:
    return [
        {"rule": one.rule, "category": one.category, "words": queries.category_words(one.category), "value": one.value}
        for one in queries.proposals(record)
    ]


def _form(request: HttpRequest, permission: str, record: Premises | None = None) -> PremisesForm:
    initial = PremisesForm.initial_of(record) if record is not None else {"unit": units(request, permission).first()}
    return PremisesForm(
        request.POST or None,
        initial=initial,
        units=units(request, permission, *SUPERVISING),
        stations=units(request, VIEW, *TURNING_OUT),
    )


@require_http_methods(["GET", "POST"])
@access.requires(CREATE)
def create_premises(request: HttpRequest) -> HttpResponse:
    """Enter premises."""
    form = _form(request, CREATE)
    return form_page(
        request,
        form,
        lambda _typed: actions.create_premises(facts=form.facts(), at=timezone.now(), by=request.user),
        title=_("Enter premises"),
        back=reverse("premises:premises_list"),
        done=address,
        said=_("The premises have been entered."),
        template="premises/two_columns.html",
    )


@require_http_methods(["GET", "POST"])
@access.requires(CHANGE)
def change_premises(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is written down."""
    record = premises_seen(request, pk, CHANGE)
    form = _form(request, CHANGE, record)
    return form_page(
        request,
        form,
        lambda _typed: actions.change_premises(premises_id=pk, facts=form.facts(), at=timezone.now(), by=request.user),
        title=_("Correct premises"),
        line=f"{record.number} {record.name}",
        back=address(record),
        said=_("Saved."),
        template="premises/two_columns.html",
    )


@require_http_methods(["GET", "POST"])
@access.requires(CLOSE)
def close_premises(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that premises closed down."""
    record = premises_seen(request, pk, CLOSE)
    return form_page(
        request,
        CloseForm(request.POST or None, initial={"closed_date": timezone.localdate()}),
        lambda typed: actions.close_premises(premises_id=pk, **typed, by=request.user),
        title=_("Enter that premises closed down"),
        line=_("{name}: the record and all that hangs on it stay.").format(name=record.name),
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(CLOSE)
def reopen_premises(request: HttpRequest, pk: int) -> HttpResponse:
    """Open premises again."""
    record = premises_seen(request, pk, CLOSE)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.reopen_premises(premises_id=pk, **typed, by=request.user),
        title=_("Open premises again"),
        line=record.name,
        back=address(record),
        said=_("Saved."),
    )
