"""Background jobs of the forces."""

from django.utils import timezone

from lanyan.forces import actions
from lanyan.forces.models import RoadNetwork
from lanyan.forces.rules import root as root_of
from lanyan.kernel import jobs


@jobs.job("forces.reckon_roads")
def reckon_roads(root: str) -> None:
    """Reckon the arrival times of a detachment's stations anew."""
    actions.reckon_roads(root=root, at=timezone.now())


@jobs.every("40 5 * * *")
@jobs.job("forces.watch_faults")
def watch_faults(timestamp: int) -> None:
    """Tell of faults whose company is overdue, and further up of those long overdue."""
    actions.watch_faults(at=timezone.now())


@jobs.every("* * * * *")
@jobs.job("forces.follow_closures")
def follow_closures(timestamp: int) -> None:
    """Let closures begin and end at their minute."""
    for path in RoadNetwork.objects.filter(is_current=True).values_list("unit__path", flat=True):
        actions.reckon_roads(root=root_of(path), at=timezone.now())
