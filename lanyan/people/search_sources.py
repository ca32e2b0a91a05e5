"""Persons in the global search: by name, number and telephone, within the reader's units."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.people.models import Person

search.register(
    search.Source(
        kind="person",
        label=_("Person"),
        model=Person,
        permission="people.view_person",
        title=lambda person: person.name,
        subtitle=lambda person: " · ".join(part for part in (person.unit.name, person.number, person.phone) if part),
        text=lambda person: f"{person.name} {person.number} {person.phone}",
        url=lambda person: reverse("people:person", args=[person.pk]),
        scope=lambda person: person.unit.path,
        scoped="unit",
    )
)
