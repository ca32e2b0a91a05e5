"""Who of a check's people counts: pure questions over officers; the tables are read in `staffing.py`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from lanyan.inspections.rules.checks import Officer, why_unqualified


def refusals(
    officers: Iterable[Officer], *, established: Collection[str], on: date, recused: Collection[int] = ()
) -> Mapping[int, str]:
    """Why each of these may not carry a check out on a day: {person: code}; those who may are left out."""
    found: dict[int, str] = {}
    for officer in officers:
        why = why_unqualified(officer, established=established, on=on)
        if why or officer.pk in recused:
            found[officer.pk] = why or RECUSED
    return found


RECUSED = "RECUSED"
