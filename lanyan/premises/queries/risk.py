"""The points of premises with their reasons: own facts in five queries, and one question to each upper floor."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from lanyan.kernel import codes
from lanyan.premises import risk
from lanyan.premises.models import CategoryMark, Facility, Familiarisation, Premises, PrePlanRevision, ResponsiblePerson

# How long a familiarisation counts.
KNOWN_FOR = timedelta(days=365)


def weight_table() -> list[risk.Weight]:
    """The rows of the table of weights."""
    return [
        risk.Weight(str(row.facts["what"]), str(row.facts["match"]), int(row.facts["points"]), row.label)
        for row in codes.table("premises_risk_weights").values()
    ]


def risks(premises_ids: Collection[int], *, at: datetime) -> dict[int, risk.Risk]:
    """The risk of each of these premises at an instant; what hangs on merged records counts for their survivor."""
    wanted = set(premises_ids)
    if not wanted:
        return {}
    owner = _owners(wanted)
    facts = _facts(owner, at)
    weights = weight_table()
    reasons = {pk: risk.reasons_of(facts[pk], weights) for pk in wanted}
    for reader in risk.readers().values():
        for pk, told in reader(list(owner)).items():
            if pk in owner:
                reasons[owner[pk]] += [(points, words) for points, words in told]
    return {pk: risk.summed(told) for pk, told in reasons.items()}


def _owners(wanted: set[int]) -> dict[int, int]:
    """Each record that counts, and for whom: the survivors for themselves, the merged for their survivor."""
    owner = {pk: pk for pk in wanted}
    newest = set(wanted)
    while newest:
        below = Premises.objects.filter(merged_into__in=newest).values_list("pk", "merged_into")
        newest = set()
        for pk, into in below:
            # Sought by it, so it is never null.
            owner[pk] = owner[int(into or 0)]
            newest.add(pk)
    return owner


def _facts(owner: dict[int, int], at: datetime) -> dict[int, risk.Facts]:
    ids = list(owner)
    day = at.date()

    def gathered(rows: Any) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for pk, value in rows:
            found[owner[pk]].add(str(value))
        return found

    marks = CategoryMark.objects.standing().filter(premises__in=ids, until_date=None)
    broken = Facility.objects.standing().filter(premises__in=ids).exclude(state="WORKING")
    persons = ResponsiblePerson.objects.on(day).filter(premises__in=ids)
    plans = PrePlanRevision.objects.in_force().filter(plan__premises__in=ids)
    visits = Familiarisation.objects.standing().filter(premises__in=ids, visited_at__gte=at - KNOWN_FOR)
    categories = gathered(marks.values_list("premises", "category"))
    states = gathered(broken.values_list("premises", "state"))
    roles = gathered(persons.values_list("premises", "role"))
    planned = gathered(plans.values_list("plan__premises", "plan"))
    known = gathered(visits.values_list("premises", "pk"))
    return {
        pk: risk.Facts(
            frozenset(categories[pk]), tuple(states[pk]), frozenset(roles[pk]), bool(planned[pk]), bool(known[pk])
        )
        for pk in set(owner.values())
    }
