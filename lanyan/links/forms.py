"""Forms of links and papers, by page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.links.actions.help import HelpFacts
from lanyan.links.actions.inbound import InboundFacts
from lanyan.links.actions.linkages import LinkageFacts
from lanyan.links.actions.notices import Request
from lanyan.links.actions.sendings import To
from lanyan.links.models import CrossHelp, Inbound, LinkageUnit, SituationReport
from lanyan.links.models.reports import BRIEFS, HOURS
from lanyan.links.telling import EVENTS
from lanyan.places.models import Division
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.models import Unit, User

AREA = forms.Textarea(attrs={"rows": 4})
UNSAID = ("", "—")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("format", "%Y-%m-%dT%H:%M")
        super().__init__(**kwargs)


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """An instant, to the minute."""
    return forms.DateTimeField(label=label, widget=MomentInput(), **more)


def listed(name: str, *, empty: bool = False) -> Any:
    """The rows of a code list as choices, read when the form is made."""

    def rows() -> list[tuple[str, str]]:
        found = [(row.code, row.label) for row in codes.table(name).values()]
        return [UNSAID, *found] if empty else found

    return rows


def units_of(user: Any, permission: str) -> Any:
    """The units somebody may do something for."""
    return Unit.objects.visible_to(user, permission).filter(closed_date=None).order_by("path")


class OwnUnitForm(HouseForm):
    """A form for one of the writer's units; the highest is chosen."""

    unit = UnitField(label=_("unit"), queryset=Unit.objects.none())
    permission = ""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The units somebody may do this for."""
        field: Any = self.fields["unit"]
        field.queryset = units_of(self.user, self.permission)
        field.initial = field.queryset.first()


# ---- reports ------------------------------------------------------------------------------------------------
class EditForm(HouseForm):
    """The words of a report."""

    title = forms.CharField(label=_("title"), max_length=120)
    text = forms.CharField(label=_("text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 18}))
    edition = forms.IntegerField(widget=forms.HiddenInput)


class EditionForm(HouseForm):
    """Which edition was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class BriefForm(OwnUnitForm):
    """Which brief, of which day."""

    kind = forms.ChoiceField(label=_("kind"), choices=[one for one in SituationReport.Kind.choices if one[0] in BRIEFS])
    on = forms.DateField(label=_("day"), widget=DayInput(), help_text=_("The span ends at the unit's cut of this day."))
    permission = "links.write_reports"
    field_order = ("kind", "on", "unit")


class SendForm(HouseForm):
    """To whom a report goes, and how."""

    addressee = forms.ChoiceField(label=_("addressee"), choices=listed("report_addressees", empty=True), required=False)
    user = forms.ModelChoiceField(
        label=_("person"), queryset=User.objects.none(), required=False, help_text=_("Who may look at reports here.")
    )
    words = forms.CharField(label=_("to whom, in words"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_("way"), choices=listed("send_channels"), initial="PHONE")
    address = forms.CharField(
        label=_("address"), max_length=120, required=False, help_text=_("Telephone or e-mail, where the way needs one.")
    )

    def __init__(self, *args: Any, readers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = readers

    def to(self) -> To:
        """The addressee that was typed."""
        typed = self.cleaned_data
        user = typed["user"]
        return To(typed["channel"], typed["addressee"], user.pk if user else None, typed["words"], typed["address"])


class ReceiptForm(HouseForm):
    """When the addressee received it, and in which words."""

    received_at = moment(_("received at"))
    words = forms.CharField(label=_("receipt"), max_length=200, required=False)


class LayoutForm(OwnUnitForm):
    """A Word template for a kind of report."""

    kind = forms.ChoiceField(label=_("kind"), choices=SituationReport.Kind.choices)
    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs={"accept": ".docx"}))
    permission = "links.keep_layouts"


class CutForm(OwnUnitForm):
    """At which hour the day ends."""

    hour = forms.TypedChoiceField(label=_("cut of the day"), coerce=int, choices=HOURS)
    since_date = forms.DateField(label=_("from"), widget=DayInput())
    permission = "links.keep_layouts"


# ---- linkage units --------------------------------------------------------------------------------------------
class LinkageForm(OwnUnitForm):
    """A linkage unit."""

    kind = forms.ChoiceField(label=_("kind"), choices=listed("linkage_kinds"))
    name = forms.CharField(label=_("name"), max_length=100)
    phone = forms.CharField(label=_("24 h telephone"), max_length=30)
    phone2 = forms.CharField(label=_("second telephone"), max_length=30, required=False)
    contact = forms.CharField(label=_("contact"), max_length=60, required=False)
    email = forms.EmailField(label=_("e-mail"), max_length=100, required=False)
    divisions = forms.ModelMultipleChoiceField(
        label=_("divisions served"), queryset=Division.objects.all(), required=False,
        help_text=_("None chosen: all of the unit's."),
    )  # fmt: skip
    resources = forms.CharField(label=_("what it can bring"), max_length=300, required=False, widget=AREA)
    agreement = forms.CharField(label=_("agreement or plan"), max_length=120, required=False)
    agreed_until_date = forms.DateField(label=_("agreed until"), required=False, widget=DayInput())
    checked_date = forms.DateField(label=_("number checked on"), required=False, widget=DayInput())
    document = forms.FileField(
        label=_("document"), required=False, help_text=_("Agreement or joint plan: PDF, Word or a picture.")
    )
    permission = "links.keep_linkage"

    def build(self) -> None:
        """Districts of the writer's cities; an entered unit keeps whose it is."""
        super().build()
        cities = {code[:4] for code in units_of(self.user, self.permission).values_list("division_code", flat=True)}
        found = Division.objects.none()
        for city in cities - {""}:
            found = found | Division.objects.filter(code__startswith=city)
        field: Any = self.fields["divisions"]
        field.queryset = found.order_by("code")
        field.widget.attrs["size"] = 8
        if self.initial.get("fixed"):
            del self.fields["unit"]

    def facts(self) -> LinkageFacts:
        """What was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "document")}
        typed["divisions"] = tuple(division.pk for division in typed["divisions"])
        return LinkageFacts(**typed)


class NoticeForm(HouseForm):
    """What is asked of which linkage unit."""

    linkage = forms.ModelChoiceField(label=_("linkage unit"), queryset=LinkageUnit.objects.none())
    words = forms.CharField(label=_("what is asked"), max_length=500, widget=AREA)
    channel = forms.ChoiceField(label=_("way"), choices=(), initial="PHONE")
    address = forms.CharField(
        label=_("address"), max_length=120, required=False,
        help_text=_("Empty: the number of the register, or its e-mail."),
    )  # fmt: skip

    def __init__(self, *args: Any, reachable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["linkage"]
        chosen.queryset = reachable
        chosen.label_from_instance = lambda one: f"{one.kind_words} · {one.name} · {one.phone}"
        way: Any = self.fields["channel"]
        way.choices = [pair for pair in listed("send_channels")() if pair[0] != "SCREEN"]

    def request(self) -> Request:
        """What was typed."""
        typed = self.cleaned_data
        return Request(typed["linkage"].pk, typed["words"], typed["channel"], typed["address"])


class SaidForm(HouseForm):
    """When something happened."""

    said_at = moment(_("at"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"said_at": timezone.localtime(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_said_at(self) -> datetime:
        """To the minute as typed; this very minute means now."""
        typed: datetime = self.cleaned_data["said_at"]
        now = timezone.now()
        return now if 0 <= (now - typed).total_seconds() < 60 else typed


class AnswerForm(SaidForm):
    """What the linkage unit answered."""

    answer = forms.CharField(label=_("answer"), max_length=300, widget=AREA)
    field_order = ("answer", "said_at")


# ---- sending ------------------------------------------------------------------------------------------------
class EndpointForm(OwnUnitForm):
    """Where a unit's events are told."""

    label = forms.CharField(label=_("name"), max_length=60)
    url = forms.CharField(label=_("address"), max_length=300)
    tells = forms.MultipleChoiceField(
        label=_("events"), choices=tuple(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )
    permission = "links.keep_endpoints"


# ---- from outside ---------------------------------------------------------------------------------------------
class InboundForm(OwnUnitForm):
    """An order, transfer or circular of another authority."""

    source = forms.ChoiceField(label=_("source"), choices=Inbound.Source.choices)
    sender = forms.CharField(label=_("sender"), max_length=100)
    number = forms.CharField(label=_("sender's number"), max_length=80)
    words = forms.CharField(label=pgettext_lazy("inbound", "words"), max_length=4000, widget=AREA)
    place = forms.CharField(label=_("place"), max_length=200, required=False)
    phone = forms.CharField(label=_("caller's telephone"), max_length=30, required=False)
    received_at = moment(_("received at"))
    deadline_at = moment(_("to be done by"), required=False)
    permission = "links.keep_inbound"

    def facts(self) -> InboundFacts:
        """What was typed."""
        return InboundFacts(**{name: value for name, value in self.cleaned_data.items() if name != "unit"})


class TakeForm(HouseForm):
    """Which incident it belongs to; none: a call is taken."""

    incident = forms.ModelChoiceField(
        label=_("incident"), queryset=Incident.objects.none(), required=False, empty_label=_("a new call, at the desk")
    )

    def __init__(self, *args: Any, open_ones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["incident"]
        field.queryset = open_ones
        field.label_from_instance = lambda one: f"{one.number} · {one.name}"


class WordsForm(HouseForm):
    """What was done or said."""

    words = forms.CharField(label=_("what was done"), max_length=200)


class ReceiptWordsForm(HouseForm):
    """What our receipt said."""

    words = forms.CharField(label=_("receipt"), max_length=200, required=False)


class HelpForm(OwnUnitForm):
    """Help across areas."""

    direction = forms.ChoiceField(label=pgettext_lazy("help", "direction"), choices=CrossHelp.Direction.choices)
    other = forms.CharField(label=_("other side"), max_length=100)
    place = forms.CharField(label=_("where"), max_length=200)
    units_words = forms.CharField(label=_("units that went"), max_length=300)
    from_at = moment(_("from"))
    until_at = moment(_("until"), required=False)
    vehicles = forms.IntegerField(label=_("vehicle runs"), required=False, min_value=0)
    people = forms.IntegerField(label=_("person-deployments"), required=False, min_value=0)
    order_number = forms.CharField(label=_("number of the order"), max_length=80, required=False)
    incident_number = forms.CharField(label=_("incident (number)"), max_length=30, required=False)
    remark = forms.CharField(label=_("remark"), max_length=300, required=False)
    permission = "links.keep_help"

    def build(self) -> None:
        """An entered record keeps whose it is."""
        super().build()
        if self.initial.get("fixed"):
            del self.fields["unit"]

    def clean_incident_number(self) -> Any:
        """The incident of this number, of those the writer sees."""
        text = self.cleaned_data["incident_number"].strip()
        if not text:
            return None
        found = Incident.objects.visible_to(self.user).filter(number=text).first()
        if found is None:
            raise forms.ValidationError(_now("There is no such incident."))
        return found

    def facts(self) -> HelpFacts:
        """What was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "incident_number")}
        incident = self.cleaned_data["incident_number"]
        return HelpFacts(**typed, incident_id=incident.pk if incident else None)
