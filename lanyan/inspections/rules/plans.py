"""Life cycles of plans, draws, clues, supervision and what the police passed on. Pure."""

from lanyan.kernel.states import LifeCycle, Move

DRAFT, SUBMITTED, APPROVED, WITHDRAWN = "DRAFT", "SUBMITTED", "APPROVED", "WITHDRAWN"

PLAN = LifeCycle(
    "state",
    (
        Move("submit_check_plan", (DRAFT,), SUBMITTED),
        Move("return_check_plan", (SUBMITTED,), DRAFT),
        Move("approve_check_plan", (SUBMITTED,), APPROVED),
        Move("withdraw_check_plan", (DRAFT, SUBMITTED), WITHDRAWN),
    ),
)

DRAWN, PUBLISHED = "DRAWN", "PUBLISHED"
DRAW = LifeCycle(
    "state",
    (
        Move("approve_draw", (DRAWN,), APPROVED),
        Move("publish_draw", (APPROVED,), PUBLISHED),
        Move("withdraw_draw", (DRAWN,), WITHDRAWN),
    ),
)

OPEN, FOLLOWED, CONFIRMED, UNFOUNDED, DISMISSED = "OPEN", "FOLLOWED", "CONFIRMED", "UNFOUNDED", "DISMISSED"
CLUE = LifeCycle(
    "state",
    (
        Move("follow_clue", (OPEN,), FOLLOWED),
        # The check it led to was withdrawn or not done: it waits for another.
        Move("reopen_clue", (FOLLOWED,), OPEN),
        Move("confirm_clue", (FOLLOWED,), CONFIRMED),
        Move("find_unfounded", (FOLLOWED,), UNFOUNDED),
        Move("dismiss_clue", (OPEN,), DISMISSED),
        Move("withdraw_clue", (OPEN, FOLLOWED), WITHDRAWN),
    ),
)

ANSWERED, CLOSED = "ANSWERED", "CLOSED"
SUPERVISION = LifeCycle(
    "state",
    (
        Move("answer_supervision", (OPEN,), ANSWERED),
        Move("ask_again", (ANSWERED,), OPEN),
        Move("close_supervision", (OPEN, ANSWERED), CLOSED),
        Move("withdraw_supervision", (OPEN, ANSWERED), WITHDRAWN),
    ),
)

RECEIVED, CHECKING, REFUSED = "RECEIVED", "CHECKING", "REFUSED"
POLICE = LifeCycle(
    "state",
    (
        Move("check_police_transfer", (RECEIVED,), CHECKING),
        Move("answer_police_transfer", (RECEIVED, CHECKING), ANSWERED),
        Move("refuse_police_transfer", (RECEIVED,), REFUSED),
    ),
)
