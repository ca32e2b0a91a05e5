"""Two records, one place: pairs are found, a person says what they are, and a merge can be taken back."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import SearchEntry
from lanyan.premises import events, queries, rules
from lanyan.premises.actions import common
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import DuplicatePair, Premises

BATCH = 500


def find_duplicates(*, premises_ids: Collection[int], at: datetime) -> int:
    """Look for records that may be the same as these; gives how many new pairs a person should look at."""
    ids, new = sorted(premises_ids), 0
    for start in range(0, len(ids), BATCH):
        new += _find(ids[start : start + BATCH], at)
    return new


@transaction.atomic
def _find(ids: list[int], at: datetime) -> int:
    pairs = queries.likely(ids)
    known = set(DuplicatePair.objects.filter(first__in=[one for one, _other in pairs]).values_list("first", "second"))
    rows = [
        DuplicatePair(
            first_id=pair[0],
            second_id=pair[1],
            likeness=round(likeness.value * 100),
            reasons=list(likeness.reasons),
            found_at=at,
        )
        for pair, likeness in sorted(pairs.items())
        if pair not in known
    ]
    with audit.act("premises.find_duplicates"):
        DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def merge_premises(*, premises_id: int, into_id: int, reason: str, at: datetime, by: Any) -> Premises:
    """Say that one record is the same as another: both stay, everything is shown at the one it went into."""
    first, second = sorted((premises_id, into_id))
    if first == second:
        raise Refused(_("A record cannot go into itself."), field="into")
    # Both, the smaller key first, so that two at once do not wait for each other.
    rows = {pk: common.open_premises(pk) for pk in (first, second)}
    premises, into = rows[premises_id], rows[into_id]
    if premises.unit.path.split(".")[0] != into.unit.path.split(".")[0]:
        raise Refused(_("They belong to different detachments."), field="into")
    reason = common.said(reason, field="reason", most=200, must=True)
    premises.state = common.move(rules.LIFE, "merge_premises", premises.state, _("This record was merged already."))
    premises.merged_into, premises.merged_at = into, at
    with audit.act("premises.merge_premises", by=by, reason=reason):
        premises.save(update_fields=["state", "merged_into", "merged_at"])
        _settle(first, second, "merge", at)
    SearchEntry.objects.filter(kind="premises", record_id=premises.pk).delete()
    refresh([into.pk], at=at)
    common.announce(into)
    tell = partial(events.premises_merged.send, Premises, premises_id=premises.pk, into_id=into.pk)
    transaction.on_commit(tell)
    return into


@transaction.atomic
def unmerge_premises(*, premises_id: int, reason: str, at: datetime, by: Any) -> Premises:
    """Take a merge back: the record stands for itself again, as it was."""
    premises: Premises = common.locked(Premises, premises_id, _("There are no such premises."))
    if premises.merged_into is None:
        raise Refused(_("This record is not merged."))
    into = premises.merged_into
    reason = common.said(reason, field="reason", most=200, must=True)
    name = "unmerge_open" if premises.closed_date is None else "unmerge_closed"
    premises.state = common.move(rules.LIFE, name, premises.state, _("This record is not merged."))
    premises.merged_into = premises.merged_at = None
    with audit.act("premises.unmerge_premises", by=by, reason=reason):
        premises.save(update_fields=["state", "merged_into", "merged_at"])
        _settle(min(premises.pk, into.pk), max(premises.pk, into.pk), "unmerge", at)
    search.index("premises", [premises])
    refresh([premises.pk, into.pk], at=at)
    common.announce(into)
    tell = partial(events.premises_unmerged.send, Premises, premises_id=premises.pk, from_id=into.pk)
    transaction.on_commit(tell)
    return premises


def _settle(first: int, second: int, name: str, at: datetime) -> None:
    """Bring the pair of the two along, where one was found."""
    pair = DuplicatePair.objects.select_for_update().filter(first=first, second=second).first()
    if pair is None or name not in rules.PAIR.moves_from(pair.state):
        return
    pair.state = rules.PAIR.target(name, pair.state)
    pair.settled_at = None if pair.state == rules.OPEN else at
    pair.save(update_fields=["state", "settled_at"])


@transaction.atomic
def settle_different(*, pair_id: int, reason: str, at: datetime, by: Any) -> DuplicatePair:
    """Say that two records are different premises; the pair is not shown again."""
    pair: DuplicatePair = common.locked(DuplicatePair, pair_id)
    pair.state = common.move(rules.PAIR, "settle_different", pair.state, _("This pair has been settled."))
    pair.settled_at = at
    reason = common.said(reason, field="reason", most=200, must=True)
    with audit.act("premises.settle_different", by=by, reason=reason):
        pair.save(update_fields=["state", "settled_at"])
    return pair


@transaction.atomic
def ask_again(*, pair_id: int, reason: str, by: Any) -> DuplicatePair:
    """Take back that two records are different premises."""
    pair: DuplicatePair = common.locked(DuplicatePair, pair_id)
    pair.state = common.move(rules.PAIR, "ask_again", pair.state, _("This pair has not been settled as different."))
    pair.settled_at = None
    reason = common.said(reason, field="reason", most=200, must=True)
    with audit.act("premises.ask_again", by=by, reason=reason):
        pair.save(update_fields=["state", "settled_at"])
    return pair
