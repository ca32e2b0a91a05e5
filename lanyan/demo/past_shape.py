"""The shape of the demo's past: how many incidents of which kind, when and where (reference §1.7; else invented)."""

from dataclasses import dataclass

from lanyan.incidents.rules import ASSIST, FALSE, FIRE, GUARD, RESCUE

KINDS = (FIRE, RESCUE, ASSIST, GUARD, FALSE)


@dataclass(frozen=True)
class YearShape:
    """One year of one city: incidents that count, people, property protected in 10,000 yuan (as whole hundredths)."""

    counted: int
    rescued_and_evacuated: int
    protected_cents: int
    kinds: tuple[float, ...]
    # Driving gets a little faster from year to year.
    pace: float


SHARES = {
    2023: (0.397, 0.200, 0.308, 0.059, 0.036),
    2024: (0.350, 0.194, 0.353, 0.059, 0.044),
    2026: (0.330, 0.188, 0.369, 0.061, 0.052),
}
# The years the demo shows: two whole ones beside each other, and this one as far as it has come.
YEARS = {
    "3308": {
        2023: YearShape(4790, 668, 3_124_050, SHARES[2023], 0.95),
        2024: YearShape(5273, 726, 3_500_000, SHARES[2024], 1.0),
        2026: YearShape(5590, 760, 3_702_310, SHARES[2026], 1.07),
    },
    "1404": {
        2023: YearShape(2590, 351, 226_430, SHARES[2023], 0.97),
        2024: YearShape(2760, 380, 241_760, SHARES[2024], 1.0),
        2026: YearShape(2930, 402, 258_940, SHARES[2026], 1.05),
    },
}


def year_shape(city: str, year: int) -> YearShape:
    """The shape of a year; years beyond the table are like its last."""
    known = YEARS[city]
    return known.get(year, known[max(known)])


# Residents as far as the divisions' table lacks them (estimates of the right size).
RESIDENTS = {
    "330803": 363_000,
    "330822": 260_000,
    "330824": 258_000,
    "330825": 361_000,
    "140425": 117_000,
    "140428": 330_000,
    "140429": 153_000,
}

# Sub-kind: share in its kind, months (January first), hours, kinds of place.
_EVEN = (1.0,) * 12
_FIRE_MONTHS = (1.15, 1.2, 1.2, 1.1, 0.95, 0.85, 0.95, 1.0, 0.85, 0.9, 0.9, 1.0)
_DRY = (1.0, 2.3, 2.9, 2.3, 0.6, 0.25, 0.25, 0.35, 0.5, 0.9, 0.8, 0.9)
_SUMMER = (0.45, 0.45, 0.6, 0.75, 1.0, 1.5, 2.1, 2.1, 1.2, 0.75, 0.55, 0.5)
_WASPS = (0.05, 0.05, 0.1, 0.25, 0.8, 1.7, 2.7, 3.0, 2.0, 0.9, 0.3, 0.1)
_VEHICLES = (0.45, 0.45, 0.6, 0.75, 1.0, 1.2, 1.4, 1.4, 1.1, 1.0, 0.9, 0.9)
_RAIN = (0.4, 0.6, 0.8, 1.0, 1.3, 2.6, 2.2, 1.4, 0.9, 0.4, 0.3, 0.3)
_FIRE_HOURS = (
    *(2.1, 1.8, 1.6, 1.5, 1.6, 1.7, 2.3, 2.9, 3.6, 4.5, 5.4, 6.0),
    *(6.2, 6.2, 6.2, 6.1, 5.9, 6.0, 6.9, 6.5, 5.6, 4.6, 2.7, 2.1),
)
_DAY_HOURS = (
    *(1.2, 0.8, 0.6, 0.5, 0.6, 1.2, 2.6, 4.6, 6.4, 7.2, 7.0, 6.2),
    *(5.4, 5.4, 6.0, 6.2, 6.2, 6.6, 6.8, 5.8, 4.8, 3.6, 2.6, 1.8),
)
_ROUND_HOURS = (
    *(2.2, 1.8, 1.7, 1.7, 1.9, 2.4, 3.4, 4.6, 5.2, 5.4, 5.4, 5.2),
    *(5.0, 5.0, 5.2, 5.4, 5.4, 5.6, 5.6, 5.2, 4.6, 3.8, 3.2, 2.6),
)
_DUTY_HOURS = (
    *(0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 3.0, 8.0, 12.0, 9.0, 5.0, 4.0),
    *(5.0, 8.0, 7.0, 5.0, 6.0, 9.0, 8.0, 4.0, 2.0, 1.0, 0.4, 0.2),
)
HOME = (("ESTATE", 0.55), ("VILLAGE", 0.3), ("STREET", 0.15))
ROADS = (("ROAD_POINT", 0.35), ("STREET", 0.65))


@dataclass(frozen=True)
class Sort:
    """One sub-kind of incident."""

    code: str
    share: float
    months: tuple[float, ...] = _EVEN
    hours: tuple[float, ...] = _ROUND_HOURS
    places: tuple[tuple[str, float], ...] = HOME
    # How likely somebody is rescued or evacuated, property protected (relative weights).
    rescued: float = 0.0
    evacuated: float = 0.0
    protected: float = 0.0

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.code.split("-")[0]


SORTS = (
    Sort("FIRE-RES", 0.26, _FIRE_MONTHS, _FIRE_HOURS, HOME, 0.10, 0.25, 1.0),
    Sort("FIRE-HIGH", 0.06, _FIRE_MONTHS, _FIRE_HOURS, (("ESTATE", 1.0),), 0.25, 2.5, 2.0),
    Sort("FIRE-CROWD", 0.035, _FIRE_MONTHS, _FIRE_HOURS, (("LANDMARK", 1.0),), 0.2, 3.0, 6.0),
    Sort("FIRE-WORKS", 0.045, _FIRE_MONTHS, _FIRE_HOURS, (("WORKS", 1.0),), 0.05, 0.8, 14.0),
    Sort("FIRE-BUILD", 0.05, _FIRE_MONTHS, _FIRE_HOURS, (("STREET", 0.6), ("VILLAGE", 0.4)), 0.03, 0.1, 1.5),
    Sort("FIRE-VEH", 0.105, _VEHICLES, _FIRE_HOURS, ROADS, 0.02, 0.0, 0.4),
    Sort("FIRE-OPEN", 0.13, _DRY, _FIRE_HOURS, (("STREET", 0.5), ("VILLAGE", 0.3), ("WORKS", 0.2))),
    Sort("FIRE-EQUIP", 0.05, _SUMMER, _FIRE_HOURS, (("STREET", 0.8), ("ESTATE", 0.2)), 0.0, 0.0, 0.2),
    Sort("FIRE-PLANT", 0.15, _DRY, _FIRE_HOURS, (("VILLAGE", 0.75), ("TOWN", 0.25))),
    Sort("FIRE-WASTE", 0.115, _FIRE_MONTHS, _FIRE_HOURS, (("STREET", 0.5), ("ESTATE", 0.3), ("VILLAGE", 0.2))),
    Sort("RESCUE-ROAD", 0.42, _EVEN, _ROUND_HOURS, ROADS, 0.5),
    Sort("RESCUE-HAZ", 0.03, _SUMMER, _ROUND_HOURS, (("ROAD_POINT", 0.5), ("WORKS", 0.5)), 0.0, 2.5),
    Sort("RESCUE-COLL", 0.02, _RAIN, _ROUND_HOURS, (("VILLAGE", 0.7), ("WORKS", 0.3)), 0.6, 0.5),
    Sort("RESCUE-NAT", 0.06, _RAIN, _ROUND_HOURS, (("VILLAGE", 0.8), ("ROAD_POINT", 0.2)), 0.6, 2.0),
    Sort("RESCUE-WATER", 0.09, _SUMMER, _ROUND_HOURS, (("WATER", 0.3), ("VILLAGE", 0.7)), 0.7),
    Sort("RESCUE-MOUNT", 0.06, (0.6, 1.0, 1.3, 1.6, 1.3, 0.8, 0.7, 0.8, 1.1, 1.5, 1.1, 0.7), _DAY_HOURS,
         (("VILLAGE", 1.0),), 1.1),
    Sort("RESCUE-TRAP", 0.28, _SUMMER, _DAY_HOURS, (("ESTATE", 0.6), ("LANDMARK", 0.3), ("WORKS", 0.1)), 0.9),
    Sort("RESCUE-SPACE", 0.02, _SUMMER, _DAY_HOURS, (("WORKS", 0.7), ("VILLAGE", 0.3)), 1.0),
    Sort("RESCUE-EXPL", 0.02, _EVEN, _ROUND_HOURS, (("WORKS", 0.5), ("STREET", 0.5)), 0.2, 1.0),
    Sort("ASSIST-DOOR", 0.2, _EVEN, _DAY_HOURS, (("ESTATE", 0.85), ("STREET", 0.15)), 0.05),
    Sort("ASSIST-WASP", 0.34, _WASPS, _DAY_HOURS),
    Sort("ASSIST-ANIMAL", 0.22, _SUMMER, _DAY_HOURS),
    Sort("ASSIST-RING", 0.06, _EVEN, _DAY_HOURS, (("ESTATE", 0.8), ("LANDMARK", 0.2)), 0.1),
    Sort("ASSIST-PEOPLE", 0.08, _SUMMER, _ROUND_HOURS, HOME, 0.5),
    Sort("ASSIST-WATER", 0.03, (0.3, 0.3, 0.4, 0.5, 0.7, 1.0, 2.2, 2.8, 2.0, 1.0, 0.5, 0.3), _DAY_HOURS,
         (("VILLAGE", 1.0),)),
    Sort("ASSIST-GOODS", 0.02, _EVEN, _DAY_HOURS, (("VILLAGE", 0.5), ("LANDMARK", 0.5))),
    Sort("ASSIST-DRAIN", 0.05, _RAIN, _ROUND_HOURS, (("ESTATE", 0.5), ("VILLAGE", 0.3), ("STREET", 0.2))),
    Sort("GUARD-DAILY", 0.6, (1.2, 1.6, 0.9, 1.0, 1.2, 0.9, 0.8, 0.8, 1.0, 1.4, 0.9, 0.9), _DUTY_HOURS,
         (("LANDMARK", 0.7), ("STREET", 0.3))),
    Sort("GUARD-SPECIAL", 0.25, _EVEN, _DUTY_HOURS, (("LANDMARK", 1.0),)),
    Sort("GUARD-DISASTER", 0.15, _RAIN, _DUTY_HOURS, (("TOWN", 0.6), ("VILLAGE", 0.4))),
    Sort("FALSE-MISTAKE", 0.8, _EVEN, _ROUND_HOURS, (("LANDMARK", 0.4), ("ESTATE", 0.4), ("WORKS", 0.2))),
    Sort("FALSE-PRANK", 0.2, _EVEN, _ROUND_HOURS, (("STREET", 0.6), ("ESTATE", 0.4))),
)  # fmt: skip
SORT = {sort.code: sort for sort in SORTS}
# Monday first.
WEEKDAYS = (1.0, 0.98, 0.98, 0.99, 1.03, 1.04, 1.0)
# Beside each hundred that count: how many are merged calls, tests, withdrawn, exercises.
MERGED, TESTS, WITHDRAWN, EXERCISES = 0.042, 0.008, 0.004, 0.03
# How far from a station things happen, in metres: the weight of a place falls to 1/e at this distance.
NEAR_M = {"ESTATE": 2600, "STREET": 2600, "LANDMARK": 2600, "WORKS": 3200, "VILLAGE": 5200, "TOWN": 6000,
          "ROAD_POINT": 7000, "WATER": 9000}  # fmt: skip
SOURCES = (
    ("PHONE_119", 0.82),
    ("POLICE_110", 0.105),
    ("LINKAGE", 0.03),
    ("ALARM", 0.015),
    ("PHONE_BACKUP", 0.01),
    ("IN_PERSON", 0.012),
    ("OTHER", 0.008),
)
