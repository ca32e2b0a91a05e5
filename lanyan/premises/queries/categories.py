"""Which categories the facts of premises speak for, and which they bear."""

from lanyan.kernel import codes
from lanyan.kernel.models import Code
from lanyan.premises import rules
from lanyan.premises.models import CategoryMark, Occupancy, Premises
from lanyan.premises.models.premises import words

NUMBERS = ("floor_area_m2", "largest_floor_m2", "rooms", "beds", "seats", "staff", "computers")


def rule_table() -> list[rules.Rule]:
    """The rows of the table of category rules."""
    return [_rule(row) for row in codes.table("premises_category_rules").values()]


def _rule(row: Code) -> rules.Rule:
    facts = row.facts
    return rules.Rule(
        code=row.code,
        category=row.parent,
        version=row.version,
        words=row.label,
        province=str(facts.get("province", "")),
        kinds=frozenset(str(facts.get("kinds", "")).split()),
        metric=str(facts.get("metric", "")),
        least=float(facts["least"]) if "least" in facts else None,
        below=float(facts["below"]) if "below" in facts else None,
        facts=frozenset(str(facts.get("facts", "")).split()),
        sleeping=bool(facts.get("sleeping")),
    )


def asked_of(premises: Premises, *, of_buildings: frozenset[str] = frozenset()) -> rules.Asked:
    """The facts of premises as the rule asks for them; `of_buildings` are classes of the buildings they are in."""
    known = {name: getattr(premises, name) for name in NUMBERS}
    return rules.Asked(
        kind=premises.kind,
        province=premises.division_code[:2],
        numbers={name: float(value) for name, value in known.items() if value is not None},
        facts=of_buildings,
        sleeping=premises.people_sleep,
    )


def proposals(premises: Premises) -> list[rules.Proposal]:
    """Categories that the facts speak for and that premises do not bear: two queries."""
    inside = Occupancy.objects.standing().filter(premises=premises, until_date=None, building__withdrawn_at=None)
    found = inside.values_list("building__high_rise", "building__heritage_level")
    classes = frozenset(fact for pair in found for fact in pair if fact)
    borne = set(
        CategoryMark.objects.standing().filter(premises=premises, until_date=None).values_list("category", flat=True)
    )
    proposed = rules.propose(asked_of(premises, of_buildings=classes), rule_table())
    return [one for one in proposed if one.category not in borne]


def category_words(code: str) -> str:
    """A category in words."""
    return words("premises_categories", code)
