"""Who may carry checks out: certificates and posts out of the tables, in the words of the rules."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lanyan.inspections.models import Recusal
from lanyan.inspections.rules import checks, staff
from lanyan.kernel import codes
from lanyan.people.models import Certificate, Person

LISTED = "enforcement_staff"


def established() -> frozenset[str]:
    """The categories of persons that are established posts: a row of the list, not a constant."""
    return frozenset(code for code, row in codes.table(LISTED).items() if row.facts.get("established"))


def qualifying() -> list[str]:
    """The kinds of certificate that qualify for checks."""
    return [code for code, row in codes.table("certificate_kinds").items() if row.facts.get("qualifies") == "checks"]


def officers(persons: Iterable[Person]) -> list[checks.Officer]:
    """Persons as the rules see them, with their certificates: one query."""
    wanted = list(persons)
    held: dict[int, list[checks.Licence]] = {}
    certificates = Certificate.objects.standing().filter(person__in=[each.pk for each in wanted], kind__in=qualifying())
    for certificate in certificates:
        licence = checks.Licence(certificate.number, certificate.since_date, certificate.until_date)
        held.setdefault(certificate.person_id, []).append(licence)
    return [checks.Officer(each.pk, each.category, each.left_date, tuple(held.get(each.pk, ()))) for each in wanted]


def refusals(persons: Iterable[Person], *, premises_id: int, on: date) -> dict[int, str]:
    """Why each of these may not check a place on a day: {person: code}."""
    wanted = list(persons)
    recused = Recusal.objects.standing().filter(premises_id=premises_id, person__in=[each.pk for each in wanted])
    return dict(
        staff.refusals(
            officers(wanted), established=established(), on=on, recused=set(recused.values_list("person_id", flat=True))
        )
    )


def qualified(unit_path: str, on: date) -> list[Person]:
    """Those of a unit and below it who may carry checks out on a day, by number: two queries."""
    serving = Person.objects.filter(unit__path__startswith=unit_path, category__in=established())
    persons = list(serving.select_related("unit").order_by("number"))
    able = {
        officer.pk
        for officer in officers(persons)
        if not checks.why_unqualified(officer, established=established(), on=on)
    }
    return [person for person in persons if person.pk in able]


def why(code: str) -> str:
    """A refusal of the rules in words."""
    return {
        checks.LEFT: _("has left the service"),
        checks.NOT_ESTABLISHED: _("holds no established post and may only assist"),
        checks.NO_LICENCE: _("holds no law-enforcement certificate that is in force"),
        staff.RECUSED: _("is recused from this place"),
    }.get(code, code)


def person_of(user: Any) -> Person | None:
    """The person behind a login."""
    return Person.objects.filter(user=user).first() if user is not None else None
