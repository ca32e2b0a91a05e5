"""Where a station more would help most, and where one had better stand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lanyan.analysis.cover.ground import Bools, Floats, uncovered


@dataclass(frozen=True)
class Sites:
    """Chosen sites in their order, the weight covered after each, and the most any choice of as many could cover."""

    sites: tuple[int, ...]
    covered: tuple[float, ...]
    bound: float

    @property
    def gap(self) -> float:
        """By what share of itself the cover could still be higher; 0 when it is proven the highest."""
        return self.bound / self.covered[-1] - 1 if self.covered and self.covered[-1] else 0.0


def add(reach: Bools, sites: Bools, weights: ArrayLike, count: int = 1) -> Sites:
    """Choose `count` sites (sites × points) to add to the stations (stations × points): what covers most weight.

    One is exact. More are chosen one after another (each the best beside those before it, of equal ones the first),
    which covers at least 1 - 1/e of the best gain (Nemhauser, Wolsey, Fisher 1978); `bound` is the least, over all
    steps, of what is covered then and the `count` highest gains. ValueError for fewer sites or shapes that differ.
    """
    values = _checked(reach, sites, weights)
    if not 0 < count <= len(sites):
        raise ValueError(f"{count} of {len(sites)} sites")
    missing = uncovered(reach)
    have, bound = float(values[~missing].sum()), np.inf
    chosen: list[int] = []
    after: list[float] = []
    for _site in range(count):
        gains = sites @ (values * missing)
        gains[chosen] = 0.0
        bound = min(bound, have + float(np.sort(gains)[-count:].sum()))
        best = int(np.delete(np.arange(len(sites)), chosen)[np.delete(gains, chosen).argmax()])
        missing &= ~sites[best]
        have = have + float(gains[best])
        chosen.append(best)
        after.append(have)
    gains = sites @ (values * missing)
    bound = min(bound, have + float(np.sort(gains)[-count:].sum()))
    return Sites(tuple(chosen), tuple(after), max(bound, have))


def move(reach: Bools, sites: Bools, weights: ArrayLike) -> tuple[int, int, float]:
    """Move one station to one site: which, where to, and the weight covered then; exact over all pairs.

    Of equal pairs the first station and the first site. The weight may be less than now when every move is for the
    worse. ValueError where there is no station or no site, or the shapes differ.
    """
    values = _checked(reach, sites, weights)
    if not len(reach) or not len(sites):
        raise ValueError("no station to move, or no site to move it to")
    times = reach.sum(axis=0)
    missing = sites @ (values * (times == 0))
    sole = (reach & (times == 1)) * values
    after = values[times > 0].sum() - sole.sum(axis=1)[:, None] + missing + sole @ sites.T
    station, site = np.unravel_index(np.round(after, 9).argmax(), after.shape)
    return int(station), int(site), float(after[station, site])


def _checked(reach: Bools, sites: Bools, weights: ArrayLike) -> Floats:
    values = np.asarray(weights, float)
    if reach.ndim != 2 or sites.ndim != 2 or not reach.shape[1] == sites.shape[1] == len(values):
        raise ValueError(f"stations {reach.shape}, sites {sites.shape} and weights {values.shape} do not fit")
    if not (np.isfinite(values) & (values >= 0)).all():
        raise ValueError("a weight is below 0 or no number")
    return values
