"""Pages of matters: the desk, one matter with its life, and what is done to it."""

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

from lanyan.citizens import queries, rules
from lanyan.citizens.actions import joining
from lanyan.citizens.actions import matters as actions
from lanyan.citizens.filters import MatterFilter
from lanyan.citizens.forms import desk as forms
from lanyan.citizens.models import Matter
from lanyan.citizens.models.matters import VIEW
from lanyan.citizens.sheets import MATTERS
from lanyan.citizens.tables import MatterTable, left_words
from lanyan.inspections.actions import transfers
from lanyan.inspections.forms import fields
from lanyan.inspections.models import Inspection
from lanyan.inspections.views.enforcing import terms_of
from lanyan.kernel import access, audit
from lanyan.premises.models import Premises
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.units.models import Unit
from lanyan.web.lists import Action, View, list_page

ANSWERABLE = (*rules.TO_ANSWER, rules.ANSWERED)
KEEP, DECIDE, RECEIVE = "citizens.keep_matters", "citizens.decide_matters", "citizens.receive_message"


@require_GET
@access.requires(VIEW)
def matters(request: HttpRequest) -> HttpResponse:
    """The desk: the matters of one's area, newest first."""
    return list_page(
        request,
        Matter.objects.visible_to(request.user).order_by("-received_at", "-pk"),
        MatterFilter,
        MatterTable,
        title=_("Tips and complaints"),
        unit=pgettext("counting unit", "matters"),
        sheet=MATTERS,
        template="citizens/matters.html",
        views=(
            View(pgettext("complaints", "New"), "state=RECEIVED"),
            View(_("To be checked"), "stands=open"),
            View(pgettext("complaints", "Past the term"), "stands=over"),
            View(_("Answers owed"), "stands=owed"),
            View(_("All"), ""),
        ),
        actions=(
            Action(_("Messages received"), reverse("citizens:messages"), "list", permission=VIEW),
            Action(_("QR poster"), reverse("citizens:poster"), "print", permission=VIEW),
            Action(_("Enter a message"), reverse("citizens:receive_message"), "plus", "do", permission=RECEIVE),
        ),
        empty={
            "heading": _("No complaint here"),
            "advice": _("What is reported on the public page stands here by itself; enter what comes otherwise."),
            "icon": "phone",
        },
        context=desk(request),
    )


def desk(request: HttpRequest) -> dict[str, Any]:
    """What waits, and the desks to listen to."""
    user: Any = request.user
    mine = Matter.objects.visible_to(user)
    # The uppermost units tell of all below them.
    reached = Unit.objects.visible_to(user, VIEW).values_list("path", "pk")
    mine_at = set(user.paths(VIEW))
    tops = [pk for path, pk in reached if path in mine_at]
    return {"waiting": queries.waiting(mine, timezone.now()), "topics": " ".join(f"complaints:{pk}" for pk in tops)}


@require_GET
@access.requires(VIEW)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits on the desk, read again when something came."""
    return TemplateResponse(request, "citizens/_waiting.html", desk(request))


def one(request: HttpRequest, pk: int, permission: str = VIEW) -> Matter:
    """A matter that the reader may act on with a permission, or 404."""
    seen = Matter.objects.visible_to(request.user, permission).select_related(
        "unit", "premises", "inspection", "transfer", "joined_into", "entered_by"
    )
    found: Matter = get_object_or_404(seen, pk=pk)
    return found


def _may(request: HttpRequest, record: Matter, permission: str) -> bool:
    return bool(request.user.may(permission, record.unit.path))  # type: ignore[union-attr]


def address(matter: Matter) -> str:
    """The page of a matter."""
    return reverse("citizens:matter", args=[matter.pk])


@require_GET
@access.requires(VIEW)
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one matter: facts, clock, messages and answers, what is likely the same, history."""
    record = one(request, pk)
    keeps = _may(request, record, KEEP)
    context = {
        "title": record.number,
        "record": record,
        "subject": "matter",
        "terms": terms_of(record),
        "clock": left_words(record, timezone.now()),
        "shown": queries.messages_of(record),
        "joined": record.joined.select_related("unit").order_by("received_at"),  # type: ignore[attr-defined]
        "likely": queries.likely_same(record, request.user) if keeps else [],
        "may_answer": record.state in ANSWERABLE and _may(request, record, "citizens.answer_message"),
        "may_see_person": _may(request, record, "citizens.view_complainant"),
        "sees_enforcement": _may(request, record, "inspections.view_enforcement"),
        "sees_checks": _may(request, record, "inspections.view_inspection"),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "citizens/matter.html", context)


def _verb(
    request: HttpRequest, record: Matter, form: Any, act: Callable[[dict[str, Any]], Any], *, title: Any, **more: Any
) -> HttpResponse:
    """A form page over a matter: it says which, calls one action, and returns to it."""
    line = f"{record.number} · {record.kind_words} · {record.place}"
    given = {"said": _("Saved."), "line": line, "back": address(record), **more}
    return form_page(request, form, act, title=title, **given)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def accept_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a matter."""
    record = one(request, pk, KEEP)
    form = forms.AcceptForm(
        request.POST or None,
        reachable=Premises.objects.visible_to(request.user, KEEP),
        initial={name: getattr(record, name) for name in ("kind", "words", "premises", "place_words")},
    )

    def accept(typed: dict[str, Any]) -> Matter:
        premises = typed.pop("premises")
        taken = actions.Taken(premises_id=premises.pk if premises else None, **typed)
        return actions.accept_matter(matter_id=pk, taken=taken, at=timezone.now(), by=request.user)

    return _verb(request, record, form, accept, title=_("Accept a complaint"), submit=_("Accept"))


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def refuse_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a matter not ours."""
    record = one(request, pk, DECIDE)

    def refuse(typed: dict[str, Any]) -> Matter:
        return actions.refuse_matter(matter_id=pk, **typed, at=timezone.now(), by=request.user)

    form = forms.RefuseForm(request.POST or None)
    said = _("Entered; now tell each sender.")
    return _verb(request, record, form, refuse, title=_("Find a complaint not ours"), said=said)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def assign_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign a matter to another unit of the detachment."""
    record = one(request, pk, KEEP)
    units = Unit.objects.filter(path__startswith=fields.city_path(record.unit), closed_date=None)
    units = units.of_kind(Unit.Kind.DETACHMENT, Unit.Kind.BATTALION).order_by("path")

    def assign(typed: dict[str, Any]) -> Matter:
        unit = typed.pop("unit")
        return actions.assign_matter(matter_id=pk, unit_id=unit.pk, **typed, at=timezone.now(), by=request.user)

    # After it is given away it may be out of one's reach.
    return _verb(
        request,
        record,
        forms.AssignForm(request.POST or None, units=units),
        assign,
        title=_("Assign a complaint to another unit"),
        done=lambda _matter: reverse("citizens:matters"),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def check_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a matter checked."""
    record = one(request, pk, KEEP)
    standing = Inspection.objects.visible_to(request.user).standing().filter(premises=record.premises_id)
    form = forms.CheckForm(
        request.POST or None,
        reachable=Premises.objects.visible_to(request.user, KEEP),
        standing=standing.order_by("scheduled_date"),
        known=record.premises_id is not None,
        initial={"scheduled_date": timezone.localdate()},
    )

    def check(typed: dict[str, Any]) -> Matter:
        standing, premises = typed.pop("inspection", None), typed.pop("premises", None)
        way = actions.Way(
            inspection_id=standing.pk if standing else None, premises_id=premises.pk if premises else None, **typed
        )
        return actions.check_matter(matter_id=pk, way=way, at=timezone.now(), by=request.user)

    return _verb(request, record, form, check, title=_("Have a complaint checked"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def verify_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what the check showed."""
    record = one(request, pk, KEEP)
    form = forms.VerifyForm(request.POST or None, elsewhere=record.inspection_id is None)

    def verify(typed: dict[str, Any]) -> Matter:
        return actions.verify_matter(matter_id=pk, **typed, at=timezone.now(), by=request.user)

    return _verb(request, record, form, verify, title=_("Enter what the verification showed"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def hand_over_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a matter to the body that is competent."""
    record = one(request, pk, KEEP)
    place = (record.premises.division_code if record.premises else "") or record.unit.division_code
    able = [row for row in transfers.table() if row.holds(row.matter, place, timezone.localdate())]
    form = forms.HandOverForm(
        request.POST or None, bodies=[(row.code, row.body) for row in able], initial={"words": record.words}
    )

    def hand_over(typed: dict[str, Any]) -> Matter:
        return actions.hand_over_matter(matter_id=pk, **typed, at=timezone.now(), by=request.user)

    return _verb(request, record, form, hand_over, title=_("Hand a complaint to another body"))


def _with_reason(request: HttpRequest, pk: int, permission: str, act: Callable[..., Any], title: Any) -> HttpResponse:
    record = one(request, pk, permission)

    def do(typed: dict[str, Any]) -> Any:
        return act(matter_id=pk, **typed, at=timezone.now(), by=request.user)

    return _verb(request, record, ReasonForm(request.POST or None), do, title=title)


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def lose_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a matter back to waiting for a check."""
    return _with_reason(request, pk, KEEP, actions.lose_check, _("Put a complaint back to waiting for a check"))


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def withdraw_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a matter that was entered by mistake."""
    return _with_reason(request, pk, DECIDE, actions.withdraw_matter, _("Withdraw a complaint"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def unjoin_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Part a matter from the one it was joined into."""
    return _with_reason(request, pk, KEEP, joining.unjoin_matter, _("Part joined complaints"))


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def join_matter(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Join two matters, after a person looked at both."""
    record, second = one(request, pk, KEEP), one(request, other, KEEP)

    def join(_typed: dict[str, Any]) -> Matter:
        return joining.join_matters(matter_id=pk, other_id=other, at=timezone.now(), by=request.user)

    return _verb(
        request,
        record,
        HouseForm(request.POST if request.method == "POST" else None),
        join,
        title=_("Join complaints of the same matter"),
        submit=_("They are the same: join"),
        template="citizens/join.html",
        more={"pair": (record, second)},
        done=address,
    )


@require_http_methods(["GET", "POST"])
@access.requires(DECIDE)
def close_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a matter of which everybody is answered."""
    record = one(request, pk, DECIDE)

    def close(_typed: dict[str, Any]) -> Matter:
        return actions.close_matter(matter_id=pk, at=timezone.now(), by=request.user)

    form = HouseForm(request.POST if request.method == "POST" else None)
    return _verb(request, record, form, close, title=_("Close a complaint"), submit=pgettext("complaint", "Close"))
