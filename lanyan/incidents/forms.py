"""What people type about incidents, runs and results; checks that need the record are the actions'."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules, words
from lanyan.incidents.actions.incidents import AMOUNTS, COUNTS
from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.places.models import Division
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web import formats

TEXTS = ("title", "address", "town", "description")


class InstantField(forms.DateTimeField):
    """Day and time to the second, in Beijing time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
        super().__init__(widget=widget, **kwargs)


class PlainForm(HouseForm):
    """Nothing to type: the press itself says it."""


class LevelForm(ReasonForm):
    """A higher response level."""

    level = forms.TypedChoiceField(label=_("level"), coerce=int)

    field_order = ("level", "reason")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        self.incident = incident
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Only levels above the present one can be chosen."""
        kind = self.incident.kind or ""
        above = range((self.incident.level or 0) + 1, rules.HIGHEST_LEVEL.get(kind, 0) + 1)
        self.fields["level"].choices = [(number, words.level(kind, number)) for number in above]  # type: ignore[attr-defined]


class FalseForm(ReasonForm):
    """Mistake or prank, and why we think so."""

    subkind = forms.ChoiceField(label=_("sub-kind"))

    field_order = ("subkind", "reason")

    def build(self) -> None:
        """The two kinds of false alarm."""
        rows = [row for row in codes.table("incident_kinds").values() if row.parent == rules.FALSE]
        self.fields["subkind"].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]


class ArchiveForm(HouseForm):
    """What an archive is for; who called is in it only for those who may know."""

    reason = forms.CharField(label=_("what for"), max_length=200)
    with_callers = forms.BooleanField(
        label=_("with who called"),
        required=False,
        help_text=_("Names and telephone numbers are written out. Without it they are masked."),
    )

    def __init__(self, *args: Any, may_know: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_know:
            del self.fields["with_callers"]


class LogForm(HouseForm):
    """A line of the command log; without a time it is now."""

    text = forms.CharField(label=_("text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    at = InstantField(label=_("at"), required=False, help_text=_("Empty: now."))


class StampForm(HouseForm):
    """A stamp entered later than it happened."""

    stamp = forms.ChoiceField(label=_("stamp"))
    at = InstantField(label=_("at"))

    def __init__(self, *args: Any, stamps: Iterable[rules.Stamp], **kwargs: Any) -> None:
        self.stamps = list(stamps)
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The stamps of this kind of incident."""
        self.fields["stamp"].choices = [(stamp.key, stamp.label) for stamp in self.stamps]  # type: ignore[attr-defined]


class CorrectStampForm(StampForm):
    """Another instant for a stamp, or none, with the reason."""

    at = InstantField(label=_("at"), required=False, help_text=_("Empty takes the stamp back."))
    reason = forms.CharField(label=_("reason"), max_length=200)


def _count(name: str) -> forms.Field:
    label = Incident._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return forms.IntegerField(label=label, min_value=0, required=False)


def _amount(name: str) -> forms.Field:
    label = Incident._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2, required=False)


class ResultForm(HouseForm):
    """The result 战果: empty means nobody has said, which is not zero."""

    def build(self) -> None:
        """One field a number."""
        self.fields |= {name: _count(name) for name in COUNTS} | {name: _amount(name) for name in AMOUNTS}

    def changes(self) -> dict[str, Any]:
        """Only what was changed, so that two people who enter different numbers do not undo each other."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class CorrectForm(ResultForm):
    """Everything that can be corrected on an opened incident; each field says what stands now."""

    title = forms.CharField(label=_("title"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=Incident.Kind.choices)
    subkind = forms.ChoiceField(label=_("sub-kind"), required=False)
    level = forms.ChoiceField(label=_("response level"), required=False)
    address = forms.CharField(label=_("confirmed address"), max_length=200)
    division = forms.ModelChoiceField(label=_("district"), queryset=Division.objects.all(), required=False)
    town = forms.CharField(label=_("town"), max_length=40, required=False)
    lon = forms.FloatField(label=_("longitude"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("latitude"), min_value=-90, max_value=90, required=False)
    description = forms.CharField(
        label=_("description"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_notable = forms.BooleanField(label=_("kept as a case"), required=False)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        self.incident = incident
        kwargs.setdefault("initial", _standing(incident))
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Facts of the kind, then the result, then why; beside each what stands now."""
        kind = self.data.get("kind") or self.incident.kind or ""
        for fact in rules.FACTS:
            if kind in fact.kinds or fact.key in self.incident.facts:
                self.fields[f"facts.{fact.key}"] = _fact_field(fact)
        super().build()
        self.fields["reason"] = forms.CharField(label=_("reason"), max_length=200)
        rows = list(codes.table("incident_kinds").values())
        named = {row.code: row.label for row in rows}
        subkinds = [(row.code, f"{named[row.parent]} › {row.label}") for row in rows if row.parent]
        self.fields["subkind"].choices = [("", formats.NONE), *subkinds]  # type: ignore[attr-defined]
        highest = rules.HIGHEST_LEVEL.get(kind, 0)
        levels = [(str(number), words.level(kind, number)) for number in range(1, highest + 1)]
        self.fields["level"].choices = [("", formats.NONE), *levels]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name != "reason":
                field.help_text = _now("stands: %(value)s") % {"value": _told(field, self.initial.get(name))}

    def changes(self) -> dict[str, Any]:
        """What differs from what stands, in the words of the action."""
        typed, changed = self.cleaned_data, set(self.changed_data) - {"reason"}
        if "kind" in changed:
            changed |= {"subkind", "level"}
        if changed & {"lon", "lat"}:
            changed |= {"lon", "lat"}
        found = {name: typed[name] for name in changed if not name.startswith("facts.")}
        if "division" in found:
            found["division"] = found["division"].pk if found["division"] else None
        if any(name.startswith("facts.") for name in changed):
            keys = [name for name in self.fields if name.startswith("facts.")]
            found["facts"] = {name.removeprefix("facts."): typed.get(name) for name in keys}
        return found


def _standing(incident: Incident) -> dict[str, Any]:
    """What stands now, by field of the form."""
    found: dict[str, Any] = {name: getattr(incident, name) for name in (*TEXTS, *COUNTS, *AMOUNTS, "is_notable")}
    found |= {"kind": incident.kind, "lon": incident.lon, "lat": incident.lat, "division": incident.division_id}
    found["subkind"] = incident.subkind.code if incident.subkind else ""
    found["level"] = str(incident.level) if incident.level else ""
    return found | {f"facts.{key}": value for key, value in incident.facts.items()}


def _fact_field(fact: rules.Fact) -> forms.Field:
    if fact.choices:
        return forms.ChoiceField(label=fact.label, required=False, choices=[("", formats.NONE), *fact.choices])
    if fact.kind is int:
        return forms.IntegerField(label=fact.label, required=False, min_value=fact.least, max_value=fact.most)
    return forms.CharField(label=fact.label, required=False, max_length=100)


def _told(field: forms.Field, value: Any) -> str:
    """A standing value as the field would show it."""
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if value is None or value == "":
        return formats.NONE
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(pk=value).first() or formats.NONE)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
