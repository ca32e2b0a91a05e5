"""Forms of the desk: a message entered, a matter accepted, refused, assigned, checked, verified, answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens.actions.receiving import PUBLIC, Person, Told
from lanyan.citizens.models import Matter, Message
from lanyan.inspections.forms import fields
from lanyan.inspections.forms.shared import AREA, choices
from lanyan.inspections.forms.visits import MomentInput, PlaceForm
from lanyan.kernel import codes
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField


def _channels() -> list[tuple[str, str]]:
    """Those that people enter; what comes from the public page enters itself."""
    return [(row.code, row.label) for row in codes.table("complaint_channels").values() if row.code != PUBLIC]


class MessageForm(PlaceForm):
    """A tip or complaint as somebody tells it."""

    channel = forms.ChoiceField(label=_("channel"), choices=_channels)
    sender_number = forms.CharField(
        label=_("number of whoever passed it on"), max_length=60, required=False, help_text=_("Of a hotline's order.")
    )
    received_at = forms.DateTimeField(label=_("came in"), widget=MomentInput())
    kind = forms.ChoiceField(label=_("kind of matter"), choices=choices("complaint_kinds"))
    words = forms.CharField(label=_("what was said"), max_length=2000, widget=AREA)
    name = forms.CharField(label=_("complainant's name"), max_length=40, required=False)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    contact = forms.CharField(
        label=_("other way to reach them"),
        max_length=200,
        required=False,
        help_text=_("Name, telephone and address are kept apart; leave all empty for an anonymous message."),
    )
    exercise = forms.BooleanField(label=_("exercise: counts nowhere"), required=False)

    field_order = ("channel", "sender_number", "received_at", "kind", "words", "premises", "place_words", "unit")
    permission = "citizens.receive_message"

    def told(self) -> Told:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        person = Person(typed["name"], typed["phone"], typed["contact"])
        return Told(
            channel=typed["channel"],
            kind=typed["kind"],
            words=typed["words"],
            where=self.take_where(),
            person=person,
            sender_number=typed["sender_number"],
            exercise=typed["exercise"],
        )


class AcceptForm(HouseForm):
    """How a matter is accepted."""

    kind = forms.ChoiceField(label=_("kind of matter"), choices=choices("complaint_kinds"))
    words = forms.CharField(
        label=_("what it is about"),
        max_length=2000,
        widget=AREA,
        help_text=_("In our words: without names, telephones, or what tells who complained."),
    )
    premises = fields.PremisesField(required=False)
    place_words = forms.CharField(label=_("place"), max_length=200, required=False)

    def __init__(self, *args: Any, reachable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["premises"].reachable = reachable  # type: ignore[attr-defined]


class RefuseForm(HouseForm):
    """Why a matter is not ours."""

    refusal = forms.ChoiceField(label=_("reason"), choices=choices("complaint_refusals"))
    words = forms.CharField(
        label=_("what the sender is told"), max_length=300, widget=AREA, help_text=_("Say whom they can turn to.")
    )


class AssignForm(HouseForm):
    """To whom a matter goes."""

    unit = UnitField(label=_("unit"), queryset=None)
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class CheckForm(HouseForm):
    """How a matter is checked."""

    premises = fields.PremisesField(required=False)
    inspection = forms.ModelChoiceField(
        label=_("a check that is planned already"), queryset=None, required=False, help_text=_("Empty: a new check.")
    )
    scheduled_date = forms.DateField(label=_("scheduled on"), required=False, widget=DayInput())
    elsewhere_number = forms.CharField(
        label=_("number of the check in another system"),
        max_length=60,
        required=False,
        help_text=_("Only where the check is kept in the national system and not here."),
    )

    def __init__(self, *args: Any, reachable: Any, standing: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inspection"].queryset = standing  # type: ignore[attr-defined]
        self.fields["premises"].reachable = reachable  # type: ignore[attr-defined]
        del self.fields["premises" if known else "inspection"]


class VerifyForm(HouseForm):
    """What the check showed."""

    outcome = forms.ChoiceField(
        label=_("outcome"),
        choices=[choice for choice in Matter.Outcome.choices if choice[0] != Matter.Outcome.TRANSFERRED],
        widget=forms.RadioSelect(),
    )
    words = forms.CharField(label=_("what was found"), max_length=500, widget=AREA)
    checked_at = forms.DateTimeField(label=_("checked at"), required=False, widget=MomentInput())

    def __init__(self, *args: Any, elsewhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not elsewhere:
            del self.fields["checked_at"]


class HandOverForm(HouseForm):
    """To whom a matter is handed."""

    matter = forms.ChoiceField(label=_("matter"), choices=choices("transfer_matters"))
    competence = forms.ChoiceField(
        label=_("handed to"), required=False, help_text=_("Empty: the only one who is competent.")
    )
    words = forms.CharField(
        label=_("facts of the matter"),
        max_length=2000,
        widget=AREA,
        help_text=_("The letter is made of these words: nothing in them may tell who complained."),
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]


class AnswerForm(HouseForm):
    """How a complainant was answered."""

    how = forms.ChoiceField(label=_("how answered"), choices=Message.How.choices)
    answered_at = forms.DateTimeField(label=_("answered at"), widget=MomentInput())
    answer = forms.CharField(label=pgettext_lazy("complaint", "answer"), max_length=1000, widget=AREA)


class ExcuseForm(HouseForm):
    """Why a complainant is not answered."""

    excuse = forms.ChoiceField(label=_("why not answered"), choices=choices("complaint_excuses"))
    words = forms.CharField(label=_("remark"), max_length=200, required=False)


class RateForm(HouseForm):
    """What a complainant thinks of the answer, asked by us."""

    satisfaction = forms.ChoiceField(
        label=_("satisfaction"), choices=Message.Satisfaction.choices, widget=forms.RadioSelect()
    )
    words = forms.CharField(label=_("what the sender thought of it"), max_length=300, required=False)


class LookForm(HouseForm):
    """Why somebody needs to know who complained."""

    reason = forms.CharField(
        label=pgettext_lazy("complaint", "what you need it for"),
        max_length=200,
        help_text=_("This look is written down with your name, the time and the reason."),
    )
