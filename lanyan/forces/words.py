"""Words for what vehicles can do (水 8 t, 举高 54 m) and for what they lack."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from lanyan.forces import readiness
from lanyan.kernel import codes


def unit_of(code: str) -> str:
    """Give the unit of measure of a capability in the reader's language."""
    row = codes.get("capabilities", code)
    suffix = "en" if (get_language() or "").startswith("en") else "zh"
    return str(row.facts.get(f"unit_{suffix}", "")) if row else ""


def capabilities(given: Mapping[str, float]) -> list[tuple[str, float, str]]:
    """List capabilities in the list's order: label, quantity, unit of measure."""
    return [
        (row.label, given[code], unit_of(code)) for code, row in codes.table("capabilities").items() if code in given
    ]


def joined(things: Iterable[object]) -> str:
    """Write things after one another: SG-01、JY-01."""
    return _(", ").join(str(thing) for thing in things)


def in_one_line(given: Mapping[str, float]) -> str:
    """Say capabilities in one line; — when there are none."""
    return _(", ").join(f"{label} {number:g} {unit}" for label, number, unit in capabilities(given)) or "—"


LACKS = {
    readiness.OFF_ROAD: gettext_lazy("vehicle off the road"),
    readiness.RETIRED: gettext_lazy("vehicle gone"),
    readiness.NOT_READY: gettext_lazy("not ready again"),
    readiness.NO_DRIVER: gettext_lazy("no driver"),
    readiness.CREW: gettext_lazy("crew short"),
    readiness.WATER: gettext_lazy("water low"),
    readiness.FOAM: gettext_lazy("foam low"),
    readiness.CYLINDERS: gettext_lazy("cylinders low"),
    readiness.NOT_REPORTED: gettext_lazy("load not reported"),
    readiness.STALE: gettext_lazy("load report older than 24 h"),
}
MEASURES = {readiness.WATER: " t", readiness.FOAM: " t"}


def lack(one: readiness.Lack) -> str:
    """Say one thing a vehicle lacks: water low 3 / 8 t."""
    text = str(LACKS[one.what])
    if one.have is None or one.wanted is None:
        return text
    return f"{text} {one.have:g} / {one.wanted:g}{MEASURES.get(one.what, '')}"


def lacks(many: Iterable[readiness.Lack]) -> str:
    """Say what several vehicles lack, each with its call sign: SG-03 water low 3 / 8 t; JY-01 no driver."""
    return _("; ").join(f"{one.vehicle} {lack(one)}".strip() for one in many)


MATTERS = {**LACKS, "AWAY": gettext_lazy("on a run")}


def matter(stored: Mapping[str, Any]) -> str:
    """Say one matter of a handover as it was stored; whose it is stands beside it."""
    kind, facts = stored["kind"], stored.get("facts") or {}
    text = str(MATTERS.get(kind, kind))
    if facts.get("have") is not None:
        return f"{text} {facts['have']:g} / {facts['wanted']:g}{MEASURES.get(kind, '')}"
    if kind == readiness.OFF_ROAD:
        since = parse_datetime(facts["since"]) if facts.get("since") else None
        day = [_("since {day}").format(day=f"{localtime(since):%m-%d}")] if since else []
        return " · ".join([text, *day, facts.get("reason") or "—"])
    return text


# The same in one word, for a chip on the board.
SHORT = {
    readiness.OFF_ROAD: pgettext_lazy("chip", "vehicle"),
    readiness.RETIRED: pgettext_lazy("chip", "vehicle"),
    readiness.NOT_READY: pgettext_lazy("chip", "not ready"),
    readiness.NO_DRIVER: pgettext_lazy("chip", "driver"),
    readiness.CREW: pgettext_lazy("chip", "crew"),
    readiness.WATER: pgettext_lazy("chip", "water"),
    readiness.FOAM: pgettext_lazy("chip", "foam"),
    readiness.CYLINDERS: pgettext_lazy("chip", "cylinders"),
    readiness.NOT_REPORTED: pgettext_lazy("chip", "load unknown"),
    readiness.STALE: pgettext_lazy("chip", "load old"),
}

# What the script of the rounds puts on the screen.
ROUND = {
    "waiting": gettext_lazy("{count} kept here, to be sent"),
    "all_sent": gettext_lazy("all sent"),
    "sign_in": gettext_lazy("Sign in again: looks are waiting"),
    "of_another": gettext_lazy("{count} kept for another login"),
    "line_waits": gettext_lazy("{name}: kept on this device, to be sent"),
    "refused": gettext_lazy("Not kept: {what}. {reason}"),
    "seen": gettext_lazy("Seen"),
    "gone": gettext_lazy("The server does not know this water source any more, or the photographs are too large."),
    "kept": gettext_lazy("Noted. It is kept on this device and sent as soon as there is signal."),
    "sent": gettext_lazy("Noted and sent."),
    "looking": gettext_lazy("Looking for your position…"),
    "located": gettext_lazy("Your position is added."),
    "no_position": gettext_lazy("The device gave no position."),
    "choose": gettext_lazy("Say whether it is usable."),
    "what": gettext_lazy("Say what is wrong with it."),
    "too_many": gettext_lazy("At most {number} photographs at once."),
}


def round_words() -> dict[str, str]:
    """The words of the rounds in the language of the page."""
    return {key: str(text) for key, text in ROUND.items()}
