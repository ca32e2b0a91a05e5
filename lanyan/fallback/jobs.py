"""Background work: packs are made each day, from the hour of the table on."""

from datetime import date

from django.utils import timezone

from lanyan.fallback import actions, limits
from lanyan.fallback.models import Pack
from lanyan.kernel import jobs


@jobs.job("fallback.make_pack", queue="papers")
def make_pack(unit_id: int, on: str) -> None:
    """Make the pack of one unit, unless it has been made in the meantime."""
    if Pack.objects.on(date.fromisoformat(on)).filter(unit=unit_id).exists():
        return
    actions.make_pack(unit_id=unit_id, on=date.fromisoformat(on), at=timezone.now())


@jobs.every("*/15 * * * *")
@jobs.job("fallback.make_due")
def make_due(timestamp: int) -> None:
    """Have made what is missing of today; old files go."""
    now = timezone.localtime()
    if now.hour < limits.limit("MAKE_HOUR"):
        return
    for unit in actions.missing(actions.wanted(), now.date()):
        jobs.later("fallback.make_pack", unit_id=unit.pk, on=now.date().isoformat())
    actions.remove_old(on=now.date(), at=now)
