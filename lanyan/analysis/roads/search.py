"""One way, found when it is asked for: of a vehicle under way to one point."""

import numpy as np

from lanyan.analysis.roads import drawing, snap, spread
from lanyan.analysis.roads.drawing import Way
from lanyan.analysis.roads.graph import RoadGraph


def way(
    graph: RoadGraph, start: tuple[float, float], end: tuple[float, float], *, most_seconds: float = np.inf
) -> Way | None:
    """The fastest way between two points (longitude, latitude) within so many seconds; None where there is none."""
    a, b = snap.nearest(graph, *start), snap.nearest(graph, *end)
    if a is None or b is None:
        return None
    far = spread.tenths_from(graph, a.edge, a.share, most=most_seconds * 10)
    found = drawing.best(graph, a, b, far)
    return found if found is not None and found.seconds <= most_seconds else None
