"""The table of an acceptance: each number of the code, what was measured, pass or fail."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.demo.acceptance.play import Case, Play
from lanyan.kernel.periods import ZONE

# GB 50313-2013 4.3.1: seconds from taking the alarm to the order at the station; alarms, and incidents, at one time.
ORDER_SECONDS, AT_ONCE = 45, 2
# N4: stamps to the second, and clocks in step; the code's own tolerance was not recovered, so one second is asked for.
CLOCK_SECONDS = 1.0


@dataclass(frozen=True)
class Line:
    """One number: its id in docs/standards.md, the clause, what was wanted and found."""

    key: str
    clause: str
    wanted: str
    found: str
    held: bool


def judged(play: Play, cases: list[Case]) -> list[Line]:
    """Judge every number from what callers, seats and stations saw."""
    told = {case.number: play.read(case) for case in cases if case.incident}
    return [_order_in_time(cases), _taken_at_once(cases), _commanded_at_once(cases, told), _clocks(cases, told)]


def problems(play: Play, cases: list[Case]) -> list[str]:
    """Name what went wrong on the way, for whoever looks for the reason of a fail."""
    return [*(f"{case.number}: {case.problem}" for case in cases if case.problem), *play.lost_streams]


def _order_in_time(cases: list[Case]) -> Line:
    """N1: from the answering of the call until the first order stands on the screen of its station."""
    spent = [min(case.shown.values()) - case.called for case in cases if case.shown]
    late = len(cases) - sum(seconds <= ORDER_SECONDS for seconds in spent)
    found = _("{known} of {all} orders shown; median {median}, 95 % {p95}, worst {worst}; {late} late or lost").format(
        known=len(spent), all=len(cases), late=late, **_spread(spent)
    )
    wanted = _("≤ {seconds} s to the first order at the station").format(seconds=ORDER_SECONDS)
    return Line("N1", "GB 50313-2013 4.3.1(6~)", wanted, found, not late and bool(cases))


def _taken_at_once(cases: list[Case]) -> Line:
    """N2: alarms in hand in the same moment, each numbered and timed, none twice."""
    taken = [case for case in cases if case.incident]
    numbers = {case.incident["number"] for case in taken}
    most = _overlapping((case.called, case.taken) for case in taken)
    found = _("{most} at the same moment; {taken} of {all} taken, {numbers} numbers").format(
        most=most, taken=len(taken), all=len(cases), numbers=len(numbers)
    )
    held = most >= AT_ONCE and len(numbers) == len(taken) == len(cases)
    return Line("N2", "GB 50313-2013 4.3.1(5~), 5.1.9~(14)", _wanted_at_once(), found, held)


def _commanded_at_once(cases: list[Case], told: dict[int, Any]) -> Line:
    """N3: incidents under command in the same moment, each with its own orders and stamps and nobody else's."""
    spans = [(case.called, case.ordered) for case in cases if case.ordered]
    most = _overlapping(spans)
    whole = sum(_is_whole(case, told[case.number]) for case in cases if case.number in told)
    runs = [run["id"] for one in told.values() for order in one["orders"] for run in order["runs"]]
    found = _("{most} at the same moment; {whole} of {all} whole, {runs} vehicles, none sent twice: {once}").format(
        most=most,
        whole=whole,
        all=len(cases),
        runs=len(runs),
        once=_("yes") if len(runs) == len(set(runs)) else _("no"),
    )
    held = most >= AT_ONCE and whole == len(cases) and len(runs) == len(set(runs))
    return Line("N3", "GB 50313-2013 4.3.1(1)", _wanted_at_once(), found, held)


def _is_whole(case: Case, told: dict[str, Any]) -> bool:
    """Is what was ordered there, received, turned out and arrived, and nothing else?"""
    kept = {order["number"]: order for order in told["orders"]}
    sent = {order["number"]: {run["id"] for run in order["runs"]} for order in case.orders}
    return (
        bool(sent)
        and sent == {number: {run["id"] for run in order["runs"]} for number, order in kept.items()}
        and all(
            order["received_at"] and all(run["status"] == "ARRIVED" for run in order["runs"]) for order in kept.values()
        )
    )


def _clocks(cases: list[Case], told: dict[int, Any]) -> Line:
    """N4: every instant names its zone and bears its second; the server's clock is that of whoever asks."""
    instants = [one for case in told.values() for one in _instants(case)]
    zoned = all(one.tzinfo is not None and one.astimezone(ZONE).utcoffset() == ZONE.utcoffset(one) for one in instants)
    off = max((_apart(case) for case in cases if case.answered_at is not None), default=None)
    found = _("{number} instants, each with its zone and second: {zoned}; clocks apart at most {off}").format(
        number=len(instants), zoned=_("yes") if zoned else _("no"), off="—" if off is None else f"{off:.2f} s"
    )
    held = zoned and bool(instants) and off is not None and off <= CLOCK_SECONDS
    wanted = _("Beijing time, to the second, clocks within {seconds} s").format(seconds=f"{CLOCK_SECONDS:g}")
    return Line("N4", "GB 50313-2013 4.3.1(3~)", wanted, found, held)


def _apart(case: Case) -> float:
    """Seconds by which an answering lies outside the request that made it."""
    assert case.answered_at is not None
    at = case.answered_at.timestamp()
    return max(case.called - at, at - case.taken, 0.0)


def _instants(told: dict[str, Any]) -> list[datetime]:
    found = [told["answered_at"], *(order["issued_at"] for order in told["orders"])]
    found += [order["received_at"] for order in told["orders"] if order["received_at"]]
    return [datetime.fromisoformat(one) for one in found]


def _overlapping(spans: Iterable[tuple[float, float]]) -> int:
    """The most spans that lie over one moment."""
    steps = sorted(step for begin, end in spans for step in ((begin, 1), (end, -1)))
    most = now = 0
    for _at, step in steps:
        now += step
        most = max(most, now)
    return most


def _spread(spent: list[float]) -> dict[str, str]:
    if not spent:
        return {"median": "—", "p95": "—", "worst": "—"}
    ordered = sorted(spent)
    chosen = {
        "median": statistics.median(ordered),
        "p95": ordered[max(0, -(-95 * len(ordered) // 100) - 1)],
        "worst": ordered[-1],
    }
    return {name: f"{seconds:.2f} s" for name, seconds in chosen.items()}


def _wanted_at_once() -> str:
    return _("≥ {number} at the same time").format(number=AT_ONCE)
