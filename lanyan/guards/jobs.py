"""Background work of this app: the watch over rounds."""

from django.utils import timezone

from lanyan.guards.actions import running
from lanyan.guards.models import Round
from lanyan.kernel import jobs


@jobs.every("* * * * *")
@jobs.job("guards.watch_all")
def watch_all(timestamp: int) -> None:
    """Write down which rounds were missed at the guards under way."""
    at = timezone.now()
    late = Round.objects.due().filter(due_until_at__lte=at)
    for pk in sorted(set(late.values_list("post__guard", flat=True))):
        running.watch(guard_id=pk, at=at)
