"""Every act at a scene: its name, who may, its form and its action; pages, buttons and the API read this table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from lanyan.kernel import access
from lanyan.scene import forms
from lanyan.scene.actions import alarms, crews, entries, messages, rolls, scenes, sectors
from lanyan.scene.models import AgentEntry, PeopleCount
from lanyan.scene.models.messages import FROM_SCENE, TO_SCENE
from lanyan.scene.models.scenes import COMMAND, DIRECT, KEEP, REPORT


@dataclass(frozen=True)
class Act:
    """One act: `run(scene_id=…, at=…, entered_at=…, by=…, **what the form gives)`."""

    name: str
    permission: str
    form: type[forms.SceneForm]
    run: Callable[..., Any]
    icon: str = ""
    words: str = ""

    @property
    def label(self) -> str:
        """The wording of the act."""
        return access.label(f"scene.{self.words or self.name}")


def _enter(**typed: Any) -> Any:
    around = {name: typed.pop(name) for name in ("scene_id", "at", "entered_at", "by")}
    return crews.enter_crew(entry=crews.Entry(**typed), **around)


_TABLE = (
    Act("enter_crew", KEEP, forms.CrewForm, _enter, "in"),
    Act("answer_roll", KEEP, forms.AnswerForm, rolls.answer_roll, "check"),
    Act("leave_crew", KEEP, forms.CountedForm, crews.leave_crew, "out"),
    Act("read_air", KEEP, forms.AirForm, crews.read_air, "clock"),
    Act("change_crew", KEEP, forms.ChangeCrewForm, crews.change_crew, "edit"),
    Act("withdraw_crew", KEEP, forms.CrewReasonForm, crews.withdraw_crew, "x"),
    Act("call_mayday", KEEP, forms.MaydayForm, crews.call_mayday, "warn"),
    Act("end_mayday", KEEP, forms.EndMaydayForm, crews.end_mayday, "check"),
    Act("settle_alarm", KEEP, forms.SettleForm, alarms.settle_alarm, "check"),
    Act("open_roll", COMMAND, forms.NothingForm, rolls.open_roll, "people"),
    Act("report", REPORT, forms.ReportForm, messages.report, "send"),
    Act("reply_order", COMMAND, forms.ReplyForm, messages.reply_order, "send"),
    Act(
        "receive_order", COMMAND, forms.MessageForm, partial(messages.receive_message, direction=TO_SCENE),
        words="receive_message",
    ),
    Act("send_order", DIRECT, forms.OrderForm, messages.send_order, "send"),
    Act(
        "receive_report", DIRECT, forms.MessageForm, partial(messages.receive_message, direction=FROM_SCENE),
        words="receive_message",
    ),
    Act("open_sector", COMMAND, forms.SectorForm, sectors.open_sector, "flag"),
    Act("change_sector", COMMAND, forms.ChangeSectorForm, sectors.change_sector, "edit"),
    Act("end_sector", COMMAND, forms.EndSectorForm, sectors.end_sector, "x"),
    Act("place_vehicle", COMMAND, forms.PlaceForm, sectors.place_vehicle, "engine"),
    Act("give_task", COMMAND, forms.TaskForm, sectors.give_task, "flag"),
    Act("acknowledge_task", KEEP, forms.TaskResultForm, partial(sectors.move_task, name="acknowledge_task"), "check"),
    Act("finish_task", KEEP, forms.TaskResultForm, partial(sectors.move_task, name="finish_task"), "check"),
    Act("stop_task", COMMAND, forms.StopTaskForm, partial(sectors.move_task, name="stop_task"), "stop"),
    Act("count_people", REPORT, forms.CountForm, entries.count_people, "people"),
    Act(
        "withdraw_count", REPORT, forms.WithdrawCountForm, partial(entries.withdraw_entry, model=PeopleCount), "x",
        words="withdraw_entry",
    ),
    Act("enter_agent", REPORT, forms.AgentForm, entries.enter_agent, "water"),
    Act(
        "withdraw_agent", REPORT, forms.WithdrawAgentForm, partial(entries.withdraw_entry, model=AgentEntry), "x",
        words="withdraw_entry",
    ),
    Act("enter_weather", REPORT, forms.WeatherForm, entries.enter_weather, "sun"),
    Act("ask_weather", REPORT, forms.NothingForm, entries.ask_weather, "sun"),
    Act("keep_photograph", REPORT, forms.PhotographForm, entries.keep_photograph, "camera"),
    Act("withdraw_photograph", REPORT, forms.WithdrawPhotographForm, entries.withdraw_photograph, "x"),
    Act("offer_command", COMMAND, forms.OfferForm, scenes.offer_command, "forward"),
    Act("take_command", COMMAND, forms.TakeForm, scenes.take_command, "star"),
    Act("withdraw_offer", COMMAND, forms.NothingForm, scenes.withdraw_offer, "undo"),
    Act("set_interval", COMMAND, forms.IntervalForm, scenes.set_interval, "gear"),
)  # fmt: skip
ACTS = {act.name: act for act in _TABLE}
DOORS = (COMMAND, KEEP, REPORT, DIRECT)
