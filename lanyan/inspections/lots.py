"""What a draw is made from: population, classes and weights, exclusions with reason, qualified staff, recusals."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lanyan.inspections import caps, checklists, staffing
from lanyan.inspections.models import Draw, DrawGround, DrawnCheck, Inspection, Recusal
from lanyan.inspections.rules import checks, plans
from lanyan.inspections.rules import draw as rules
from lanyan.kernel import codes
from lanyan.kernel.errors import Refused
from lanyan.premises.models import CategoryMark, Premises
from lanyan.units.models import Unit

WEIGHTS, GENERAL = "draw_weights", "GENERAL"


class Wish(Protocol):
    """What the ground needs to know of what is asked."""

    @property
    def categories(self) -> Any: ...
    @property
    def kinds(self) -> Any: ...
    @property
    def excluded(self) -> Any: ...
    @property
    def scheduled_date(self) -> date: ...


def weights() -> tuple[dict[str, int], str]:
    """The weight of each class, and where they come from."""
    table = codes.table(WEIGHTS)
    found = {code: int(row.facts["weight"]) for code, row in table.items()}
    return found, "；".join(dict.fromkeys(f"{row.source}（{row.version}）" for row in table.values()))[:200]


def population(unit: Unit, wish: Wish) -> QuerySet[Premises]:
    """The places that a filter names: in business, supervised by the unit or one below it."""
    found = Premises.objects.open().filter(unit__path__startswith=unit.path)
    if wish.categories:
        found = found.of_category(*below(wish.categories))
    if wish.kinds:
        found = found.filter(kind__in=wish.kinds)
    return found.order_by("pk")  # type: ignore[no-any-return]


def below(categories: Iterable[str]) -> list[str]:
    """Categories and those under them: the nine small places are nine codes."""
    wanted = set(categories)
    under = {code for code, row in codes.table("premises_categories").items() if row.parent in wanted}
    return sorted(wanted | under)


def ground(unit: Unit, wish: Wish, *, on: date) -> DrawGround:
    """Everything a draw is made from, unsaved: a fixed number of queries whatever the population."""
    scale, source = weights()
    staff = _staff(unit, wish.scheduled_date)
    if len(staff) < checks.LEAST_QUALIFIED:
        raise Refused(_("Fewer than two qualified people can be drawn from this unit."), field="unit")
    places = list(population(unit, wish).values_list("pk", "division_code", "credit_code"))
    recusals = _recusals([person for person, _load in staff])
    excluded = _excluded(places, wish, [person for person, _load in staff], recusals)
    kept = [pk for pk, _division, _credit in places if pk not in excluded]
    classes = _classes(kept, scale)
    return DrawGround(
        filters={"unit": unit.pk, "categories": list(wish.categories), "kinds": list(wish.kinds), "on": on.isoformat()},
        population=[[pk, classes.get(pk, GENERAL)] for pk in kept],
        weights=scale,
        weights_source=source,
        excluded=[[pk, excluded[pk]] for pk in sorted(excluded)],
        staff=[list(each) for each in staff],
        recusals=sorted(list(pair) for pair in recusals),
    )


def _staff(unit: Unit, on: date) -> list[tuple[int, int]]:
    """The qualified people of a unit, and how many drawn checks each has had this year."""
    persons = [person.pk for person in staffing.qualified(unit.path, on)]
    living = DrawnCheck.objects.exclude(draw__state=plans.WITHDRAWN).filter(draw__drawn_at__year=on.year)
    load: Counter[int] = Counter()
    for first, second in living.filter(left_out="").values_list("first_id", "second_id"):
        load.update((first, second))
    return [(pk, load[pk]) for pk in persons]


def _recusals(persons: list[int]) -> set[tuple[int, int]]:
    return set(Recusal.objects.standing().filter(person__in=persons).values_list("person_id", "premises_id"))


def _excluded(
    places: list[tuple[int, str, str | None]], wish: Wish, staff: list[int], recusals: set[tuple[int, int]]
) -> dict[int, str]:
    """Which places of the population cannot be drawn, each with its reason."""
    here = {pk for pk, _division, _credit in places}
    found = {pk: reason for pk, reason in wish.excluded.items() if pk in here}
    recused = {premises for _person, premises in recusals} & here
    for pk in recused:
        if len(rules.eligible(pk, staff, recusals)) < checks.LEAST_QUALIFIED:
            found.setdefault(pk, _("fewer than two people may check it"))
    for pk, reason in _over_cap(places, wish.scheduled_date.year).items():
        found.setdefault(pk, reason)
    return found


def _over_cap(places: list[tuple[int, str, str | None]], year: int) -> dict[int, str]:
    """The places whose enterprise has had its checks of the year: one query."""
    table = caps.table()
    if not table:
        return {}
    counted: Counter[Any] = Counter()
    living = Inspection.objects.filter(counts_to_cap=True, scheduled_date__year=year)
    living = living.filter(state__in=(*checks.STANDING, checks.CONCLUDED))
    rows = living.values_list("premises_id", "premises__merged_into_id", "premises__credit_code")
    for pk, merged, credit in rows:
        counted[credit or merged or pk] += 1
    found = {}
    for pk, division, credit in places:
        cap, number = checks.cap_for(division, table), counted[credit or pk]
        if checks.over_cap(checks.BY_DRAW, number, cap):
            found[pk] = _("the year's cap is reached ({count} checks)").format(count=number)
    return found


def _classes(kept: list[int], scale: dict[str, int]) -> dict[int, str]:
    """The heaviest class of each place: one query."""
    marks = CategoryMark.objects.standing().filter(until_date=None).order_by("pk")
    wanted, found = set(kept), {}
    for pk, category in marks.values_list("premises_id", "category").iterator(chunk_size=10_000):
        if pk not in wanted:
            continue
        for code in checklists.with_parents([category]):
            if code in scale and scale[code] > scale.get(found.get(pk, ""), scale.get(GENERAL, 0)):
                found[pk] = code
    return found


def as_rules(seed: str, wanted: int, kept: DrawGround) -> rules.Ground:
    """A stored ground as the pure rules take it."""
    return rules.Ground(
        seed=seed.strip(),
        wanted=wanted,
        population=[(pk, kind) for pk, kind in kept.population],
        weights=kept.weights,
        staff=[(pk, load) for pk, load in kept.staff],
        recusals=frozenset((person, premises) for person, premises in kept.recusals),
    )


def run_again(draw: Draw) -> tuple[list[rules.Drawn], list[int]]:
    """Run a draw again from its seed and its frozen ground: the result, and the positions that differ from then."""
    now = rules.run(as_rules(draw.seed, draw.wanted, draw.ground))  # type: ignore[attr-defined]
    then = [rules.Drawn(each.premises_id, each.first_id, each.second_id) for each in draw.drawn.order_by("position")]  # type: ignore[attr-defined]
    return now, rules.differences(then, now)
