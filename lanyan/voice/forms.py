"""Forms of this app: the look-up of a centre, recorders, what is said of a recording."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models import Incident
from lanyan.places.coordinates import Frame
from lanyan.units.forms import HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit
from lanyan.voice import rules
from lanyan.voice.actions.services import LookupFacts, RecorderFacts
from lanyan.voice.models import LookupService, Recorder
from lanyan.voice.models.lookups import FRAMES
from lanyan.voice.models.shared import SERVICES

URL = _("Only hosts that the installation names in LANYAN_VOICE_HOSTS.")
SECRET = _("The end of the name of a setting LANYAN_VOICE_SECRET_…; the secret itself is never kept here.")


class OwnUnitForm(HouseForm):
    """A form for one of the writer's units; the highest is chosen."""

    unit = UnitField(label=_("centre"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The units somebody may do this for."""
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.visible_to(self.user, SERVICES).filter(closed_date=None).order_by("path")
        field.initial = field.queryset.first()


class LookupForm(OwnUnitForm):
    """How a centre asks who calls."""

    name = forms.CharField(label=_("name"), max_length=60)
    adapter = forms.ChoiceField(label=_("adapter"), choices=LookupService.Adapter.choices)
    url = forms.CharField(
        label=_("address"), max_length=300, required=False, help_text=_("{number} stands for the caller's number.")
    )
    frame = forms.ChoiceField(label=_("coordinate frame"), choices=FRAMES, initial=Frame.WGS84.value)
    header = forms.CharField(label=_("header of the secret"), max_length=60, required=False, initial="Authorization")
    secret = forms.CharField(label=_("name of the secret"), max_length=40, required=False, help_text=SECRET)
    subscriber = forms.CharField(label=_("subscriber: name in the answer"), max_length=80, required=False)
    install_address = forms.CharField(label=_("installation address: name"), max_length=80, required=False)
    located_address = forms.CharField(label=_("located address: name"), max_length=80, required=False)
    lon = forms.CharField(label=_("longitude: name"), max_length=80, required=False)
    lat = forms.CharField(label=_("latitude: name"), max_length=80, required=False)
    radius_m = forms.CharField(label=_("radius of error in metres: name"), max_length=80, required=False)
    located_at = forms.CharField(label=_("time of location: name"), max_length=80, required=False)

    def facts(self) -> LookupFacts:
        """What was typed."""
        values = self.cleaned_data
        names = ("name", "adapter", "url", "frame", "header", "secret")
        return LookupFacts(
            **{name: values[name] for name in names}, fields={name: values[name] for name in rules.WANTED}
        )


class RecorderForm(HouseForm):
    """Where a recorder's sound is read."""

    name = forms.CharField(label=_("name"), max_length=60)
    adapter = forms.ChoiceField(label=_("sound"), choices=Recorder.Adapter.choices)
    base_url = forms.CharField(label=_("address"), max_length=300, required=False, help_text=URL)
    header = forms.CharField(label=_("header of the secret"), max_length=60, required=False)
    secret = forms.CharField(label=_("name of the secret"), max_length=40, required=False, help_text=SECRET)

    def facts(self) -> RecorderFacts:
        """What was typed."""
        return RecorderFacts(**{name: self.cleaned_data[name] for name in RecorderFacts.__dataclass_fields__})


class NewRecorderForm(OwnUnitForm, RecorderForm):
    """A recorder of a centre, and its name at the interface."""

    code = forms.CharField(
        label=_("name at the interface"), max_length=30, help_text=_("The recorder calls itself so when it tells.")
    )
    field_order = ("unit", "code", "name")


class TieForm(HouseForm):
    """To which incident a recording belongs."""

    incident_number = forms.CharField(
        label=_("number of the incident"), max_length=40, required=False,
        help_text=_("As it stands in the ledger; empty: it belongs to none."),
    )  # fmt: skip
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_incident_number(self) -> Incident | None:
        """The incident of this number that the writer may see."""
        number = self.cleaned_data["incident_number"].strip()
        if not number:
            return None
        found: Incident | None = Incident.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_now("There is no incident of this number."))
        return found
