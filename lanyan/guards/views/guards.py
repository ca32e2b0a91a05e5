"""Guards: the list, the calendar, the plan and its way to approval, the panel of an incident."""

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.guards import forms, papers
from lanyan.guards.actions import plans, running
from lanyan.guards.filters import GuardFilter
from lanyan.guards.models import Guard, PostPerson
from lanyan.guards.models.guards import APPROVE, PLAN, RUN, STAMP, VIEW
from lanyan.guards.queries import boards, calendar, conflicts
from lanyan.guards.rules import life
from lanyan.guards.sheets import GUARDS
from lanyan.guards.tables import GuardTable
from lanyan.guards.views.common import guard_of, plain, reason, typed, verb
from lanyan.incidents.models import Incident
from lanyan.kernel import access, audit
from lanyan.kernel.documents import PDF_MIME, WORD_MIME
from lanyan.units.doors import form_page
from lanyan.units.models import Unit
from lanyan.web import downloads
from lanyan.web.lists import Action, View, list_page

form_page_only = require_http_methods(["GET", "POST"])


@require_GET
@access.requires(VIEW)
def guards(request: HttpRequest) -> HttpResponse:
    """List the guards of one's area, those to come and under way by one touch."""
    return list_page(
        request,
        boards.listed(request.user).order_by("-starts_at", "-pk"),
        GuardFilter,
        GuardTable,
        title=_("Guard duty"),
        unit=pgettext("counting unit", "guards"),
        line=_("Festivals and events guarded by plan."),
        sheet=GUARDS,
        views=(
            View(_("Not over yet"), "coming=true"),
            View(pgettext("guards", "Under way"), "state=UNDER_WAY"),
            View(_("To be approved"), "state=SUBMITTED"),
            View(_("All"), ""),
        ),
        actions=[Action(_("Plan a guard"), reverse("guards:plan_guard"), "plus", "do", PLAN, "n")],
        empty={
            "heading": _("No guard"),
            "advice": _("A festival, a fair, a visit: plan the first guard at the top right."),
            "icon": "flag",
        },
    )


@require_GET
@access.requires(VIEW)
def guard_calendar(request: HttpRequest) -> HttpResponse:
    """Guards by day: a month, or a week."""
    mode = calendar.WEEK if request.GET.get("by") == calendar.WEEK else calendar.MONTH
    on = _day(request.GET.get("on", ""))
    before, after = calendar.beside(mode, on)
    context = {
        "title": _("Calendar of guards"),
        "mode": mode,
        "on": on,
        "before": before,
        "after": after,
        "weeks": calendar.weeks(request.user, mode, on),
        "may_plan": request.user.has_perm(PLAN),  # type: ignore[union-attr]
    }
    return TemplateResponse(request, "guards/calendar.html", context)


def _day(text: str) -> date:
    """A day of the address, within what a calendar shows; nonsense is today."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    return found if found is not None and 2000 <= found.year <= 2100 else timezone.localdate()


@require_GET
@never_cache
@access.requires(VIEW)
def guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a guard: its plan, who stands where while it goes on, what came of it."""
    return TemplateResponse(request, "guards/guard.html", _context(request, pk, history=True))


@require_GET
@never_cache
@access.requires(VIEW)
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read what the page of a guard shows."""
    return TemplateResponse(request, "guards/_guard.html", _context(request, pk))


def _context(request: HttpRequest, pk: int, *, history: bool = False) -> dict[str, Any]:
    record = get_object_or_404(boards.found(request.user), pk=pk)
    user: Any = request.user
    context = boards.board(record, timezone.now())
    own = PostPerson.objects.standing().filter(post__guard=record, person__user=user).exists()
    stamps = own or Guard.objects.visible_to(user, STAMP).filter(pk=pk).exists()
    context |= {
        "title": record.title,
        "subject": "guard",
        "may_plan": user.may(PLAN, record.unit.path),
        "may_run": user.may(RUN, record.unit.path),
        "changeable": record.state == life.DRAFT and user.may(PLAN, record.unit.path),
        "postable": record.state == life.UNDER_WAY and user.may(RUN, record.unit.path),
        "map": boards.marks(record, context["lines"], linked=stamps),
        "city": boards.city_of(record),
        "may_stamp": stamps,
        "may_clue": user.has_perm("inspections.view_clue"),
        "may_premises": user.has_perm("premises.view_premises"),
        "may_incident": user.has_perm("incidents.view_incident"),
    }
    return context | ({"history": audit.history(record)} if history else {})


@require_GET
@access.requires(VIEW)
def incident_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What an incident's guard says: its plan, its posts, rounds missed."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    record = boards.found(request.user).filter(incident=incident).first()
    context = boards.board(record, timezone.now()) if record is not None else {}
    return TemplateResponse(request, "guards/_incident.html", {"incident": incident, **context})


# ---- the plan -----------------------------------------------------------------------------------------------
@form_page_only
@access.requires(PLAN)
def plan_guard(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a guard."""
    form = forms.GuardForm(typed(request), user=request.user, permission=PLAN)

    def plan(values: dict[str, Any]) -> Guard:
        return plans.plan_guard(
            unit_id=values["unit"].pk, facts=form.facts(), is_exercise=values["is_exercise"], at=timezone.now(),
            by=request.user,
        )  # fmt: skip

    user: Any = request.user
    return form_page(
        request, form, plan, title=_("Plan a guard"), line=_("Its posts follow on the next page."),
        back=reverse("guards:guards"), done=lambda made: reverse("guards:guard", args=[made.pk]),
        template="guards/form.html", more=_map(_city(user), []),
    )  # fmt: skip


def _city(user: Any) -> str:
    """The city whose road picture a new plan begins on: that of the first unit one may plan for."""
    first = Unit.objects.visible_to(user, PLAN).order_by("path").values_list("division_code", flat=True).first()
    return (first or "")[:4]


def _map(city: str, marks: list[Any], center: Any = None) -> dict[str, Any]:
    spec: dict[str, Any] = {"marks": marks}
    if center is not None:
        spec |= {"center": center, "zoom": 15}
    return {"city": city, "map": spec}


@form_page_only
@access.requires(PLAN)
def change_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the plan of a guard."""
    record = guard_of(request, pk, PLAN)
    plain_names = (
        "title",
        "why",
        "address",
        "lon",
        "lat",
        "starts_at",
        "ends_at",
        "crowd",
        "risks",
        "measures",
        "radio",
    )
    initial = {name: getattr(record, name) for name in plain_names}
    initial |= {"kind": record.kind.code, "commander": record.commander_id, "premises": record.premises}
    form = forms.GuardForm(typed(request), user=request.user, permission=PLAN, guard=record, initial=initial)

    def change(*, guard_id: int, at: Any, by: Any, **_values: Any) -> Guard:
        return plans.change_guard(guard_id=guard_id, facts=form.facts(), at=at, by=by)

    return verb(
        request, record, form, change, "change_guard", template="guards/form.html",
        more=_map(boards.city_of(record), [], [record.lon, record.lat]),
    )  # fmt: skip


@form_page_only
@access.requires(PLAN)
def submit_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a plan for approval."""
    return verb(request, guard_of(request, pk, PLAN), plain(request), plans.submit_guard, "submit_guard")


@form_page_only
@access.requires(APPROVE)
def return_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a plan back to its author."""
    return verb(request, guard_of(request, pk, APPROVE), reason(request), plans.return_guard, "return_guard")


@form_page_only
@access.requires(APPROVE)
def approve_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a plan, seeing what stands against it."""
    record = guard_of(request, pk, APPROVE)
    more = {"conflicts": conflicts.of_guard(record, timezone.now())}
    form = forms.ApproveForm(typed(request))
    return verb(request, record, form, plans.approve_guard, "approve_guard", template="guards/approve.html", more=more)


@form_page_only
@access.requires(PLAN)
def reopen_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approved plan back to change it."""
    return verb(request, guard_of(request, pk, PLAN), reason(request), plans.reopen_plan, "reopen_plan")


@form_page_only
@access.requires(PLAN)
def withdraw_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a guard."""
    return verb(request, guard_of(request, pk, PLAN), reason(request), plans.withdraw_guard, "withdraw_guard")


# ---- under way ----------------------------------------------------------------------------------------------
@form_page_only
@access.requires(RUN)
def begin_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a guard: its incident is opened or named, its vehicles are ordered."""
    record = guard_of(request, pk, RUN)
    form = forms.BeginForm(typed(request), guard=record)

    def begin(*, guard_id: int, incident: Incident | None, at: Any, by: Any) -> Guard:
        return running.begin_guard(guard_id=guard_id, incident_id=incident.pk if incident else None, at=at, by=by)

    return verb(request, record, form, begin, "begin_guard")


@form_page_only
@access.requires(RUN)
def order_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the vehicles whose time has come."""
    return verb(request, guard_of(request, pk, RUN), plain(request), running.order_posted, "order_posted")


@form_page_only
@access.requires(RUN)
def stand_down_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand a guard down."""
    record = guard_of(request, pk, RUN)

    def stand_down(*, at: Any, **values: Any) -> Guard:
        return running.stand_down_guard(at=at, entered_at=at, **values)

    return verb(request, record, forms.StandDownForm(typed(request)), stand_down, "stand_down_guard")


@form_page_only
@access.requires(RUN)
def close_guard(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a guard with its summary."""
    record = guard_of(request, pk, RUN)
    return verb(request, record, forms.CloseForm(typed(request)), running.close_guard, "close_guard")


# ---- on paper -----------------------------------------------------------------------------------------------
def _paper(request: HttpRequest, pk: int, make: Any, mime: str, ending: str) -> HttpResponse:
    record = get_object_or_404(boards.found(request.user), pk=pk)
    back = reverse("guards:guard", args=[pk])
    name = f"{record.number}.{ending}"
    return downloads.made(request, partial(make, record, timezone.now()), mime=mime, name=name, back=back)


@require_GET
@access.requires(VIEW)
def guard_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as Word."""
    return _paper(request, pk, papers.as_word, WORD_MIME, "docx")


@require_GET
@access.requires(VIEW)
def guard_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as PDF."""
    return _paper(request, pk, papers.as_pdf, PDF_MIME, "pdf")
