"""Background jobs of incidents."""

from django.utils import timezone

from lanyan.incidents.actions import note_unreceived
from lanyan.kernel import jobs


@jobs.job("incidents.note_unreceived_order")
def note_unreceived_order(order_id: int) -> None:
    """Say in the log that a station has not answered its order in time."""
    note_unreceived(order_id=order_id, at=timezone.now())
