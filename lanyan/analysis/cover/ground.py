"""Within the time or not: every demand point, every layer of weights."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def covered(times: ArrayLike, turnout: ArrayLike, threshold: float) -> Bools:
    """Which station reaches which point within `threshold` seconds of the order (stations × points).

    `times` (stations × points): seconds of travel, nan without a way; `turnout`: seconds, one for all or one a station.
    ValueError where a time is below 0 or the shapes do not fit.
    """
    return _total(times, turnout) <= threshold


def arrival(times: ArrayLike, turnout: ArrayLike, out: Bools | None = None) -> Floats:
    """Seconds from order to the first arrival at each point (points), nan where nobody comes; the isochrone values.

    `out` (stations): those that are empty now and do not count.
    """
    total = _total(times, turnout)
    total = np.where(np.isnan(total), np.inf, total)
    if out is not None:
        total = total[~np.asarray(out, bool)]
    first = total.min(axis=0, initial=np.inf)
    return np.where(np.isfinite(first), first, np.nan)


def bands(first: ArrayLike, edges: Sequence[float]) -> Ints:
    """The isochrone band of each arrival: 0 up to the first edge, one more beyond each edge, -1 where nobody comes."""
    seconds = np.asarray(first, float)
    found = np.searchsorted(np.asarray(edges, float), seconds, side="left")
    return np.where(np.isnan(seconds), -1, found).astype(np.int64)


def shares(reach: Bools, layers: Mapping[str, ArrayLike], out: Bools | None = None) -> dict[str, float]:
    """The share of each layer (area, road length, population, premises, incidents: weights of the points) covered.

    `reach` (stations × points) from `covered`; `out` (stations): empty now. A layer without weight has no share: nan.
    """
    there = ~uncovered(reach, out)
    return {name: _share(_weights(weights, reach, name), there) for name, weights in layers.items()}


def uncovered(reach: Bools, out: Bools | None = None) -> Bools:
    """The points that nobody reaches in time, given which stations (`out`) are empty now (points)."""
    here = reach if out is None else reach[~np.asarray(out, bool)]
    return np.asarray(~here.any(axis=0))


def marginal(reach: Bools, layers: Mapping[str, ArrayLike], out: Bools | None = None) -> dict[str, Floats]:
    """For each layer what share of it is lost when one station more is emptied (stations); 0 for one that is empty."""
    there = reach if out is None else reach & ~np.asarray(out, bool)[:, None]
    sole = there & (there.sum(axis=0) == 1)
    found = {}
    for name, weights in layers.items():
        checked = _weights(weights, reach, name)
        with np.errstate(invalid="ignore", divide="ignore"):
            found[name] = sole @ checked / checked.sum()
    return found


def _total(times: ArrayLike, turnout: ArrayLike) -> Floats:
    travel, leaving = np.asarray(times, float), np.asarray(turnout, float)
    if travel.ndim != 2 or leaving.ndim > 1 or (leaving.ndim == 1 and len(leaving) != len(travel)):
        raise ValueError(f"travel times {travel.shape} and turnout {leaving.shape} do not fit")
    if (travel < 0).any() or not (leaving >= 0).all():
        raise ValueError("a travel or turnout time is below 0 or no number")
    return np.asarray(travel + (leaving[:, None] if leaving.ndim else leaving))


def _weights(weights: ArrayLike, reach: Bools, name: str) -> Floats:
    found = np.asarray(weights, float)
    if found.shape != reach.shape[1:] or not (np.isfinite(found) & (found >= 0)).all():
        raise ValueError(f"layer {name}: a weight for each of {reach.shape[1]} points, numbers from 0")
    return found


def _share(weights: Floats, there: Bools) -> float:
    total = float(weights.sum())
    return float(weights[there].sum()) / total if total else float("nan")
