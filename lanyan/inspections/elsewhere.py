"""Papers whose number in another system is missing or says something else there."""

from typing import Any

from lanyan.inspections.models import Paper
from lanyan.kernel.models import ExternalNumber


def unfinished(user: Any, most: int = 200) -> list[tuple[ExternalNumber, Paper]]:
    """The numbers of other systems that a reader's papers still lack, or that say something else there."""
    mine = Paper.objects.visible_to(user).select_related("kind", "unit", "premises")
    waiting = ExternalNumber.objects.filter(
        kind=Paper._meta.label_lower,
        state__in=(ExternalNumber.State.TO_ENTER, ExternalNumber.State.DIFFERS),
        record_id__in=mine.values("pk"),
    ).order_by("-record_id")[:most]
    papers = mine.in_bulk([entry.record_id for entry in waiting])
    return [(entry, papers[entry.record_id]) for entry in waiting]
