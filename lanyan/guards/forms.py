"""Forms of guards: the plan, its posts, who and what is stationed there, stamps."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces.duty_forms import MinuteField
from lanyan.forces.models import Formation, Vehicle
from lanyan.guards.actions.plans import GuardFacts
from lanyan.guards.actions.posts import PostFacts
from lanyan.guards.models import Guard, GuardPost, Stamp
from lanyan.guards.models.guards import RUN
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.inspections.forms.fields import PremisesField
from lanyan.kernel import codes
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.units.forms import HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import ALL, Assignment, Unit, User

AREA = forms.Textarea(attrs={"rows": 4})


def _kinds() -> list[tuple[str, str]]:
    rows = codes.table("incident_kinds").values()
    return [(row.code, row.label) for row in rows if row.parent == incidents.GUARD]


def city(path: str) -> str:
    """The path of the detachment a unit belongs to."""
    return f"{path.partition('.')[0]}."


def _first(**fits: Any) -> Any:
    """Those that fit before the others."""
    return Case(When(**fits, then=0), default=1)


def commanders(paths: list[str]) -> Any:
    """Who may command a guard somewhere in these units or above them."""
    where = Q(pk__in=[])
    for root in {city(path) for path in paths}:
        where |= Q(unit__path__startswith=root)
    holding = Assignment.objects.in_force(timezone.localdate()).filter(
        where, Q(role__permissions__contains=[RUN]) | Q(role__permissions__contains=[ALL])
    )
    return User.objects.filter(is_active=True, pk__in=holding.values("user")).order_by("name", "pk")


class PeopleField(forms.CharField):
    """People by name or number, as they are said: one after the other. A name that two bear needs the number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **kwargs)
        self.reachable = Person.objects.none()

    def clean(self, value: Any) -> list[int]:
        """The keys of the people, in their order."""
        text = str(super().clean(value) or "")
        for mark in "，,、；;\n\t":
            text = text.replace(mark, " ")
        words = list(dict.fromkeys(text.split()))
        known = self.reachable.filter(Q(name__in=words) | Q(number__in=words)).select_related("unit")
        people: dict[str, list[Person]] = {}
        for person in known:
            for word in {person.name, person.number} & set(words):
                people.setdefault(word, []).append(person)
        return [self._one(word, people.get(word, [])) for word in words]

    @staticmethod
    def _one(word: str, found: list[Person]) -> int:
        if not found:
            raise ValidationError(_now("Nobody of this name or number: {name}").format(name=word))
        if len(found) > 1:
            named = "、".join(f"{one.unit.short_name} {one.number}" for one in found[:5])
            said = _now("Several bear the name {name}, write the number: {numbers}")
            raise ValidationError(said.format(name=word, numbers=named))
        return found[0].pk


class GuardForm(HouseForm):
    """The plan of a guard."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    title = forms.CharField(label=_("title"), max_length=80)
    kind = forms.ChoiceField(label=_("kind"), choices=_kinds)
    why = forms.CharField(label=pgettext_lazy("guard", "reason and basis"), max_length=300)
    address = forms.CharField(label=_("place"), max_length=200)
    premises = PremisesField(required=False)
    lon = forms.FloatField(label=_("longitude"), help_text=_("Click on the map, or write it."))
    lat = forms.FloatField(label=_("latitude"))
    starts_at = MinuteField(label=_("begins"))
    ends_at = MinuteField(label=_("ends"))
    commander = forms.ModelChoiceField(label=_("commander"), queryset=User.objects.none())
    crowd = forms.IntegerField(label=_("people expected"), min_value=0, required=False)
    risks = forms.CharField(label=_("risks"), max_length=4000, required=False, widget=AREA)
    measures = forms.CharField(label=_("measures"), max_length=4000, required=False, widget=AREA)
    radio = forms.CharField(label=_("radio and telephone"), max_length=120, required=False)
    is_exercise = forms.BooleanField(
        label=_("exercise"), required=False, help_text=_("An exercise counts in no figure.")
    )

    def __init__(self, *args: Any, user: Any, permission: str, guard: Guard | None = None, **kwargs: Any) -> None:
        self.user, self.permission, self.guard = user, permission, guard
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The units one may plan for, those who may command, premises one sees."""
        fields: Any = self.fields
        units = Unit.objects.visible_to(self.user, self.permission).filter(closed_date=None).order_by("path")
        fields["unit"].queryset = units
        paths = list(units.values_list("path", flat=True))
        fields["commander"].queryset = commanders([self.guard.unit.path] if self.guard else paths)
        fields["premises"].reachable = Premises.objects.visible_to(self.user)
        if self.guard is not None:
            del fields["unit"], fields["is_exercise"]
        else:
            fields["unit"].initial = units.first()

    def facts(self) -> GuardFacts:
        """Give the cleaned form to an action."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "is_exercise")}
        premises = given.pop("premises")
        return GuardFacts(
            commander_id=given.pop("commander").pk, premises_id=premises.pk if premises else None, **given
        )  # fmt: skip


class PostForm(HouseForm):
    """A post."""

    name = forms.CharField(label=_("name"), max_length=40)
    task = forms.CharField(label=_("task"), max_length=300)
    lon = forms.FloatField(label=_("longitude"), help_text=_("Click on the map, or write it."))
    lat = forms.FloatField(label=_("latitude"))
    since_at = MinuteField(label=_("held from"))
    until_at = MinuteField(label=_("held until"))
    people_needed = forms.IntegerField(label=_("people needed"), min_value=1, max_value=200)
    round_minutes = forms.IntegerField(
        label=_("a round every, minutes"), min_value=5, max_value=720, required=False,
        help_text=_("Empty: no rounds are made from here."),
    )  # fmt: skip

    def facts(self) -> PostFacts:
        """Give the cleaned form to an action."""
        return PostFacts(**self.cleaned_data)


class OfPostForm(HouseForm):
    """Something stationed at a post, for its whole time or a part of it."""

    def __init__(self, *args: Any, post: GuardPost, **kwargs: Any) -> None:
        self.post = post
        super().__init__(*args, **kwargs)

    def reach(self) -> str:
        """Whose people and vehicles may be stationed: the detachment's."""
        return city(self.post.guard.unit.path)


class PeopleForm(OfPostForm):
    """People at a post."""

    people = PeopleField(label=_("people"), help_text=_("Names or numbers, one after the other."))
    leads = forms.BooleanField(label=_("the first one leads the post"), required=False)
    since_at = MinuteField(label=_("from"), required=False, help_text=_("Empty: as the post."))
    until_at = MinuteField(label=_("until"), required=False)

    def build(self) -> None:
        """Who serves in the city."""
        field: Any = self.fields["people"]
        field.reachable = Person.objects.serving().filter(unit__path__startswith=self.reach())


class VehicleChoice(forms.ModelMultipleChoiceField):
    """Vehicles with their station."""

    def label_from_instance(self, vehicle: Any) -> str:
        """Station and call sign."""
        return f"{vehicle.home.unit.short_name} {vehicle.call_sign}"


class FormationChoice(forms.ModelChoiceField):
    """A formation with its station."""

    def label_from_instance(self, formation: Any) -> str:
        """Station and name."""
        return f"{formation.station.unit.short_name} {formation.name}"


class VehiclesForm(OfPostForm):
    """Vehicles at a post: a formation, or single ones."""

    formation = FormationChoice(label=_("formation"), queryset=Formation.objects.none(), required=False)
    vehicles = VehicleChoice(
        label=_("or single vehicles"), queryset=Vehicle.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    headcount = forms.IntegerField(
        label=_("people on board of each"), min_value=1, max_value=60, required=False,
        help_text=_("Empty: what the vehicle carries."),
    )  # fmt: skip
    since_at = MinuteField(label=_("from"), required=False, help_text=_("Empty: as the post."))
    until_at = MinuteField(label=_("until"), required=False)

    def build(self) -> None:
        """The formations and vehicles of the city, those of the guard's unit first."""
        fields: Any = self.fields
        own = self.post.guard.unit.path
        formations = Formation.objects.in_use().filter(station__unit__path__startswith=self.reach())
        fields["formation"].queryset = formations.select_related("station__unit").order_by(
            _first(station__unit__path__startswith=own), "station__unit__path", "order"
        )
        vehicles = Vehicle.objects.filter(home__unit__path__startswith=self.reach())
        vehicles = vehicles.exclude(condition=Vehicle.Condition.RETIRED).select_related("home__unit")
        fields["vehicles"].queryset = vehicles.order_by(
            _first(home__unit__path__startswith=own), "home__unit__path", "call_sign"
        )

    def clean(self) -> dict[str, Any]:
        """One of both."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("formation")) == bool(given.get("vehicles")):
            raise ValidationError(_now("Choose a formation or single vehicles, not both."))
        return given


class ApproveForm(HouseForm):
    """Approving a plan."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, required=False, help_text=_("Needed where conflicts stand.")
    )


class BeginForm(HouseForm):
    """Beginning a guard."""

    incident = forms.ModelChoiceField(
        label=_("incident"), queryset=Incident.objects.none(), required=False,
        empty_label=_("open a new one"), help_text=_("Or name the incident of guard duty the desk has opened."),
    )  # fmt: skip

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        self.guard = guard
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The open incidents of guard duty that no guard names."""
        found = Incident.objects.filter(status=incidents.OPEN, kind=incidents.GUARD, guard=None)
        found = found.filter(centre__path__startswith=city(self.guard.unit.path), is_exercise=self.guard.is_exercise)
        field: Any = self.fields["incident"]
        field.queryset = found.order_by("-answered_at", "-pk")


class StandDownForm(HouseForm):
    """Standing down."""

    words = forms.CharField(label=pgettext_lazy("guard", "words"), max_length=200, required=False)


class CloseForm(HouseForm):
    """The summary of a guard."""

    summary = forms.CharField(
        label=_("summary"), max_length=4000, widget=AREA,
        help_text=_("What was found and done, what should be otherwise next time. Counts are written beside it."),
    )  # fmt: skip


class StampForm(HouseForm):
    """A stamp at a post, from the phone."""

    kind = forms.ChoiceField(label=_("kind"), choices=Stamp.Kind.choices, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())
    relieves = forms.ModelChoiceField(label=_("relieves"), queryset=Person.objects.none(), required=False)
    words = forms.CharField(
        label=pgettext_lazy("guard", "words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    as_clue = forms.BooleanField(label=_("pass it on as a clue"), required=False)

    def __init__(self, *args: Any, post: GuardPost, people: Any, me: Person | None, **kwargs: Any) -> None:
        self.post, self.people, self.me = post, people, me
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Who is posted here; oneself first."""
        for name in ("person", "relieves"):
            field: Any = self.fields[name]
            field.queryset = self.people
        self.fields["person"].initial = self.me.pk if self.me else None


# What each stamp asks besides the person who makes it.
ASKED = {
    Stamp.Kind.ARRIVED: ("person",),
    Stamp.Kind.ROUND: ("person", "words"),
    Stamp.Kind.FOUND: ("person", "words", "as_clue"),
    Stamp.Kind.RELIEVED: ("person", "relieves"),
    Stamp.Kind.LEFT: ("person",),
}
