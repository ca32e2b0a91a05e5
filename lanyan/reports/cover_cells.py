"""The cells of a cover as GeoJSON."""

from typing import Any

import numpy as np

from lanyan.reports.cover import Cover, band_labels
from lanyan.reports.cover_ground import Ground
from lanyan.reports.cover_times import Floats


def cells(found: Cover) -> dict[str, Any]:
    """A FeatureCollection: each cell with the minutes to its middle, its band, whether in time, and its weights."""
    ground, labels = found.ground, band_labels()
    weights = _weights(found)
    corners = ground.grid.centres(ground.cells)
    return {
        "type": "FeatureCollection",
        "unit": found.unit.name,
        "turnout_seconds": found.plan.turnout,
        "drive_seconds": found.plan.drive,
        "only_ready": found.plan.now,
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "minutes": None if np.isnan(seconds) else round(seconds / 60, 1),
                    "band": band + 1,
                    "band_label": labels[band],
                    "in_time": seconds <= found.plan.seconds,
                    **{name: round(float(weights[name][row]), 3) for name in found.layers},
                },
                "geometry": {"type": "Polygon", "coordinates": [_outline(ground, lon, lat)]},
            }
            for row, ((lon, lat), seconds, band) in enumerate(
                zip(corners.tolist(), found.first.tolist(), found.band_of.tolist(), strict=False)
            )
        ],
    }


def _weights(found: Cover) -> dict[str, Floats]:
    """The weights by cell: what lies on named places is added to the cell they are in."""
    ground, count = found.ground, len(found.ground.cells)
    home = ground.grid.cells_of(ground.points[count:])
    row = np.searchsorted(ground.cells, home)
    there = (row < count) & (ground.cells[np.minimum(row, count - 1)] == home) if count else np.zeros(len(home), bool)
    summed = {}
    for name, weights in found.weights.items():
        summed[name] = weights[:count] + np.bincount(row[there], weights=weights[count:][there], minlength=count)
    return summed


def _outline(ground: Ground, lon: float, lat: float) -> list[list[float]]:
    east, north = ground.grid.east_step / 2, ground.grid.north_step / 2
    around = ((-east, -north), (east, -north), (east, north), (-east, north), (-east, -north))
    return [[round(lon + dx, 5), round(lat + dy, 5)] for dx, dy in around]
