"""Life cycles of this app, each a table of moves."""

from lanyan.kernel.states import LifeCycle, Move

# A situation report or brief: written, approved by somebody else, frozen; a correction is a new one.
DRAFT, APPROVED, WITHDRAWN = "DRAFT", "APPROVED", "WITHDRAWN"
REPORT = LifeCycle(
    "state",
    (
        Move("approve_report", (DRAFT,), APPROVED),
        Move("withdraw_report", (DRAFT, APPROVED), WITHDRAWN),
    ),
)

# A notice to a linkage unit: an answer includes the receipt, an arrival the answer.
SENT, RECEIVED, ANSWERED, ARRIVED, LEFT = "SENT", "RECEIVED", "ANSWERED", "ARRIVED", "LEFT"
NOTICE = LifeCycle(
    "state",
    (
        Move("receive_notice", (SENT,), RECEIVED),
        Move("answer_notice", (SENT, RECEIVED), ANSWERED),
        Move("arrive_notice", (SENT, RECEIVED, ANSWERED), ARRIVED),
        Move("leave_notice", (ARRIVED,), LEFT),
        Move("withdraw_notice", (SENT, RECEIVED, ANSWERED), WITHDRAWN),
    ),
)
WAITING = (SENT, RECEIVED)

# One message to one recipient, or one call of an endpoint.
QUEUED, GONE, GIVEN_UP = "QUEUED", "GONE", "GIVEN_UP"
DELIVERY = LifeCycle(
    "state",
    (
        Move("went", (QUEUED,), GONE),
        Move("give_up", (QUEUED,), GIVEN_UP),
        Move("try_again", (GIVEN_UP,), QUEUED),
    ),
)

# What another authority sent: it becomes an incident or joins one, or is settled without.
OPEN, TAKEN, SETTLED = "OPEN", "TAKEN", "SETTLED"
INBOUND = LifeCycle(
    "state",
    (
        Move("take_inbound", (OPEN,), TAKEN),
        Move("settle_inbound", (OPEN,), SETTLED),
    ),
)
