"""What holds for vehicles, formations and stations. Pure: no clock, no tables, no request."""

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.kernel.states import LifeCycle, Move

IN_SERVICE, OFF_ROAD, RETIRED = "IN_SERVICE", "OFF_ROAD", "RETIRED"

CONDITION = LifeCycle(
    "condition",
    (
        Move("take_off_road", (IN_SERVICE,), OFF_ROAD),
        Move("put_back_in_service", (OFF_ROAD,), IN_SERVICE),
        Move("retire_vehicle", (IN_SERVICE, OFF_ROAD), RETIRED),
    ),
)

FAULTY, WITHDRAWN = "FAULTY", "WITHDRAWN"

WATER = LifeCycle(
    "state",
    (
        Move("report_fault", (IN_SERVICE,), FAULTY),
        Move("mend_water_source", (FAULTY,), IN_SERVICE),
        Move("withdraw_water_source", (IN_SERVICE, FAULTY), WITHDRAWN),
    ),
)

DRAFT, IN_FORCE, ENDED = "DRAFT", "IN_FORCE", "ENDED"

SHIFT = LifeCycle(
    "state",
    (
        Move("begin_shift", (DRAFT,), IN_FORCE),
        Move("end_shift", (IN_FORCE,), ENDED),
        Move("withdraw_shift", (DRAFT,), WITHDRAWN),
    ),
)

# Units that can be a station: those that turn out.
STATION_KINDS = (
    "STATION",
    "GOVERNMENT_TEAM",
    "ENTERPRISE_TEAM",
    "TOWNSHIP_STATION",
    "MICRO_STATION",
    "VOLUNTEER_TEAM",
)
# More than any vehicle has: catches a slip of the finger (litres for tonnes).
_MOST = 1000
_DIGITS = re.compile(r"\d+")


def checked_capabilities(given: Mapping[str, Any], known: Collection[str]) -> dict[str, float]:
    """Return the capabilities as numbers in the list's order; an unknown code or a number not above 0 is refused."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise Refused(_("There is no capability “{code}”.").format(code=unknown[0]), field="capabilities")
    return {code: _quantity(code, given[code]) for code in known if code in given}


def _quantity(code: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not 0 < number <= _MOST:
        reason = _("“{code}” needs a number above 0 and up to {most}.").format(code=code, most=_MOST)
        raise Refused(reason, field="capabilities")
    return int(number) if number == int(number) else number


def by_number(call_sign: str) -> tuple[str, int, str]:
    """Give the key that sorts call signs as people count: SG-2 before SG-10."""
    found = _DIGITS.search(call_sign)
    return (_DIGITS.sub("", call_sign), int(found.group()) if found else 0, call_sign)


def root(path: str) -> str:
    """Give the first part of a unit's path: the key under which all screens of one detachment listen."""
    return path.partition(".")[0]
