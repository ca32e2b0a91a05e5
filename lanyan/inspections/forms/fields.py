"""Fields that several forms of this app share: premises by number or name, people, units, checklists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.inspections import staffing
from lanyan.inspections.models import SpecialDrive
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.units.models import Unit

# So many names are told where several places fit.
TOLD = 5


class PremisesField(forms.CharField):
    """Premises by number, whole name, or a part of the name that only one bears; out of those the writer reaches."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("premises"))
        kwargs.setdefault("help_text", gettext_lazy("Number or name."))
        super().__init__(max_length=120, **kwargs)
        self.reachable = Premises.objects.none()

    def prepare_value(self, value: Any) -> Any:
        """Show a chosen place by its number."""
        return value.number if isinstance(value, Premises) else value

    def clean(self, value: Any) -> Any:
        """The one place that fits, or why there is none."""
        text = super().clean(value)
        if not text:
            return None
        standing = self.reachable.standing().select_related("unit")
        found = standing.filter(number=text).first() or _only(standing.filter(name=text))
        if found is None:
            found = _only(standing.filter(name__icontains=text))
        if found is None:
            raise ValidationError(_("There is no such premises."))
        return found


def _only(fitting: Any) -> Premises | None:
    found = list(fitting.order_by("name")[: TOLD + 1])
    if len(found) > 1:
        names = "、".join(f"{each.name}（{each.number}）" for each in found[:TOLD])
        raise ValidationError(_("Several fit, write the number: {names}").format(names=names))
    return found[0] if found else None


class PersonChoice(forms.ModelChoiceField):
    """A person with unit."""

    def label_from_instance(self, person: Any) -> str:
        """Name and unit."""
        return f"{person.name} · {person.unit.short_name}"


class PersonsChoice(forms.ModelMultipleChoiceField):
    """Persons with unit."""

    def label_from_instance(self, person: Any) -> str:
        """Name and unit."""
        return f"{person.name} · {person.unit.short_name}"


def city_path(unit: Unit) -> str:
    """The path of the detachment a unit belongs to: its people check together."""
    return f"{unit.path.partition('.')[0]}."


def qualified(unit: Unit, on: Any) -> Any:
    """Those of the city who may carry checks out, for a choice."""
    able = [person.pk for person in staffing.qualified(city_path(unit), on)]
    return Person.objects.filter(pk__in=able).select_related("unit").order_by("unit__path", "number")


def serving(unit: Unit) -> Any:
    """All who serve in the city, for a choice."""
    persons = Person.objects.serving().filter(unit__path__startswith=city_path(unit))
    return persons.select_related("unit").order_by("unit__path", "number")


def drives(user: Any) -> Any:
    """The running drives a reader sees."""
    return SpecialDrive.objects.visible_to(user).running().order_by("-since_date")


def units(user: Any, permission: str) -> Any:
    """The units over which a permission is held."""
    return Unit.objects.visible_to(user, permission).filter(closed_date=None).order_by("path")


def supervising(user: Any, permission: str) -> Any:
    """The detachments and battalions over which a permission is held: who supervises places."""
    return units(user, permission).of_kind(Unit.Kind.DETACHMENT, Unit.Kind.BATTALION)


def only_choice(form: Any, name: str, offered: Any) -> None:
    """Where there is one thing to choose, it is chosen already."""
    first = list(offered[:2])
    if len(first) == 1:
        form.initial.setdefault(name, first[0].pk)
