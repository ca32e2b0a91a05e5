"""Forms of shifts, roll-calls, loads and handovers."""

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import needs
from lanyan.forces.actions import Answer, Place
from lanyan.forces.actions.shifts import last_shift
from lanyan.forces.filters import my_stations
from lanyan.forces.models import Seat, Shift, Station, Vehicle
from lanyan.people.models import Person
from lanyan.units.forms import HouseForm

# The hour at which shifts change unless the last one says otherwise.
CHANGE_HOUR = 8
SHIFT_LENGTH = timedelta(hours=24)


class MinuteField(forms.DateTimeField):
    """Day and time to the minute, in Beijing time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class MakeShiftForm(HouseForm):
    """A new shift sheet."""

    station = forms.ModelChoiceField(label=_("station"), queryset=Station.objects.none())
    starts_at = MinuteField(label=_("on duty from"))
    ends_at = MinuteField(label=_("on duty until"))
    from_last = forms.BooleanField(
        label=_("seats as on the last shift"),
        required=False,
        initial=True,
        help_text=_("Who is absent or no longer at the station is left out."),
    )

    def __init__(self, *args: Any, stations: QuerySet[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]


def next_times(station: Station | None, now: datetime) -> dict[str, datetime]:
    """When the next shift is on duty: after the last one, else from the next change of shifts on."""
    last = last_shift(station) if station is not None else None
    if last is not None and last.ends_at > now - SHIFT_LENGTH:
        return {"starts_at": last.ends_at, "ends_at": last.ends_at + (last.ends_at - last.starts_at)}
    today = timezone.localtime(now).replace(hour=CHANGE_HOUR, minute=0, second=0, microsecond=0)
    starts = today if today >= now else today + SHIFT_LENGTH
    return {"starts_at": starts, "ends_at": starts + SHIFT_LENGTH}


class SeatsForm(HouseForm):
    """When a shift is on duty and under whom; the seats stand beside it, one select each."""

    starts_at = MinuteField(label=_("on duty from"))
    ends_at = MinuteField(label=_("on duty until"))
    commander = forms.ModelChoiceField(label=_("in command"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Person.objects.serving().filter(unit=station.unit_id).order_by("number")
        self.fields["commander"].queryset = mine  # type: ignore[attr-defined]


def places_typed(data: QueryDict) -> list[Place]:
    """Read the seats of the form: `person-<vehicle>-<n>` with `role-<vehicle>-<n>`; empty places are left out."""
    found = []
    for name in data:
        kind, _dash, rest = name.partition("-")
        vehicle, _dash, _number = rest.partition("-")
        person = str(data[name])
        if kind != "person" or not vehicle.isdecimal() or not person.isdecimal():
            continue
        role = str(data.get(f"role-{rest}", Seat.Role.FIREFIGHTER))
        found.append(Place(int(person), role, int(vehicle) or None))
    return found


def answers_typed(data: QueryDict) -> list[Answer]:
    """Read a roll-call: `asked` names everybody on the page, `present` who answered, `note-<person>` what was said."""
    present = set(data.getlist("present"))
    return [
        Answer(int(person), person in present, data.get(f"note-{person}", ""))
        for person in data.getlist("asked")
        if person.isdecimal()
    ]


class LoadForm(HouseForm):
    """What a vehicle carries; only what it can carry is asked. Empty: nobody looked."""

    water_t = forms.FloatField(label=_("water on board, t"), min_value=0, required=False)
    foam_t = forms.FloatField(label=_("foam on board, t"), min_value=0, required=False)
    cylinders = forms.IntegerField(label=_("full air cylinders"), min_value=0, required=False)

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        facts = needs.facts_of(vehicle)
        self.full = {"water_t": facts.water_t, "foam_t": facts.foam_t, "cylinders": facts.need.cylinders}
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Leave out what it cannot carry; say beside the rest how much is full."""
        for name, most in self.full.items():
            if most:
                self.fields[name].help_text = _now("full: {most}").format(most=f"{most:g}")
            else:
                del self.fields[name]

    def load(self) -> dict[str, Any]:
        """Give the cleaned form to the action."""
        return {name: self.cleaned_data.get(name) for name in ("water_t", "foam_t", "cylinders")}


class ShiftFilter(django_filters.FilterSet):
    """By station and state."""

    station = django_filters.ModelChoiceFilter(label=_("station"), queryset=my_stations)
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Shift.State.choices)

    class Meta:
        model = Shift
        fields: list[str] = []
