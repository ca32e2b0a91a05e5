"""Temporary seals 临时查封 and cases beside the hazard. Pure: moves, who may decide, what a fine may be."""

from dataclasses import dataclass

from lanyan.kernel.states import LifeCycle, Move

PROPOSED, IN_FORCE, REFUSED, LIFTING_ASKED = "PROPOSED", "IN_FORCE", "REFUSED", "LIFTING_ASKED"
LIFTING_CHECKED, LIFTED, WITHDRAWN = "LIFTING_CHECKED", "LIFTED", "WITHDRAWN"
SEALED = (IN_FORCE, LIFTING_ASKED, LIFTING_CHECKED)

SEAL = LifeCycle(
    "status",
    (
        Move("decide_seal", (PROPOSED,), IN_FORCE),
        Move("refuse_seal", (PROPOSED,), REFUSED),
        Move("ask_lifting", (IN_FORCE,), LIFTING_ASKED),
        Move("check_lifting", (LIFTING_ASKED,), LIFTING_CHECKED),
        Move("keep_seal", (LIFTING_CHECKED,), IN_FORCE),
        Move("lift_seal", (LIFTING_CHECKED,), LIFTED),
        # An urgent seal that the study does not confirm, or one whose length has ended, is lifted without a check.
        Move("end_seal", (IN_FORCE, LIFTING_ASKED, LIFTING_CHECKED), LIFTED),
    ),
)

LEAST_STUDY = 3

OPENED, PROPOSED_PENALTY, DECIDED, DROPPED, ENDED = "OPENED", "PROPOSED", "DECIDED", "DROPPED", "ENDED"
CASE = LifeCycle(
    "status",
    (
        Move("propose_penalty", (OPENED,), PROPOSED_PENALTY),
        Move("return_proposal", (PROPOSED_PENALTY,), OPENED),
        Move("decide_case", (PROPOSED_PENALTY,), DECIDED),
        Move("drop_case", (OPENED, PROPOSED_PENALTY), DROPPED),
        Move("end_case", (DECIDED,), ENDED),
    ),
)
OPEN_CASES = (OPENED, PROPOSED_PENALTY, DECIDED)


@dataclass(frozen=True)
class PenaltyRule:
    """What the law provides for an act: at once or only after refusal, the fine of a unit and of a person, stops."""

    code: str
    at_once: bool
    fine_min: int | None
    fine_max: int | None
    person_fine_max: int | None
    stops: frozenset[str]


NEEDS_REFUSAL, NO_FINE, BELOW, ABOVE, NO_STOP = "NEEDS_REFUSAL", "NO_FINE", "BELOW", "ABOVE", "NO_STOP"


def why_no_case(rule: PenaltyRule, *, not_fixed: bool) -> str:
    """Acts that the law conditions on not correcting in time wait for that; all others are pursued beside the order."""
    return "" if rule.at_once or not_fixed else NEEDS_REFUSAL


def why_no_fine(rule: PenaltyRule, fine: int | None, *, person: bool) -> str:
    """Why a fine in yuan does not fit the rule; empty when it does, or when none is proposed."""
    if fine is None:
        return ""
    most = rule.person_fine_max if person else rule.fine_max
    if most is None:
        return NO_FINE
    least = 1 if person else rule.fine_min or 1
    if fine < least:
        return BELOW
    return ABOVE if fine > most else ""


def why_no_stop(rule: PenaltyRule, stop: str) -> str:
    """Why a stop does not fit the rule."""
    return "" if not stop or stop in rule.stops else NO_STOP
