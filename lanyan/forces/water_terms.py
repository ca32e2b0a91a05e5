"""Terms of water sources as rows of data: how often each kind is visited, how soon a company mends, words of faults."""

from collections.abc import Mapping

from lanyan.forces.water_rules import OTHER
from lanyan.kernel import codes
from lanyan.kernel.models import Code

TERMS, KINDS = "water_terms", "water_fault_kinds"
# Said without a row: a list that somebody emptied must not stop the rounds.
_DAYS, _TIMES = 180, 2.0


def look_days() -> Mapping[str, int]:
    """Within how many days each kind of water source is visited."""
    return {code: int(row.facts["days"]) for code, row in codes.table(TERMS).items() if row.parent == "LOOK"}


def days_of(kind: str) -> int:
    """Within how many days a kind of water source is visited."""
    return look_days().get(kind, _DAYS)


def mend_days() -> int:
    """How long a company has where nothing else is agreed with it."""
    row = codes.get(TERMS, "MEND")
    return int(row.facts["days"]) if row is not None else 7


def escalate_times() -> float:
    """After how many times its term a fault is told further up."""
    row = codes.get(TERMS, "ESCALATE")
    return float(row.facts["times"]) if row is not None else _TIMES


def fault_kinds() -> list[Code]:
    """What can be wrong, in the list's order."""
    return list(codes.table(KINDS).values())


def kind_label(code: str) -> str:
    """What is wrong, in the reader's language."""
    row = codes.get(KINDS, code)
    return str(row.label) if row is not None else code


def fault_line(code: str, words: str) -> str:
    """A fault in one line as it is written down: the kind of the list, then what was said of it."""
    row = codes.get(KINDS, code)
    known = row.label_zh if row is not None and code != OTHER else ""
    return "：".join(filter(None, [known, words if words != known else ""]))[:200]


def kind_of(words: str) -> str:
    """The kind of a fault that was told in words only: the one whose word it is, else other."""
    return next((row.code for row in fault_kinds() if words in (row.label_zh, row.label_en)), OTHER)
