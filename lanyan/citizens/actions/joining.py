"""Messages of the same place and matter are joined by a person, and parted again; nothing of either is lost."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.citizens import rules
from lanyan.citizens.actions.common import matter_of, start_clock, tell
from lanyan.citizens.models import Matter
from lanyan.inspections.actions import terms
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import move, needed


def _root(path: str) -> str:
    return path.partition(".")[0]


@transaction.atomic
def join_matters(*, matter_id: int, other_id: int, at: datetime, by: Any) -> Matter:
    """Join two matters: the one that is due first leads, the other follows it with its messages; gives the leader."""
    if matter_id == other_id:
        raise Refused(_("A matter is not joined with itself."), field="other")
    # Locked in one order whoever asks first, so that two who join the same pair do not wait for each other.
    found = {pk: matter_of(pk) for pk in sorted((matter_id, other_id))}
    one, two = found[matter_id], found[other_id]
    if _root(one.unit.path) != _root(two.unit.path):
        raise Refused(_("They belong to different detachments."), field="other")
    if one.exercise != two.exercise:
        raise Refused(_("An exercise is not joined with a real matter."), field="other")
    leader, follower = (one, two) if rules.leads(one.seen(), two.seen()) else (two, one)
    # What is being checked already leads: its check goes on.
    if follower.state == rules.CHECKING and leader.state != rules.CHECKING:
        leader, follower = follower, leader
    if leader.state not in rules.OPEN:
        raise Refused(_("{number} is {state}.").format(number=leader.number, state=leader.get_state_display()))
    if follower.due_at < leader.due_at:
        raise Refused(_("The other one is due earlier: have it checked first."), field="other")
    _follow(follower, leader, at, by)
    tell(leader)
    return leader


def _follow(follower: Matter, leader: Matter, at: datetime, by: Any) -> None:
    move(follower, rules.MATTER, "join_matter")
    if follower.joined.exists():  # type: ignore[attr-defined]
        raise Refused(_("Others are joined into {number}; part them first.").format(number=follower.number))
    follower.joined_into, follower.joined_at = leader, at
    with audit.act("citizens.join_matter", by=by, into=leader.number):
        follower.save(update_fields=["state", "joined_into", "joined_at"])
        terms.drop(record=follower, at=at, reason=_("joined into {number}").format(number=leader.number), by=by)
    tell(follower)


@transaction.atomic
def unjoin_matter(*, matter_id: int, reason: str, at: datetime, by: Any) -> Matter:
    """Part a matter from the one it was joined into: it stands where it stood, and its clock runs from its receipt."""
    matter = matter_of(matter_id)
    leader = matter_of(matter.joined_into_id) if matter.joined_into_id else None
    move(matter, rules.MATTER, "unjoin_accepted" if matter.accepted_at else "unjoin_received", act="unjoin_matter")
    if leader is None or leader.state in (rules.ANSWERED, rules.CLOSED):
        raise Refused(_("Its people have been answered with the other matter."))
    if matter.messages.settled().exists():  # type: ignore[attr-defined]
        raise Refused(_("Its people have been answered with the other matter."))
    matter.joined_into = matter.joined_at = None
    with audit.act("citizens.unjoin_matter", by=by, reason=needed(reason, "reason")):
        matter.save(update_fields=["state", "joined_into", "joined_at"])
        start_clock(matter, by=by)
    tell(matter)
    tell(leader)
    return matter
