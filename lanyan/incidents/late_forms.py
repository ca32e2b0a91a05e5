"""The form of late entry: the call sheet, and the run cards beside each other, field by field as on paper."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Vehicle
from lanyan.incidents import rules
from lanyan.incidents.actions.late import STAMPS, LatePaper, LateRun
from lanyan.incidents.forms import InstantField
from lanyan.incidents.models import Call, Incident
from lanyan.kernel import codes
from lanyan.places.models import Division
from lanyan.units.forms import HouseForm
from lanyan.units.models import Unit

# So many run cards stand on the page; more vehicles went out are entered as reinforcements of the same form.
CARDS = 6
RESULTS = ("rescued", "evacuated", "dead", "injured")


def _subkinds() -> list[tuple[str, Any]]:
    rows = list(codes.table("incident_kinds").values())
    kinds = [row for row in rows if not row.parent]
    groups = [(kind.label, [(row.code, row.label) for row in rows if row.parent == kind.code]) for kind in kinds]
    return [("", "—"), *groups]


class VehicleChoice(forms.ModelChoiceField):
    """A vehicle with its station."""

    def label_from_instance(self, vehicle: Any) -> str:
        """Station and call sign."""
        return f"{vehicle.home.unit.short_name} {vehicle.call_sign}"


class LateForm(HouseForm):
    """What the call sheet says; `cards` are the run cards."""

    form_number = forms.CharField(label=_("number of the paper form"), max_length=40)
    kept_by = forms.CharField(label=_("paper kept by"), max_length=40)
    reason = forms.CharField(label=_("why it was kept on paper"), max_length=200)
    answered_at = InstantField(label=_("call answered at"))
    source = forms.ChoiceField(label=_("source"), choices=Call.Source.choices)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    caller = forms.CharField(label=_("caller"), max_length=60, required=False)
    words = forms.CharField(
        label=_("the caller's words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    address = forms.CharField(label=_("confirmed address"), max_length=200)
    division = forms.ModelChoiceField(label=_("district"), queryset=Division.objects.none(), required=False)
    lon = forms.FloatField(label=_("longitude"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("latitude"), min_value=-90, max_value=90, required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=Incident.Kind.choices)
    subkind = forms.ChoiceField(label=_("sub-kind"), choices=_subkinds, required=False)
    level = forms.TypedChoiceField(
        label=_("response level"), coerce=int, empty_value=None, required=False,
        choices=[("", "—"), *((number, str(number)) for number in range(1, 6))],
    )  # fmt: skip
    description = forms.CharField(
        label=_("description"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    closed_at = InstantField(label=_("over at"), help_text=_("What still goes on is taken at the desk."))
    is_exercise = forms.BooleanField(label=_("exercise"), required=False)

    def __init__(self, *args: Any, centre: Unit, **kwargs: Any) -> None:
        self.centre = centre
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The districts of the centre, the result, and one set of fields a run card."""
        fields: Any = self.fields
        fields["division"].queryset = Division.objects.filter(code__startswith=self.centre.division_code[:4])
        for name in RESULTS:
            label = Incident._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            fields[name] = forms.IntegerField(label=label, min_value=0, max_value=1_000_000, required=False)
        vehicles = Vehicle.objects.filter(home__unit__path__startswith=self.centre.path).select_related("home__unit")
        vehicles = vehicles.order_by("home__unit__path", "call_sign")
        for number in range(CARDS):
            fields[f"vehicle_{number}"] = VehicleChoice(label=_("vehicle"), queryset=vehicles, required=False)
            fields[f"people_{number}"] = forms.IntegerField(
                label=_("people on board"), min_value=1, max_value=60, required=False
            )
            fields[f"leader_{number}"] = forms.CharField(label=_("leader"), max_length=40, required=False)
            fields[f"ordered_{number}"] = InstantField(label=_("ordered"), required=False)
            for key in STAMPS:
                fields[f"{key}_{number}"] = InstantField(label=rules.STAMP[key].label, required=False)

    @property
    def sheet(self) -> list[Any]:
        """The fields of the call sheet."""
        return [field for field in self if not field.name.rpartition("_")[2].isdecimal()]

    @property
    def heads(self) -> list[Any]:
        """The columns of the run cards."""
        return [field.label for field in self.cards[0]]

    @property
    def cards(self) -> list[list[Any]]:
        """The fields of each run card."""
        return [[field for field in self if field.name.endswith(f"_{number}")] for number in range(CARDS)]

    def clean(self) -> dict[str, Any]:
        """A run card with anything on it names its vehicle and when it was ordered."""
        given: dict[str, Any] = super().clean() or {}
        names = ("people", "leader", "ordered", *STAMPS)
        for number in range(CARDS):
            filled = any(given.get(f"{name}_{number}") for name in names)
            if filled and not given.get(f"vehicle_{number}"):
                self.add_error(f"vehicle_{number}", ValidationError(_now("Say which vehicle this run card is of.")))
            elif given.get(f"vehicle_{number}") and not given.get(f"ordered_{number}"):
                self.add_error(f"ordered_{number}", ValidationError(_now("Say when it was ordered.")))
        return given

    def paper(self) -> LatePaper:
        """The call sheet for the action."""
        given = self.cleaned_data
        names = ("form_number", "kept_by", "reason", "answered_at", "closed_at", "source", "phone", "caller", "words")
        changed = ("address", "lon", "lat", "kind", "subkind", "level", "description")
        changes = {name: given[name] for name in changed if given[name] not in (None, "")}
        if given["division"] is not None:
            changes["division"] = given["division"].code
        result = {name: given[name] for name in RESULTS if given[name] is not None}
        return LatePaper(
            **{name: given[name] for name in names}, changes=changes, result=result, is_exercise=given["is_exercise"]
        )

    def runs(self) -> list[LateRun]:
        """The run cards for the action."""
        given = self.cleaned_data
        return [
            LateRun(
                vehicle_id=given[f"vehicle_{number}"].pk,
                ordered_at=given[f"ordered_{number}"],
                stamps={key: given[f"{key}_{number}"] for key in STAMPS},
                headcount=given[f"people_{number}"],
                leader=given[f"leader_{number}"],
            )
            for number in range(CARDS)
            if given[f"vehicle_{number}"]
        ]
