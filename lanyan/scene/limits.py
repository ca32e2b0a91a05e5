"""The tables of this app as its rules take them: `scene_limits`, `air_cylinders`, `air_rates`."""

from lanyan.kernel import codes
from lanyan.scene.rules.air import Air, Marks


def limit(key: str) -> float:
    """One limit of the table."""
    return float(codes.table("scene_limits")[key].facts["value"])


def marks() -> Marks:
    """The pressures a crew must heed."""
    return Marks(leave_bar=limit("LEAVE_BAR"), low_bar=limit("LOW_BAR"))


def roll_minutes() -> int:
    """The interval of roll-calls that a scene begins with."""
    return int(limit("ROLL_MINUTES"))


def answer_seconds() -> int:
    """How long a crew may take to answer a roll-call."""
    return int(limit("ANSWER_SECONDS"))


def air(cylinder: str, rate: str, bar: float) -> Air | None:
    """The air of a crew by the tables; None where they have no such cylinder or rate."""
    size, work = codes.get("air_cylinders", cylinder), codes.get("air_rates", rate)
    if size is None or work is None:
        return None
    return Air(float(size.facts["volume_l"]), bar, float(work.facts["rate_l_min"]))
