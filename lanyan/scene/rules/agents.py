"""Agents used and left: sums of entries by vehicle. What nobody has said is None, never nought. Litres."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

USED, SUPPLIED, LEFT = "USED", "SUPPLIED", "LEFT"


@dataclass(frozen=True)
class Said:
    """One entry: of which vehicle, which agent, what happened to how many litres, and when."""

    vehicle: int
    agent: str
    sort: str
    litres: int
    at: datetime
    order: int = 0


@dataclass(frozen=True)
class Line:
    """What is known of one agent: of one vehicle, or of all of them together."""

    agent: str
    used: int | None = None
    supplied: int | None = None
    left: int | None = None
    left_at: datetime | None = None


def _sum(entries: list[Said], sort: str) -> int | None:
    amounts = [one.litres for one in entries if one.sort == sort]
    return sum(amounts) if amounts else None


def of_vehicle(entries: Iterable[Said], agent: str) -> Line:
    """One vehicle's agent: used and supplied add up, what is left is what was said last."""
    own = [one for one in entries if one.agent == agent]
    left = max((one for one in own if one.sort == LEFT), key=lambda one: (one.at, one.order), default=None)
    return Line(agent, _sum(own, USED), _sum(own, SUPPLIED), left.litres if left else None, left.at if left else None)


def together(lines: Iterable[Line], agent: str) -> Line:
    """All vehicles: the sums of what was said, and when the oldest of the amounts left was told."""
    of = [line for line in lines if line.agent == agent]

    def total(name: str) -> int | None:
        known = [getattr(line, name) for line in of if getattr(line, name) is not None]
        return sum(known) if known else None

    told = [line.left_at for line in of if line.left_at is not None]
    return Line(agent, total("used"), total("supplied"), total("left"), min(told, default=None))
