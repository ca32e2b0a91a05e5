"""Background work of this app: the watch over crews inside."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.scene.actions import rolls
from lanyan.scene.models import Scene


@jobs.job("scene.watch")
def watch(scene_id: int) -> None:
    """Look at one scene when an instant of it has come."""
    rolls.watch(scene_id=scene_id, at=timezone.now())


@jobs.every("* * * * *")
@jobs.job("scene.watch_all")
def watch_all(timestamp: int) -> None:
    """Look at every open scene: whatever was not looked at at its instant is seen within the minute."""
    for pk in Scene.objects.open().order_by("pk").values_list("pk", flat=True):
        rolls.watch(scene_id=pk, at=timezone.now())
