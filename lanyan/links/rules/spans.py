"""The span of a brief: the unit's own day or week, by the hour at which its statistical day ends. Pure."""

from datetime import date, timedelta

from lanyan.kernel.periods import Period, midnight

MIDNIGHT = 24
DAYS = {"DAILY": 1, "WEEKLY": 7}


def span(kind: str, on: date, cut: int) -> Period:
    """What the brief of a day covers: one day or seven, up to the cut of that day.

    With the cut at 8 the brief of the 1st covers 08:00 of the day before to 08:00 of the 1st; with the cut at 24 the
    whole calendar day before. Half-open: what happens at the cut belongs to the next.
    """
    until = midnight(on, 0 if cut == MIDNIGHT else cut)
    since = midnight(on - timedelta(days=DAYS[kind]), 0 if cut == MIDNIGHT else cut)
    return Period(f"{since.date().isoformat()}/{on.isoformat()}", since, until)
