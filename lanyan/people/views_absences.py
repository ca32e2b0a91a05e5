"""Pages about absences: the list of a unit, entering and withdrawing one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access
from lanyan.people import actions
from lanyan.people.absences import ABSENCES, AbsenceFilter, AbsenceForm
from lanyan.people.models import Absence, Person
from lanyan.units.doors import form_page
from lanyan.units.forms import ReasonForm
from lanyan.web.lists import View, list_page

VIEW, KEEP = "people.view_absence", "people.keep_absences"


@require_GET
@access.requires(VIEW)
def absences(request: HttpRequest) -> HttpResponse:
    """List the absences of one's area, the latest first."""
    today = timezone.localdate()
    found = Absence.objects.visible_to(request.user).order_by("-from_date", "person__unit__path")
    return list_page(
        request,
        found,
        AbsenceFilter,
        title=_("Absences"),
        unit=pgettext("counting unit", "absences"),
        sheet=ABSENCES,
        views=(
            View(_("Absent today"), f"day={today}", count=found.on(today).count),
            View(_("Standing"), "withdrawn=false"),
            View(_("All")),
        ),
        empty={
            "heading": _("Nobody is absent"),
            "advice": _("An absence is entered on a person's page."),
            "icon": "people",
        },
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def enter_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that a person is not there."""
    person = get_object_or_404(Person.objects.visible_to(request.user, KEEP).select_related("unit"), pk=pk)
    return form_page(
        request,
        AbsenceForm(request.POST or None, initial={"from_date": timezone.localdate()}),
        lambda typed: actions.enter_absence(person_id=pk, **typed, by=request.user),
        title=_("Enter an absence"),
        line=f"{person.name} · {person.unit.name}",
        back=reverse("people:person", args=[pk]),
        said=_("The absence has been entered."),
    )


@require_http_methods(["GET", "POST"])
@access.requires(KEEP)
def withdraw_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an absence."""
    absence = get_object_or_404(Absence.objects.visible_to(request.user, KEEP).select_related("person"), pk=pk)
    return form_page(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.withdraw_absence(absence_id=pk, **typed, at=timezone.now(), by=request.user),
        title=_("Withdraw an absence"),
        line=f"{absence.person.name} · {absence.get_kind_display()} · {absence.from_date}",
        back=reverse("people:person", args=[absence.person_id]),
        said=_("The absence has been withdrawn."),
    )
