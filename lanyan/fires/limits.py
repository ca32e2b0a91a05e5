"""The tables of this app as its rules take them: `fire_limits`, `fire_loss_classes`, `fire_structures`."""

from datetime import date
from decimal import Decimal

from lanyan.fires.rules import classes
from lanyan.fires.rules.checks import Limits
from lanyan.fires.rules.terms import Term
from lanyan.kernel import codes
from lanyan.kernel.models import Code


def _in_force(row: Code, on: date) -> bool:
    return (row.since is None or row.since <= on) and (row.until is None or on < row.until)


def limit(key: str, on: date) -> Decimal | None:
    """One limit as it is in force on a day; None where none is."""
    rows = [row for row in codes.table("fire_limits").values() if row.facts["key"] == key and _in_force(row, on)]
    return Decimal(rows[-1].facts["value"]) if rows else None


def fixed(key: str) -> Decimal:
    """One limit that has no dates."""
    return Decimal(codes.table("fire_limits")[key].facts["value"])


def death_days(on: date) -> int:
    """Within how many days a death counts to a fire of a day; before any rule it counts on the day alone."""
    return int(limit("DEATH_DAYS", on) or 0)


def term(kind: str) -> Term:
    """The term of an investigation, or of its extension."""
    facts = codes.table("fire_limits")[kind].facts
    return Term(int(facts["value"]), facts["unit"])


def loss_classes() -> list[classes.Row]:
    """The thresholds of all times."""
    return [
        classes.Row(row.facts["measure"], row.facts["class"], Decimal(row.facts["value"]), row.since, row.until)
        for row in codes.table("fire_loss_classes").values()
    ]


def for_checks() -> Limits:
    """What the checks across fields need."""
    grades = {
        row.code: tuple(int(grade) for grade in row.facts["grades"].split())
        for row in codes.table("fire_structures").values()
    }
    return Limits(int(fixed("TALL_DWELLING")), fixed("MINOR_AREA"), grades)
