"""The ledger of persons."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import sheets
from lanyan.people.models import Person, Post


def _prepare(persons: QuerySet[Person]) -> QuerySet[Person]:
    """Join the unit and the titles of today's posts."""
    held = Post.objects.held(timezone.localdate()).filter(person=OuterRef("pk")).order_by("since_date", "pk")
    return persons.select_related("unit").annotate(held=ArraySubquery(held.values("title")))


PERSONS = sheets.Sheet(
    key="persons",
    title=_("Persons"),
    model=Person,
    columns=(
        sheets.Column(
            "name",
            _("full name"),
            lambda person: person.name,
            link=lambda person: reverse("people:person", args=[person.pk]),
        ),
        sheets.Column("number", _("number"), lambda person: person.number),
        sheets.Column("unit", _("unit"), lambda person: person.unit.name, width=30),
        sheets.Column("category", _("category"), lambda person: person.get_category_display()),
        sheets.Column("posts", _("posts"), lambda person: "、".join(person.held), width=24),
        sheets.Column("phone", _("telephone"), lambda person: person.phone),
        sheets.Column("joined_date", _("joined on"), lambda person: person.joined_date),
        sheets.Column("left_date", _("left on"), lambda person: person.left_date),
    ),
    prepare=_prepare,
)
sheets.register(PERSONS)
