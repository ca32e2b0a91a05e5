"""Pages about what hangs on premises: occupancies, persons, facilities, categories, photographs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.kernel import access
from lanyan.premises import actions, queries
from lanyan.premises.forms import (
    CategoryForm,
    ConfirmForm,
    EndCategoryForm,
    EndForm,
    FacilityForm,
    FacilityStateForm,
    FileForm,
    OccupancyForm,
    PersonForm,
)
from lanyan.premises.models import Building, CategoryMark, Facility, Occupancy, ResponsiblePerson
from lanyan.premises.views.common import FACTS, KEEP, PLANS, address, file_kept, hung, premises_seen
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm

FORMS = ["GET", "POST"]


def _today() -> dict[str, Any]:
    return {"until_date": timezone.localdate()}


@require_http_methods(FORMS)
@access.requires(FACTS)
def add_occupancy(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter which part of a building premises occupy."""
    record = premises_seen(request, pk, FACTS)
    # Those of the unit's own ground: a city has more buildings than a list can hold.
    near = Building.objects.visible_to(request.user, FACTS).standing().filter(unit=record.unit).order_by("pinyin", "pk")
    asked = request.GET.get("building", "")
    first = {"building": asked if asked.isdecimal() else None, "since_date": timezone.localdate()}
    form = OccupancyForm(request.POST or None, buildings=near, initial=first)

    def act(typed: dict[str, Any]) -> Occupancy:
        building = typed.pop("building")
        return actions.add_occupancy(
            premises_id=pk, building_id=building.pk, **typed, at=timezone.now(), by=request.user
        )

    return form_page(
        request, form, act, title=_("Enter an occupancy"), line=record.name, back=address(record), said=_("Saved.")
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def end_occupancy(request: HttpRequest, pk: int) -> HttpResponse:
    """End an occupancy on a day."""
    record = hung(request, Occupancy, pk, FACTS, "building")
    return form_page(
        request,
        EndForm(request.POST or None, initial=_today()),
        lambda typed: actions.end_occupancy(occupancy_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("End an occupancy"),
        line=str(record),
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def withdraw_occupancy(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an occupancy entered by mistake."""
    return _withdraw(request, Occupancy, pk, actions.withdraw_occupancy, "occupancy_id")


def _withdraw(request: HttpRequest, model: Any, pk: int, action: Any, key: str) -> HttpResponse:
    record = hung(request, model, pk, FACTS)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: action(**{key: pk}, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw an entry"),
        line=f"{record.premises.name} · {record}",
        back=address(record),
        said=_("Withdrawn."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who answers for premises."""
    record = premises_seen(request, pk, FACTS)
    return form_page(
        request,
        PersonForm(request.POST or None, initial={"role": "RESPONSIBLE", "since_date": timezone.localdate()}),
        lambda typed: actions.add_person(premises_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter a responsible person"),
        line=_("{name}: whoever held the same office before ends that day.").format(name=record.name),
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def end_person(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's office."""
    record = hung(request, ResponsiblePerson, pk, FACTS)
    return form_page(
        request,
        EndForm(request.POST or None, initial=_today()),
        lambda typed: actions.end_person(person_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("End a responsible person"),
        line=f"{record.premises.name} · {record} · {record.get_role_display()}",
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def withdraw_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a person entered by mistake."""
    return _withdraw(request, ResponsiblePerson, pk, actions.withdraw_person, "person_id")


@require_http_methods(FORMS)
@access.requires(FACTS)
def add_facility(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a facility."""
    record = premises_seen(request, pk, FACTS)
    return form_page(
        request,
        FacilityForm(request.POST or None, initial={"state": "WORKING"}),
        lambda typed: actions.add_facility(premises_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter a facility"),
        line=record.name,
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def state_facility(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter how a facility stands."""
    record = hung(request, Facility, pk, FACTS)
    first = {"state": record.state, "note": record.note}
    return form_page(
        request,
        FacilityStateForm(request.POST or None, initial=first),
        lambda typed: actions.state_facility(facility_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter how a facility stands"),
        line=f"{record.premises.name} · {record}",
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def withdraw_facility(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a facility: a mistake, or taken down."""
    return _withdraw(request, Facility, pk, actions.withdraw_facility, "facility_id")


@require_http_methods(FORMS)
@access.requires(FACTS)
def confirm_category(request: HttpRequest, pk: int, rule: str) -> HttpResponse:
    """Confirm a category that a rule proposes."""
    record = premises_seen(request, pk, FACTS)
    proposed = next((one for one in queries.proposals(record) if one.rule.code == rule), None)
    if proposed is None:
        raise Http404(rule)
    return form_page(
        request,
        ConfirmForm(request.POST or None, initial={"since_date": timezone.localdate()}),
        lambda typed: actions.confirm_category(
            premises_id=pk, category=proposed.category, rule=rule, **typed, at=timezone.now(), by=request.user
        ),
        title=_("Confirm: {category}").format(category=queries.category_words(proposed.category)),
        line=f"{record.name} · {proposed.rule.words}",
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def declare_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a category that no rule proposes."""
    record = premises_seen(request, pk, FACTS)
    return form_page(
        request,
        CategoryForm(request.POST or None, initial={"since_date": timezone.localdate()}),
        lambda typed: actions.confirm_category(premises_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Enter a category"),
        line=record.name,
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def end_category(request: HttpRequest, pk: int) -> HttpResponse:
    """End a category on a day."""
    record = hung(request, CategoryMark, pk, FACTS)
    return form_page(
        request,
        EndCategoryForm(request.POST or None, initial=_today()),
        lambda typed: actions.end_category(mark_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("End a category"),
        line=f"{record.premises.name} · {record}",
        back=address(record),
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def withdraw_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a category entered by mistake."""
    return _withdraw(request, CategoryMark, pk, actions.withdraw_category, "mark_id")


def attach_page(request: HttpRequest, record: Any, back: str, *, kind: str = "photo") -> HttpResponse:
    """Take a photograph or a drawing in, and put it at a record."""

    def act(typed: dict[str, Any]) -> Any:
        return actions.attach_file(record=record, **typed, at=timezone.now(), by=request.user)

    return form_page(
        request,
        FileForm(request.POST or None, request.FILES or None, initial={"kind": kind}),
        act,
        title=_("Add a photograph or a drawing"),
        line=str(record),
        back=back,
        said=_("Saved."),
    )


@require_http_methods(FORMS)
@access.requires(FACTS)
def attach_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a photograph or a drawing to premises."""
    record = premises_seen(request, pk, FACTS)
    return attach_page(request, record, address(record))


@require_http_methods(FORMS)
@access.requires(FACTS, KEEP, PLANS)
def withdraw_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a photograph or a drawing."""
    attachment, back = file_kept(request, pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_file(attachment_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw an entry"),
        line=attachment.caption or attachment.name,
        back=back,
        said=_("Withdrawn."),
    )
