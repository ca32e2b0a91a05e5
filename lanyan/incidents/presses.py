"""What a queue of presses comes to. Pure: the order in which they arrive does not matter, only the instants claimed.

A press stands where its device says it happened. When one arrives late, those after it are settled again, so that the
same presses give the same run whichever way the radio let them through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lanyan.incidents import rules

DONE, REFUSED, UNDONE = "DONE", "REFUSED", "UNDONE"
# A device's clock may run a little ahead; more than this is a wrong time.
AHEAD = timedelta(minutes=1)


@dataclass(frozen=True)
class Press:
    """One press: a stamp, or with `of_key` the undo of another press. `by` is the id of the login that pressed."""

    key: str
    at: datetime
    received_at: datetime
    by: int
    stamp: str = ""
    of_key: str = ""

    @property
    def order(self) -> tuple[datetime, bool, str]:
        """Where it stands among the others: by claimed instant, a stamp before an undo."""
        return self.at, bool(self.of_key), self.key


@dataclass(frozen=True)
class Answer:
    """What became of a press; `reason` is a code, `facts` what its words need."""

    result: str
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """A run while presses are settled.

    `times` holds `ordered` and every stamp; `made` says which press made which stamp (those of others are missing);
    `said` says who told the stamps of others. `is_open`: the incident is open.
    """

    kind: str
    status: str
    times: Mapping[str, datetime | None]
    made: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = True

    def known(self, stamp: str) -> datetime | None:
        """The instant of a stamp, if it has one."""
        return self.times.get(stamp)

    def put(self, stamp: str, at: datetime, key: str) -> "Standing":
        """The same run with one stamp more."""
        return self._with({**self.times, stamp: at}, {**self.made, stamp: key})

    def without(self, stamp: str) -> "Standing":
        """The same run with one stamp less."""
        made = {known: key for known, key in self.made.items() if known != stamp}
        return self._with({**self.times, stamp: None}, made)

    def _with(self, times: Mapping[str, datetime | None], made: Mapping[str, str]) -> "Standing":
        said = {stamp: who for stamp, who in self.said.items() if stamp not in made and times.get(stamp) is not None}
        return replace(self, times=times, made=made, said=said, status=rules.status_by_stamps(self.status, times))


def settle(
    base: Standing, presses: Iterable[Press], earlier: Mapping[str, Press], undo_seconds: int
) -> tuple[Standing, dict[str, Answer]]:
    """Settle presses in the order of their claimed instants on a run that has none of them yet.

    `earlier` are the presses before them, by key: an undo may take back one of those too. Returns the run and an
    answer for each press, and for each earlier one that was taken back.
    """
    known = dict(earlier)
    answers: dict[str, Answer] = {}
    standing = base
    for press in sorted(presses, key=lambda each: each.order):
        known[press.key] = press
        if not press.of_key:
            standing, answers[press.key] = _stamp(standing, press)
            continue
        undone = known.get(press.of_key)
        refusal = _why_not_undo(standing, press, undone, undo_seconds)
        answers[press.key] = refusal or Answer(DONE)
        if refusal is None and undone is not None:
            standing = standing.without(undone.stamp)
            answers[undone.key] = Answer(UNDONE)
    return standing, answers


def _stamp(standing: Standing, press: Press) -> tuple[Standing, Answer]:
    stamp = press.stamp
    known = standing.known(stamp)
    if stamp == "ready":
        # A vehicle is not ready because somebody presses a key: what it carries is confirmed.
        return standing, Answer(REFUSED, "confirm")
    if press.at > press.received_at + AHEAD:
        return standing, Answer(REFUSED, "future")
    if rules.STAMP[stamp] not in rules.stamps_for(standing.kind):
        return standing, Answer(REFUSED, "fire_only")
    if known is not None:
        if known == press.at:
            return standing, Answer(DONE)
        return standing, Answer(REFUSED, "recorded", {"via": standing.said.get(stamp, "cab"), "at": known.isoformat()})
    is_next = stamp in rules.RUN.moves_from(standing.status)
    if not is_next and not rules.may_fill(stamp, standing.status, standing.times):
        return standing, Answer(REFUSED, "not_possible", {"status": standing.status})
    after = standing.put(stamp, press.at, press.key)
    wrong = rules.out_of_order(after.times)
    if wrong is not None:
        return standing, Answer(REFUSED, "order", {"before": wrong[0], "after": wrong[1]})
    return after, Answer(DONE)


def _why_not_undo(standing: Standing, undo: Press, undone: Press | None, undo_seconds: int) -> Answer | None:
    if undone is None or undone.of_key:
        return Answer(REFUSED, "unknown")
    if undone.by != undo.by:
        return Answer(REFUSED, "of_another")
    if not 0 <= (undo.at - undone.at).total_seconds() <= undo_seconds:
        return Answer(REFUSED, "too_late", {"seconds": undo_seconds})
    if standing.made.get(undone.stamp) != undone.key:
        return Answer(REFUSED, "nothing")
    before = standing.without(undone.stamp).status
    if standing.status != undone.stamp.upper() or (standing.status, before) not in rules.UNDO.pairs():
        return Answer(REFUSED, "not_last", {"status": standing.status})
    if not standing.is_open:
        return Answer(REFUSED, "closed")
    return None


def before(now: Standing, later: Iterable[Press], earlier: Mapping[str, Press], answers: Mapping[str, str]) -> Standing:
    """The run as it stood before some presses: their stamps gone, what their undos took back there again.

    `answers` holds the present result of every press. What others have recorded since stays as it is.
    """
    later = list(later)
    keys = {press.key for press in later}
    for stamp, key in list(now.made.items()):
        if key in keys:
            now = now.without(stamp)
    for undo in later:
        undone = earlier.get(undo.of_key) if answers.get(undo.key) == DONE else None
        if undone is None or any(now.known(key) for key in rules.stamps_from(undone.stamp)):
            continue
        again = now.put(undone.stamp, undone.at, undone.key)
        if rules.out_of_order(again.times) is None:
            now = again
    return now


def settled_before(base: Standing, undo: Press, earlier: Mapping[str, Press], answers: Mapping[str, str]) -> bool:
    """Has this undo of an earlier press taken effect for good, because others have gone on since?"""
    undone = earlier.get(undo.of_key)
    return undone is not None and answers.get(undo.key) == DONE and base.made.get(undone.stamp) != undone.key


def steps(now: Standing, then: Standing) -> list[Standing]:
    """The way from one standing to another, one stamp at a time, taking back first: each step is one move."""
    way = []
    for stamp in reversed(rules.STAMP):
        if now.known(stamp) is not None and (
            now.known(stamp) != then.known(stamp) or now.made.get(stamp) != then.made.get(stamp)
        ):
            now = now.without(stamp)
            way.append(now)
    for stamp in rules.STAMP:
        at = then.known(stamp)
        if at is not None and now.known(stamp) is None:
            now = now.put(stamp, at, then.made[stamp])
            way.append(now)
    return way


def possible(now: Standing, way: Iterable[Standing]) -> bool:
    """Does every step of a way keep to the life cycle, its undoing included?"""
    allowed = {*rules.RUN.pairs(), *rules.UNDO.pairs()}
    for step in way:
        if step.status != now.status and (now.status, step.status) not in allowed:
            return False
        now = step
    return True
