"""Which reports an incident owes: to whom, within how many minutes. Pure: rows and facts in, rules out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """One row: every condition it names must hold; a number asks for at least so many."""

    code: str
    report: str
    to: str
    minutes: int
    kind: str = ""
    subkind: str = ""
    level: int = 0
    dead: int = 0
    injured: int = 0
    trapped: int = 0


@dataclass(frozen=True)
class Seen:
    """What is known of an incident; None: nobody has said, which reaches no threshold."""

    kind: str
    subkind: str = ""
    level: int | None = None
    dead: int | None = None
    injured: int | None = None
    trapped: int | None = None


def speaks(rule: Rule, seen: Seen) -> bool:
    """Whether all conditions of a rule hold."""
    return (
        rule.kind in ("", seen.kind)
        and rule.subkind in ("", seen.subkind)
        and all((getattr(seen, name) or 0) >= getattr(rule, name) for name in ("level", "dead", "injured", "trapped"))
    )


def owed(rules: Iterable[Rule], seen: Seen, report: str) -> dict[str, Rule]:
    """The addressees of a kind of report, each with the rule that leaves the least time."""
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.report == report and speaks(rule, seen):
            known = found.get(rule.to)
            if known is None or rule.minutes < known.minutes:
                found[rule.to] = rule
    return found


def minutes_left(due_at: datetime, at: datetime) -> int:
    """Whole minutes until it is due, rounded up; negative, away from zero, when it is late."""
    seconds = (due_at - at).total_seconds()
    return int(-(-seconds // 60)) if seconds >= 0 else int(seconds // 60)


def retry_after(tries: int, first_seconds: int) -> timedelta:
    """How long to wait after so many tries in vain: doubled each time, six hours at most."""
    return timedelta(seconds=min(first_seconds * 2 ** max(tries - 1, 0), 6 * 3600))
