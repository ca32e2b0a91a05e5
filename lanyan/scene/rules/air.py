"""Breathing apparatus 空气呼吸器: from the pressure read and the consumption to the instants a crew must heed.

At a constant consumption Q (litres of air at ambient pressure a minute) a cylinder of V litres at p bar falls to p1 bar
after V·(p - p1)/Q minutes: one litre of cylinder at one bar above ambient is about one litre of air. Temperature and
the compressibility of air are left out; a full cylinder holds somewhat less than reckoned, so that an instant is as
good as the consumption chosen and no promise. Litres, bar (gauge), litres a minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_BAR = 350
# From here on a clock says nothing: no cylinder lasts so long.
MOST_MINUTES = 600.0


@dataclass(frozen=True)
class Air:
    """The air of the worst-off of a crew: cylinder in litres, pressure in bar, consumption in l/min."""

    volume_l: float
    bar: float
    rate_l_min: float


@dataclass(frozen=True)
class Marks:
    """The pressures in bar at which a crew must be on its way out, and at which the warning whistle sounds."""

    leave_bar: float
    low_bar: float


@dataclass(frozen=True)
class Clock:
    """When a crew must begin to leave, hears its warning, and has nothing left, reckoned from its last reading."""

    must_leave_at: datetime
    low_air_at: datetime
    empty_at: datetime


def minutes_to(air: Air, bar: float) -> float:
    """Minutes until the pressure has fallen to `bar`; nought when it is there already."""
    return min(max(0.0, air.volume_l * (air.bar - bar) / air.rate_l_min), MOST_MINUTES)


def bar_at(air: Air, minutes: float) -> float:
    """The pressure in bar after so many minutes, never below nought."""
    return max(0.0, air.bar - air.rate_l_min * minutes / air.volume_l)


def clock(air: Air, marks: Marks, read_at: datetime) -> Clock:
    """The three instants from a reading on."""

    def when(bar: float) -> datetime:
        return read_at + timedelta(seconds=round(minutes_to(air, bar) * 60))

    return Clock(when(marks.leave_bar), when(marks.low_bar), when(0.0))


def fault(air: Air) -> str:
    """The name of the first fact that cannot be, or nothing."""
    if not 0 < air.volume_l <= 20:
        return "cylinder"
    if not 0 < air.bar <= MOST_BAR:
        return "bar"
    return "rate" if not 0 < air.rate_l_min <= 200 else ""
