"""Keeping the points of premises up to date, so that lists can be ordered by them."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from lanyan.premises import queries
from lanyan.premises.models import Premises

BATCH = 1000


def refresh(premises_ids: Collection[int], *, at: datetime) -> None:
    """Compute the points of these premises anew, inside the caller's transaction; the history does not keep them."""
    scores = queries.risks(premises_ids, at=at)
    if not scores:
        return
    rows = sorted((pk, score.points) for pk, score in scores.items())
    # One statement for all, in the order of the keys, so that two at once do not lock each other out.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE premises_premises AS p SET risk_points = fresh.points, risk_at = %s"
            " FROM unnest(%s::bigint[], %s::smallint[]) AS fresh (id, points)"
            " WHERE p.id = fresh.id AND p.risk_points IS DISTINCT FROM fresh.points",
            [at, [pk for pk, _points in rows], [points for _pk, points in rows]],
        )


@transaction.atomic
def refresh_risk(*, premises_ids: Collection[int], at: datetime) -> None:
    """Compute the points of premises anew, after an upper floor knows something new of them."""
    merged = Premises.objects.filter(pk__in=premises_ids, state="MERGED").values_list("pk", "merged_into")
    into = {pk: int(other or pk) for pk, other in merged}
    refresh({into.get(pk, pk) for pk in premises_ids}, at=at)


def refresh_all_risk(*, at: datetime) -> int:
    """Compute the points of all premises anew, batch by batch; gives how many there were."""
    last, done = 0, 0
    while True:
        ids = list(Premises.objects.standing().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return done
        with transaction.atomic():
            refresh(ids, at=at)
        last, done = ids[-1], done + len(ids)
