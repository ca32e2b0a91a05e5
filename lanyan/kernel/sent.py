"""What is sent from outside and no record can hold: signs without meaning, numbers and instants out of all bounds.

A schema or a form says what kind of value it takes; these bounds are the same for every value of a kind. The API asks
them of all it is given (`unfit`); whatever else still reaches the database is refused there and told as `too_much`.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import DataError
from django.utils.translation import gettext as _
from psycopg import DataError as Unfit
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import DatetimeDumper

# What the database says, and Python before it, of a value that is out of bounds.
OUT_OF_BOUNDS = (DataError, OverflowError)
# The largest number that any column keeps.
MOST = 2**63 - 1
# No day that a fire service writes down or asks for lies outside of these.
FIRST_YEAR, LAST_YEAR = 1900, 2199
# An instant further out has no reading in every time zone: once stored, nobody could read it again.
FIRST_STORED, LAST_STORED = 2, 9998


def too_much() -> str:
    """Say of a request as a whole that something in it is out of bounds."""
    return _("A number, a date or a text in this is larger than can be kept.")


def unfit(given: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first value that no record can hold: where it stands and the reason; None when all fit."""
    return next(_faults(given, ""), None)


def _faults(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _faults(key, where)
            yield from _faults(one, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _faults(one, where)
    elif reason := _fault(value):
        yield where.replace("\x00", "").encode(errors="ignore").decode(), reason


def _fault(value: Any) -> str:
    if isinstance(value, str) and ("\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value)):
        return _("There are signs in this that are no text.")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MOST:
        return _("This number is larger than can be kept.")
    if isinstance(value, float) and not math.isfinite(value):
        return _("This is no number.")
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return _("The year must lie between {first} and {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
    return ""


class ReadableDumper(DatetimeDumper):
    """Writes an instant for the database, and refuses one that could not be read back."""

    def dump(self, obj: datetime) -> Any:
        """Refuse before anything is sent: nothing is half written."""
        if not FIRST_STORED <= obj.year <= LAST_STORED:
            raise Unfit(f"{obj} cannot be read back")
        return super().dump(obj)


def connect(adapters: AdaptersMap) -> None:
    """Let every connection made from now on write instants so."""
    adapters.register_dumper(datetime, ReadableDumper)
