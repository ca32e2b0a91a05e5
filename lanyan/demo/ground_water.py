"""The demo's faults of water sources: some at each state, a few closed ones, the companies that mend, their lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from lanyan.forces import water_rules as rules
from lanyan.forces import water_terms
from lanyan.forces.actions.water_transfers import content, number
from lanyan.forces.models import WaterCheck, WaterCompany, WaterFault, WaterReminder, WaterSource, WaterTransfer
from lanyan.forces.rules import root
from lanyan.units.models import Unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What the open faults of a city have come to, one after the other.
STATES = (rules.FOUND, rules.PASSED, rules.ANSWERED, rules.SAID_MENDED, rules.PASSED, rules.FOUND)
CLOSED_FAULTS = 12
# Invented: no company bears these names together with these cities.
NAMES = ("清源供水有限公司", "润泽水务管网所")
CONTACTS = (("汪立新", "0000-1100201"), ("潘国良", "0000-1100202"))


@dataclass
class Story:
    """One fault with what belongs to it, unsaved."""

    fault: WaterFault
    transfer: WaterTransfer | None = None


def build(sources: list[WaterSource], looks: dict[int, WaterCheck], *, at: datetime) -> None:
    """Give faulty sources their faults, and some of the others a fault that is over; `looks` by their source."""
    faulty = [source for source in sources if source.state == WaterSource.State.FAULTY]
    well = [source for source in sources if source.state == WaterSource.State.IN_SERVICE and source.pk in looks]
    companies = _companies(sources[0].unit)
    stories = [_open(source, STATES[place % len(STATES)], companies, at=at) for place, source in enumerate(faulty)]
    over = well[:: max(len(well) // CLOSED_FAULTS, 1)][:CLOSED_FAULTS]
    stories += [_closed(source, looks[source.pk], companies) for source in over]
    WaterCheck.objects.bulk_create(_first_look(story.fault) for story in stories if story.fault.closed_at)
    _number(story for story in stories if story.transfer)
    WaterTransfer.objects.bulk_create(story.transfer for story in stories if story.transfer)
    for story in stories:
        story.fault.transfer = story.transfer
    WaterFault.objects.bulk_create(story.fault for story in stories)
    WaterReminder.objects.bulk_create(
        _reminder(story.fault, at) for story in stories if story.fault.warned_at is not None
    )


def _companies(unit: Unit) -> list[WaterCompany]:
    """One for the whole city, and one for the first county of its list of sources."""
    city = Unit.objects.get(path=f"{root(unit.path)}.")
    county = unit.parent or unit
    served = [(city, NAMES[0]), (county, NAMES[1])]
    made = [
        WaterCompany(
            name=f"{_place(one)}{name}", unit=one, contact=contact, phone=phone,
            expected_days=water_terms.mend_days(), agreement="《市政消火栓维护保养联动协议》（演示）",
        )
        for (one, name), (contact, phone) in zip(served, CONTACTS, strict=True)
    ]  # fmt: skip
    return list(WaterCompany.objects.bulk_create(made))


def _place(unit: Unit) -> str:
    """衢州市消防救援支队 is of 衢州市."""
    return unit.name.partition("消防")[0]


def _answers(source: WaterSource, companies: list[WaterCompany]) -> WaterCompany:
    """The company of the nearest unit."""
    fitting = [one for one in companies if source.unit.path.startswith(one.unit.path)]
    return max(fitting, key=lambda one: len(one.unit.path))


def _fault(source: WaterSource, kind: str, words: str, found_at: datetime) -> WaterFault:
    return WaterFault(source=source, kind=kind, words=words, found_at=found_at)


def _open(source: WaterSource, state: str, companies: list[WaterCompany], *, at: datetime) -> Story:
    assert source.fault_since_at is not None
    kind, words = split(source.fault)
    fault = _fault(source, kind, words, source.fault_since_at)
    if state == rules.FOUND:
        return Story(fault)
    story = _passed(fault, companies, min(source.fault_since_at + DAY, at - 12 * HOUR))
    fault.state = state
    if state == rules.ANSWERED:
        fault.answered_at, fault.answer = at - 10 * HOUR, "已列入抢修计划，配件到货后更换"
        fault.promised_date = fault.due_date = localdate(at + 3 * DAY)
    if state == rules.SAID_MENDED:
        fault.said_mended_at, fault.said_mended_by = at - 5 * HOUR, _contact(fault)
    on = localdate(at)
    if rules.is_overdue(state, fault.due_date, on):
        fault.warned_at = at - 3 * HOUR
        passed_date = localdate(fault.passed_at)
        if on >= rules.escalates_on(passed_date, fault.due_date, water_terms.escalate_times()):  # type: ignore[arg-type]
            fault.escalated_at = at - 3 * HOUR
    return story


def _closed(source: WaterSource, look: WaterCheck, companies: list[WaterCompany]) -> Story:
    kinds = [row.code for row in water_terms.fault_kinds() if row.code != rules.OTHER]
    fault = _fault(source, kinds[source.pk % len(kinds)], "", look.at - 12 * DAY)
    story = _passed(fault, companies, look.at - 11 * DAY)
    assert story.transfer is not None
    story.transfer.received_date, story.transfer.received_by = localdate(look.at - 11 * DAY), _contact(fault)
    fault.answered_at, fault.answer = look.at - 9 * DAY, "已派工"
    fault.said_mended_at, fault.said_mended_by = look.at - DAY, _contact(fault)
    fault.state, fault.closed_at, fault.closed_by_look = rules.CLOSED, look.at, look
    return story


def _passed(fault: WaterFault, companies: list[WaterCompany], passed_at: datetime) -> Story:
    company, unit = _answers(fault.source, companies), fault.source.unit
    due = localdate(passed_at) + timedelta(days=company.expected_days)
    fault.company, fault.passed_at, fault.due_date = company, passed_at, due
    transfer = WaterTransfer(company=company, unit=unit, made_at=passed_at, way="HAND", due_date=due)
    return Story(fault, transfer)


def _contact(fault: WaterFault) -> str:
    return fault.company.contact if fault.company else ""


def _number(stories: Any) -> None:
    """Numbers in the order of the lists, as the actions give them."""
    for story in sorted(stories, key=lambda one: one.transfer.made_at):
        story.transfer.number = number(story.transfer.unit, story.transfer.made_at)
        story.transfer.content = content(story.transfer, [story.fault])


def _first_look(fault: WaterFault) -> WaterCheck:
    return WaterCheck(source=fault.source, at=fault.found_at, found_faulty=True, kind=fault.kind, note=fault.line)


def _reminder(fault: WaterFault, at: datetime) -> WaterReminder:
    when = localtime(at - 2 * HOUR)
    return WaterReminder(
        fault=fault, at=when, way="PHONE", whom=_contact(fault), words="已超约定期限，请明确修复时间，答复当日回告"
    )


def split(line: str) -> tuple[str, str]:
    """The kind and the words of a fault that was written in one line."""
    label, _mark, words = line.partition("：")
    kind = water_terms.kind_of(label)
    return (kind, words) if kind != rules.OTHER else (kind, line)
