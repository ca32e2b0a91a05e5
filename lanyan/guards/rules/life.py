"""Life cycles: the guard, and the rounds that are due at its posts."""

from lanyan.kernel.states import LifeCycle, Move

DRAFT, SUBMITTED, APPROVED = "DRAFT", "SUBMITTED", "APPROVED"
UNDER_WAY, STOOD_DOWN, CLOSED, WITHDRAWN = "UNDER_WAY", "STOOD_DOWN", "CLOSED", "WITHDRAWN"
# What is still to be held or is being held; what has been begun and stands.
COMING = (DRAFT, SUBMITTED, APPROVED)
HELD = (UNDER_WAY, STOOD_DOWN, CLOSED)
LIVING = (APPROVED, UNDER_WAY)

GUARD = LifeCycle(
    "state",
    (
        Move("submit_guard", (DRAFT,), SUBMITTED),
        Move("return_guard", (SUBMITTED,), DRAFT),
        Move("approve_guard", (SUBMITTED,), APPROVED),
        # An approved plan that has to change is approved anew.
        Move("reopen_plan", (APPROVED,), DRAFT),
        Move("begin_guard", (APPROVED,), UNDER_WAY),
        Move("stand_down_guard", (UNDER_WAY,), STOOD_DOWN),
        Move("close_guard", (STOOD_DOWN,), CLOSED),
        Move("withdraw_guard", (DRAFT, SUBMITTED, APPROVED, UNDER_WAY, STOOD_DOWN, CLOSED), WITHDRAWN),
    ),
)

DUE, DONE, MISSED, LAPSED = "DUE", "DONE", "MISSED", "LAPSED"
ROUND = LifeCycle(
    "state",
    (
        Move("do_round", (DUE, MISSED, LAPSED), DONE),
        Move("miss_round", (DUE, DONE), MISSED),
        # The guard was stood down, or the post given up, before it was due.
        Move("lapse_round", (DUE, DONE, MISSED), LAPSED),
        # The stamp that did it was withdrawn while it may still be done.
        Move("await_round", (DONE, MISSED), DUE),
    ),
)
