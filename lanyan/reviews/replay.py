"""The replay 时间轴 of an incident: where each vehicle was by the stamps of its run, and what was written when. Pure.

No history of positions is kept: between two stamps a vehicle was on its way, and where is reckoned along a straight
line, which the page says. Where stamps are missing nothing is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

STANDS, RECKONED, UNKNOWN = "STANDS", "RECKONED", "UNKNOWN"
# A silence of the record this long is said.
GAP = timedelta(hours=1)
Point = tuple[float, float]


@dataclass(frozen=True)
class Leg:
    """A stretch of time of one vehicle: it stood at a place, was on its way between two, or nobody knows where."""

    since: datetime
    until: datetime
    kind: str
    start: Point | None = None
    end: Point | None = None


def legs(stamps: Mapping[str, datetime | None], station: Point, scene: Point | None, until: datetime) -> list[Leg]:
    """The legs of a run from its order to `until`; stamps by key as the run has them."""
    at = {key: value for key, value in stamps.items() if value is not None}
    ordered, departed = at.get("ordered"), at.get("departed")
    if ordered is None or ordered >= until:
        return []
    if departed is None:
        return [Leg(ordered, until, STANDS, station)]
    found = [Leg(ordered, departed, STANDS, station)]
    arrived, left = at.get("arrived"), at.get("left_scene")
    back = at.get("returned")
    if arrived is None or scene is None:
        found += _nobody_knows(departed, back, until)
    else:
        found.append(Leg(departed, arrived, RECKONED, station, scene))
        found.append(Leg(arrived, left or (back or until), STANDS if left or not back else UNKNOWN, scene))
        if left is not None:
            found += [Leg(left, back, RECKONED, scene, station)] if back else _nobody_knows(left, None, until)
    if back is not None:
        found.append(Leg(back, until, STANDS, station))
    return [leg for leg in found if leg.until > leg.since]


def _nobody_knows(since: datetime, back: datetime | None, until: datetime) -> list[Leg]:
    return [Leg(since, back or until, UNKNOWN)]


def where(found: Sequence[Leg], at: datetime) -> tuple[str, Point | None]:
    """Where a vehicle was at an instant, and how that is known; on its way as far along as the time that had passed."""
    leg = next((one for one in found if one.since <= at < one.until), None)
    if leg is None or leg.start is None or leg.kind == UNKNOWN:
        return UNKNOWN, None
    if leg.kind == STANDS or leg.end is None:
        return STANDS, leg.start
    share = (at - leg.since) / (leg.until - leg.since)
    lon, lat = (first + (last - first) * share for first, last in zip(leg.start, leg.end, strict=True))
    return RECKONED, (lon, lat)


def gaps(instants: Iterable[datetime], *, least: timedelta = GAP) -> list[tuple[datetime, datetime]]:
    """The silences of a record: between two instants that follow each other so long apart or longer."""
    known = sorted(set(instants))
    return [(one, other) for one, other in pairwise(known) if other - one >= least]
