"""The life of a record: draft, submitted, approved; withdrawn from anywhere. Who wrote it does not decide on it."""

from lanyan.kernel.states import LifeCycle, Move

DRAFT, SUBMITTED, APPROVED, WITHDRAWN = "DRAFT", "SUBMITTED", "APPROVED", "WITHDRAWN"
STANDING = (DRAFT, SUBMITTED, APPROVED)
# In these the facts may be written: a draft by who keeps it, an approved record as a correction.
WRITABLE = (DRAFT, APPROVED)

FIRE = LifeCycle(
    "state",
    (
        Move("submit_fire", (DRAFT,), SUBMITTED),
        Move("return_fire", (SUBMITTED,), DRAFT),
        Move("approve_fire", (SUBMITTED,), APPROVED),
        Move("withdraw_fire", STANDING, WITHDRAWN),
    ),
)


def may_decide(person: int, *, entered_by: int | None, submitted_by: int | None) -> bool:
    """Whoever entered or submitted a record neither approves nor corrects it."""
    return person not in (entered_by, submitted_by)
