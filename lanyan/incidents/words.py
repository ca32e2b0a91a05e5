"""How incidents are put into words: levels with their kind, log lines in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.kernel import codes

_LEVELS = {
    rules.FIRE: [_("fire level 1"), _("fire level 2"), _("fire level 3"), _("fire level 4"), _("fire level 5")],
    rules.RESCUE: [_("rescue level 1"), _("rescue level 2"), _("rescue level 3"), _("rescue level 4")],
}
_KINDS = {rules.ASSIST: _("public assistance"), rules.GUARD: _("guard duty"), rules.FALSE: _("false alarm")}

# One line per act; the facts in braces are written by the action.
LINES = {
    "take_call": _("Call answered: {source}"),
    "open_incident": _("Opened: {name}"),
    "suspend_incident": _("Held back as doubtful: {reason}"),
    "file_false": _("Filed as false alarm: {reason}"),
    "file_test": _("Filed as test call: {reason}"),
    "join_call": _("Another call joined: {source}"),
    "join_incident": _("Merged into {number}"),
    "separate_call": _("Call {number} separated again: {reason}"),
    "separate_incident": _("Separated again from {number}: {reason}"),
    "pre_alert": _("Pre-alert to {station}: {vehicles}"),
    "receive_alert": _("{station} received the pre-alert"),
    "stand_down_alert": _("Pre-alert of {station} stood down, {why}"),
    "hand_over": _("Handed over to {to}"),
    "take_over": _("Taken in hand"),
    "take_over_from": _("Taken over from {before}"),
    "raise_level": _("Raised from {before} to {after}: {reason}"),
    "order_forces": _("Order {number} to {station}: {vehicles}"),
    "reinforce": _("Reinforcement {wave}, order {number} to {station}: {vehicles}"),
    "receive_order": _("{station} received order {number}"),
    "order_unreceived": _("{station} has not received order {number} after {seconds} seconds"),
    "stand_down": _("{vehicle} stood down: {reason}"),
    "divert": _("{vehicle} sent elsewhere, to {number}: {reason}"),
    "stamp": _("{vehicle} {stamp}"),
    "undo_stamp": _("{vehicle} {stamp} taken back"),
    "ask_reinforcement": _("{vehicle} asks for reinforcement: {reason}"),
    "correct_stamp": _("{vehicle} {stamp} corrected from {before} to {after}: {reason}"),
    "record_result": _("Result entered"),
    "correct_incident": _("Corrected: {reason}"),
    "close_incident": _("Closed"),
    "reopen_incident": _("Re-opened: {reason}"),
    "withdraw_incident": _("Withdrawn: {reason}"),
    "import_past": _("Brought in from {file}, row {row}"),
    "correct_past": _("Corrected from {file}, row {row}"),
    "enter_late": _("Entered late from paper form {number}, kept by {name}: {reason}"),
}

# Lines that need a hand now stand out in the log.
URGENT = {"ask_reinforcement"}
# What says how it stands at the scene: what the desk wrote itself, what was asked for, the level.
TELLING = {"", "ask_reinforcement", "raise_level"}
_telling: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {}


def register_lines(
    app: str,
    lines: Mapping[str, Any],
    *,
    urgent: tuple[str, ...] = (),
    telling: tuple[str, ...] = (),
    tell: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda facts: facts,
) -> None:
    """Bring the lines of an upper floor's acts, `<app>.<act>`; `tell` puts the codes of its facts into words.

    `urgent` ones stand out in the log; `telling` ones say how it stands there, and are what a report is made of.
    """
    LINES.update({f"{app}.{name}": line for name, line in lines.items()})
    URGENT.update(f"{app}.{name}" for name in urgent)
    TELLING.update(f"{app}.{name}" for name in telling)
    _telling[app] = tell


def level(kind: str | None, number: int | None) -> str:
    """A level never stands without its kind: the same colour means another level for the other kind."""
    if kind in _LEVELS and number is not None and 1 <= number <= len(_LEVELS[kind]):
        return str(_LEVELS[kind][number - 1])
    return str(_KINDS.get(kind or "", "—"))


def log_line(act: str, facts: Mapping[str, Any], text: str) -> str:
    """A log entry in the reader's language."""
    if not act:
        return text
    app, _dot, name = act.partition(".")
    told = dict(_telling[app](facts) if name and app in _telling else facts)
    if "stamp" in told:
        told["stamp"] = str(rules.STAMP[told["stamp"]].label)
    line = str(LINES.get(act, act)).format_map(_Missing(told))
    return f"{line} {text}".strip()


class _Missing(dict[str, Any]):
    """A fact an old entry lacks is shown as a dash, never as an error."""

    def __missing__(self, key: str) -> str:
        return "—"


def mask_phone(phone: str) -> str:
    """A telephone number that can be recognised but not read off: 138****6612, 0570-3****06."""
    digits = [at for at, sign in enumerate(phone) if sign.isdigit()]
    keep = 4 if len(digits) == 11 and phone[digits[0]] == "1" else 2
    hidden = set(digits[max(0, len(digits) - keep - 4) : len(digits) - keep])
    return "".join("*" if at in hidden else sign for at, sign in enumerate(phone))


def capability(code: str) -> str:
    """A capability in words."""
    row = codes.get("capabilities", code)
    return row.label if row is not None else code
