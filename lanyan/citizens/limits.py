"""The limits of this app: rows of `data/codes/complaint_limits.csv`, with source and version."""

from lanyan.citizens.rules import Nearness
from lanyan.kernel import codes


def limit(code: str) -> int:
    """One limit by its code; KeyError for what the table does not hold."""
    return int(codes.table("complaint_limits")[code].facts["value"])


def nearness() -> Nearness:
    """From where on two matters are said to be likely the same."""
    return Nearness(limit("JOIN_DAYS"), limit("JOIN_METRES"), limit("JOIN_ALIKE") / 100)
