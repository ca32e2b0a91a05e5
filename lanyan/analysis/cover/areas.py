"""Station areas 责任区: each point to the station that is there first, and the size of each area against its limit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lanyan.analysis.cover.ground import Ints


@dataclass(frozen=True)
class Area:
    """One station's area: its points, its size and the limit of its class (km², nan without one).

    `farthest`: seconds of travel to its farthest point, nan when it has none.
    """

    station: int
    points: Ints
    km2: float
    limit_km2: float
    farthest: float

    @property
    def is_too_large(self) -> bool:
        """Is it beyond what its class may have?"""
        return self.km2 > self.limit_km2


def areas(times: ArrayLike, km2: ArrayLike, limits_km2: ArrayLike) -> tuple[list[Area], Ints]:
    """Give every point to the station with the least travel time; of equal ones to the first.

    `times` (stations × points): seconds, nan without a way; `km2` (points): what each point stands for; `limits_km2`
    (stations): the limit of the station's class (建标152-2017: data of the caller), nan without one. Returns the areas
    and the station of each point (points), -1 where none has a way. ValueError where the shapes do not fit.
    """
    seconds, sizes, limits = np.asarray(times, float), np.asarray(km2, float), np.asarray(limits_km2, float)
    if seconds.ndim != 2 or sizes.shape != seconds.shape[1:] or limits.shape != seconds.shape[:1]:
        raise ValueError(f"times {seconds.shape}, sizes {sizes.shape} and limits {limits.shape} do not fit")
    reachable = ~np.isnan(seconds).all(axis=0) if len(seconds) else np.zeros(seconds.shape[1], bool)
    owner = np.full(seconds.shape[1], -1, np.int64)
    if len(seconds):
        owner[reachable] = np.where(np.isnan(seconds), np.inf, seconds)[:, reachable].argmin(axis=0)
    found = []
    for station, limit in enumerate(limits):
        points = np.flatnonzero(owner == station)
        farthest = float(seconds[station, points].max()) if len(points) else float("nan")
        found.append(Area(station, points, float(sizes[points].sum()), float(limit), farthest))
    return found, owner
