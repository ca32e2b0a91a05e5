"""Forms of acts at a scene. A choice is a key of a list of this scene; the action asks whether it still holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes
from lanyan.scene import limits
from lanyan.scene.models import AgentEntry, Message, PeopleCount, Weather
from lanyan.scene.models.crews import MOST_PEOPLE
from lanyan.scene.models.entries import MOST_FORCE
from lanyan.units.forms import HouseForm

UNSAID = ("", "—")
AREA = forms.Textarea(attrs={"rows": 3})


def _rows(name: str, *, empty: bool = False) -> Any:
    def rows() -> list[tuple[str, str]]:
        found = [(row.code, row.label) for row in codes.table(name).values()]
        return [UNSAID, *found] if empty else found

    return rows


class PickField(forms.IntegerField):
    """A record of the scene by its key; `lists` names the list of `queries.lists` it is chosen from."""

    widget = forms.Select

    def __init__(self, *, lists: str, **kwargs: Any) -> None:
        self.lists = lists
        super().__init__(**kwargs)
        self.widget.attrs["data-list"] = lists


class NamesField(forms.CharField):
    """Names as people write them: one after the other, by comma, pause mark or blank."""

    def clean(self, value: Any) -> list[str]:
        """A list of names."""
        text = str(super().clean(value) or "")
        for mark in "，,、；;\n\t":
            text = text.replace(mark, " ")
        return text.split()


class SceneForm(HouseForm):
    """A form of one act at a scene."""

    def __init__(self, *args: Any, lists: dict[str, list[tuple[int, str]]] | None = None, **kwargs: Any) -> None:
        self.lists = lists or {}
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Fill the lists of choices."""
        for field in self.fields.values():
            if isinstance(field, PickField):
                chosen = [(str(key), label) for key, label in self.lists.get(field.lists, [])]
                field.widget.choices = [UNSAID, *chosen]  # type: ignore[attr-defined]


class NothingForm(SceneForm):
    """An act that needs no more than its touch."""


class OpenForm(SceneForm):
    """Opening the scene of an incident."""

    post = forms.CharField(label=_("command post"), max_length=120, required=False)
    roll_minutes = forms.IntegerField(
        label=_("roll-call every, minutes"), min_value=1, max_value=120, required=False,
        help_text=_("Empty: roll-calls are opened by hand only."),
    )  # fmt: skip
    take = forms.BooleanField(label=_("I command the scene"), required=False)

    def __init__(self, *args: Any, may_take: bool = True, **kwargs: Any) -> None:
        self.may_take = may_take
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The interval of the table to begin with; who may not command cannot take it."""
        self.fields["roll_minutes"].initial = limits.roll_minutes()
        self.fields["take"].initial = self.may_take
        if not self.may_take:
            del self.fields["take"]


class IntervalForm(SceneForm):
    """The interval of roll-calls and the command post."""

    roll_minutes = forms.IntegerField(
        label=_("roll-call every, minutes"), min_value=1, max_value=120, required=False,
        help_text=_("Empty: roll-calls are opened by hand only."),
    )  # fmt: skip
    post = forms.CharField(label=_("command post"), max_length=120, required=False)


class OfferForm(SceneForm):
    """Handing command over."""

    to = PickField(label=_("to whom"), lists="people")
    briefing = forms.CharField(
        label=_("briefing"), max_length=1000, widget=AREA,
        help_text=_("Situation, forces, tasks under way, crews inside, dangers."),
    )  # fmt: skip


class TakeForm(SceneForm):
    """Taking command."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, required=False, help_text=_("Needed where command was not offered to you.")
    )


class OrderForm(SceneForm):
    """An order to the scene."""

    source = forms.ChoiceField(label=_("from"), choices=Message.Source.choices)
    words = forms.CharField(label=_("order"), max_length=500, widget=AREA)


class ReplyForm(SceneForm):
    """Answering an order."""

    message = PickField(label=_("order"), lists="orders")
    reply = forms.CharField(label=_("reply"), max_length=500, widget=AREA)


class MessageForm(SceneForm):
    """One message, by its key."""

    message = forms.IntegerField(label=_("message"))


class ReportForm(SceneForm):
    """A report from the scene."""

    kind = forms.ChoiceField(label=_("kind"), choices=Message.Kind.choices)
    words = forms.CharField(label=_("words"), max_length=500, required=False, widget=AREA)


class SectorForm(SceneForm):
    """A new sector."""

    name = forms.CharField(label=_("name"), max_length=40)
    leader = forms.CharField(label=_("leader"), max_length=40, required=False)
    words = forms.CharField(label=_("what it is for"), max_length=200, required=False)


class ChangeSectorForm(SceneForm):
    """Another leader or purpose."""

    sector = PickField(label=_("sector"), lists="sectors")
    leader = forms.CharField(label=_("leader"), max_length=40)
    words = forms.CharField(label=_("what it is for"), max_length=200, required=False)


class EndSectorForm(SceneForm):
    """Ending a sector."""

    sector = PickField(label=_("sector"), lists="sectors")
    reason = forms.CharField(label=_("reason"), max_length=200)


class PlaceForm(SceneForm):
    """Where a vehicle works."""

    run = PickField(label=_("vehicle"), lists="runs")
    sector = PickField(label=_("sector"), lists="sectors", required=False, help_text=_("Empty: in none."))


class TaskForm(SceneForm):
    """A new task."""

    words = forms.CharField(label=_("task"), max_length=200)
    sector = PickField(label=_("sector"), lists="sectors", required=False)
    run = PickField(label=_("or vehicle"), lists="runs", required=False)


class TaskResultForm(SceneForm):
    """What came of a task."""

    task = PickField(label=_("task"), lists="tasks")
    result = forms.CharField(label=_("result"), max_length=200, required=False)


class StopTaskForm(SceneForm):
    """Why a task was stopped."""

    task = PickField(label=_("task"), lists="tasks")
    result = forms.CharField(label=_("reason"), max_length=200)


class CrewForm(SceneForm):
    """A crew going inside."""

    name = forms.CharField(label=pgettext_lazy("crew", "name"), max_length=40)
    run = PickField(label=_("vehicle"), lists="runs", required=False)
    headcount = forms.IntegerField(label=_("number of people"), min_value=1, max_value=MOST_PEOPLE)
    names = NamesField(label=_("names"), max_length=400, required=False)
    point = forms.CharField(label=_("went in by"), max_length=60)
    task = forms.CharField(label=_("task"), max_length=120, required=False)
    bar = forms.IntegerField(
        label=_("lowest pressure, bar"), min_value=0, max_value=350, required=False,
        help_text=_("Of whoever has least. 30 MPa are 300 bar."),
    )  # fmt: skip
    cylinder = forms.ChoiceField(
        label=_("cylinder"), choices=_rows("air_cylinders", empty=True), required=False,
        help_text=_("Empty: without breathing apparatus."),
    )  # fmt: skip
    rate = forms.ChoiceField(label=_("consumption"), choices=_rows("air_rates", empty=True), required=False)
    sector = PickField(label=_("sector"), lists="sectors", required=False)


class AirForm(SceneForm):
    """A pressure that was read."""

    crew = PickField(label=_("crew"), lists="crews")
    bar = forms.IntegerField(label=_("lowest pressure, bar"), min_value=0, max_value=350)


class ChangeCrewForm(SceneForm):
    """How many of a crew are inside now."""

    crew = PickField(label=_("crew"), lists="crews")
    headcount = forms.IntegerField(label=_("number of people inside"), min_value=1, max_value=MOST_PEOPLE)
    names = NamesField(label=_("names"), max_length=400, required=False)
    reason = forms.CharField(label=_("reason"), max_length=200)


class CountedForm(SceneForm):
    """A crew and its number."""

    crew = PickField(label=_("crew"), lists="crews")
    count = forms.IntegerField(label=_("number of people"), min_value=0, max_value=MOST_PEOPLE)


class AnswerForm(CountedForm):
    """A crew's answer to the roll-call."""

    words = forms.CharField(label=_("words"), max_length=200, required=False)
    roll = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CrewReasonForm(SceneForm):
    """A crew and why."""

    crew = PickField(label=_("crew"), lists="crews")
    reason = forms.CharField(label=_("reason"), max_length=200)


class MaydayForm(SceneForm):
    """Who is in distress."""

    crew = PickField(label=_("crew"), lists="crews")
    words = forms.CharField(label=_("what happened"), max_length=200, required=False)


class EndMaydayForm(SceneForm):
    """What became of a mayday."""

    crew = PickField(label=_("crew"), lists="crews")
    found = forms.CharField(label=_("what became of it"), max_length=200)


class SettleForm(SceneForm):
    """What was found about an alarm."""

    alarm = PickField(label=_("alarm"), lists="alarms")
    found = forms.CharField(label=_("what was found"), max_length=200)


class CountForm(SceneForm):
    """People at risk."""

    kind = forms.ChoiceField(label=_("kind"), choices=PeopleCount.Kind.choices)
    number = forms.IntegerField(label=_("number of people"), min_value=0, max_value=1_000_000)
    source = forms.CharField(label=_("who says so"), max_length=80)


class AgentForm(SceneForm):
    """Litres of a vehicle."""

    run = PickField(label=_("vehicle"), lists="runs")
    agent = forms.ChoiceField(label=_("agent"), choices=AgentEntry.Agent.choices)
    sort = forms.ChoiceField(label=_("what"), choices=AgentEntry.Sort.choices)
    litres = forms.IntegerField(label=_("litres"), min_value=0, max_value=100_000_000)
    source = forms.CharField(label=_("from where"), max_length=80, required=False)


class WithdrawCountForm(SceneForm):
    """A count that was wrong."""

    entry = PickField(label=_("entry"), lists="counts")
    reason = forms.CharField(label=_("reason"), max_length=200)


class WithdrawAgentForm(SceneForm):
    """Litres that were wrong."""

    entry = PickField(label=_("entry"), lists="agents")
    reason = forms.CharField(label=_("reason"), max_length=200)


class WeatherForm(SceneForm):
    """The weather as somebody sees it."""

    wind_from = forms.ChoiceField(label=_("wind from"), choices=(UNSAID, *Weather.Wind.choices), required=False)
    wind_force = forms.IntegerField(label=_("wind force"), min_value=0, max_value=MOST_FORCE, required=False)
    temperature = forms.IntegerField(label=_("temperature, °C"), min_value=-60, max_value=60, required=False)
    rain = forms.ChoiceField(label=_("rain"), choices=(UNSAID, *Weather.Rain.choices), required=False)


class PhotographForm(SceneForm):
    """A photograph or a file of the scene."""

    upload = forms.FileField(
        label=_("photograph or PDF"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})
    )
    caption = forms.CharField(label=_("what it shows"), max_length=200, required=False)


class WithdrawPhotographForm(SceneForm):
    """A photograph that does not belong here."""

    photograph = PickField(label=_("photograph"), lists="photographs")
    reason = forms.CharField(label=_("reason"), max_length=200)
