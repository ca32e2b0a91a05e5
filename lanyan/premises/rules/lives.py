"""Life cycles: of premises, of a facility, of a revision of a pre-plan, of a pair that may be one."""

from lanyan.kernel.states import LifeCycle, Move

OPEN, CLOSED, MERGED = "OPEN", "CLOSED", "MERGED"

# A merged record goes back to what it was: open or closed.
LIFE = LifeCycle(
    "state",
    (
        Move("close_premises", (OPEN,), CLOSED),
        Move("reopen_premises", (CLOSED,), OPEN),
        Move("merge_premises", (OPEN, CLOSED), MERGED),
        Move("unmerge_open", (MERGED,), OPEN),
        Move("unmerge_closed", (MERGED,), CLOSED),
    ),
)

WORKING, FAULTY, SWITCHED_OFF, MISSING = "WORKING", "FAULTY", "SWITCHED_OFF", "MISSING"

STANDING = LifeCycle(
    "state",
    (
        Move("mend", (FAULTY, SWITCHED_OFF, MISSING), WORKING),
        Move("report_fault", (WORKING, SWITCHED_OFF, MISSING), FAULTY),
        Move("switch_off", (WORKING, FAULTY), SWITCHED_OFF),
        Move("report_missing", (WORKING, FAULTY, SWITCHED_OFF), MISSING),
    ),
)

DRAFT, IN_FORCE, REPLACED, WITHDRAWN = "DRAFT", "IN_FORCE", "REPLACED", "WITHDRAWN"

PLAN = LifeCycle(
    "state",
    (
        Move("approve_plan", (DRAFT,), IN_FORCE),
        Move("replace_plan", (IN_FORCE,), REPLACED),
        Move("withdraw_plan", (DRAFT, IN_FORCE), WITHDRAWN),
    ),
)

SETTLED_MERGED, SETTLED_DIFFERENT = "MERGED", "DIFFERENT"

PAIR = LifeCycle(
    "state",
    (
        Move("merge", (OPEN,), SETTLED_MERGED),
        Move("settle_different", (OPEN,), SETTLED_DIFFERENT),
        Move("unmerge", (SETTLED_MERGED,), OPEN),
        Move("ask_again", (SETTLED_DIFFERENT,), OPEN),
    ),
)
