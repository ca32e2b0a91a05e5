"""Arrival-time fields: the time from every station to the start of every directed segment."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import places, snap, spread, store
from lanyan.analysis.roads.drawing import Lost, Way, best
from lanyan.analysis.roads.graph import RoadGraph, read_only, unpriced
from lanyan.analysis.roads.network import BadRoads, Flags, Progress, silent
from lanyan.analysis.roads.search import way

NO_WAY = 65_535
# Tenths of a second that one step of a stored time may stand for: the finest that holds the longest journey.
_UNITS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Fields:
    """Times from stations (n, longitude and latitude) over a graph: `values` (states, n) in `unit` tenths of a second.

    A value is the time to the start of the directed segment, the turn onto it included; NO_WAY where there is none.
    `edges` and `shares` (n) are where the stations stand on the roads, edge -1 where no road is near.
    """

    version: str
    graph: RoadGraph
    unit: int
    stations: NDArray[np.float64]
    edges: NDArray[np.int32]
    shares: NDArray[np.float64]
    values: NDArray[np.uint16]

    @cached_property
    def standing(self) -> NDArray[np.int32]:
        """The node that each station stands at; -1 where it stands between two."""
        spots = zip(self.edges.tolist(), self.shares.tolist(), strict=True)
        found = [places.junction(self.graph, edge, share) if edge >= 0 else -1 for edge, share in spots]
        return np.array(found, dtype=np.int32)

    @cached_property
    def tables(self) -> tuple[NDArray[np.generic], ...]:
        """What a question reads, in as few arrays as can be: handing one over costs as much as the looking.

        The grid's five; along, against, first node, last node, centimetres of each edge; edge, tenths, closed of each
        state; where the states reaching each node begin in this array, and they; the values; edge, share, node of each
        station. Plain and read-only whether built or mapped, so that one compilation does for both.
        """
        graph = self.graph
        grid = (graph.frame, graph.cells, graph.members, graph.pieces, graph.owners)
        edges = np.column_stack([graph.of_edge, graph.nodes, np.rint(graph.metres * 100).astype(np.int32)])
        states = np.column_stack([graph.edge, graph.tenths, graph.closed.astype(np.int32)])
        reaching = np.concatenate([graph.reaching_first + len(graph.reaching_first), graph.reaching]).astype(np.int32)
        stations = np.column_stack([self.edges, self.shares, self.standing])
        return tuple(read_only(one) for one in (*grid, edges, states, reaching, self.values, stations))

    def route(self, station: int, lon: float, lat: float) -> Way | None:
        """The way from a station (its number) to a point (degrees), to draw; None where there is none."""
        end = snap.nearest(self.graph, lon, lat)
        if end is None or self.edges[station] < 0:
            return None
        start = snap.Spot(int(self.edges[station]), float(self.shares[station]), 0.0)
        column = self.values[:, station]
        far = np.where(column == NO_WAY, np.inf, column * float(self.unit))
        try:
            return best(self.graph, start, end, far, unit=self.unit)
        except Lost:
            start_lon, start_lat = self.stations[station].tolist()
            return way(self.graph, (start_lon, start_lat), (lon, lat))

    def save(self, folder: Path) -> None:
        """Put the fields into a folder in one step, with the changes of their graph."""
        arrays = {name: getattr(self, name) for name in ("stations", "edges", "shares", "values")}
        arrays |= {"tenths": self.graph.tenths, "closed": self.graph.closed}
        told = {"version": self.version, "unit": self.unit, "graph": self.graph.version, "origin": self.graph.origin}
        store.write(folder, self.version, arrays, told)


def load(folder: Path, graph: RoadGraph) -> Fields:
    """Open the fields of a folder, mapped into memory, over their graph with the changes they were reckoned with.

    NothingStored where there are none, or where they belong to other roads.
    """
    arrays, words = store.read(folder)
    if words["origin"] != graph.origin:
        raise store.NothingStored(f"{folder}: the times stored there belong to other roads")
    changed = {"tenths": arrays.pop("tenths"), "closed": arrays.pop("closed"), "version": words["graph"]}
    whole = replace(graph, **changed)  # type: ignore[arg-type]
    return Fields(str(words["version"]), whole, cast(int, words["unit"]), **arrays)  # type: ignore[arg-type]


def build(graph: RoadGraph, stations: Sequence[tuple[float, float]], *, tell: Progress = silent) -> Fields:
    """Reckon the fields of all stations (longitude, latitude)."""
    at = np.array(stations, dtype=np.float64).reshape(-1, 2)
    spots = [snap.nearest(graph, lon, lat) for lon, lat in at.tolist()]
    edges = np.array([spot.edge if spot else -1 for spot in spots], dtype=np.int32)
    shares = np.array([spot.share if spot else 0.0 for spot in spots], dtype=np.float64)
    return _fields(graph, at, edges, shares, _tenths(graph, edges, shares, tell))


def rebuild(fields: Fields, graph: RoadGraph, *, tell: Progress = silent) -> Fields:
    """Reckon the fields over a changed graph of the same roads: only of the stations that a change may touch."""
    if graph.origin != fields.graph.origin:
        raise BadRoads("These times belong to other roads: build them anew")
    rows = np.flatnonzero(touched(fields, graph))
    anew = _tenths(graph, fields.edges[rows], fields.shares[rows], tell)
    tenths = np.where(fields.values == NO_WAY, np.float32(np.inf), fields.values * np.float32(fields.unit))
    tenths[:, rows] = anew
    if _unit_for(tenths) != fields.unit:
        tenths = _tenths(graph, fields.edges, fields.shares, tell)
    return _fields(graph, fields.stations, fields.edges, fields.shares, tenths)


def touched(fields: Fields, graph: RoadGraph) -> Flags:
    """Which stations (n,) may get other times from the changes between the fields' graph and another of its roads.

    What became slower touches those with a shortest way over it, what became faster those it would bring nearer. Never
    too few; now and then one too many.
    """
    old, found = fields.graph, np.zeros(len(fields.stations), dtype=np.bool_)
    on = fields.edges >= 0
    for side in range(2):
        state = graph.of_edge[fields.edges, side]
        found |= on & (state >= 0) & (graph.tenths[state] != old.tenths[state])
    slack = 0 if fields.unit == 1 else fields.unit
    turns = np.flatnonzero(graph.costs != old.costs)
    if len(turns) and graph.ends_only.any() and (graph.costs[turns] < old.costs[turns]).any():
        # A road that may only be ended on hides how far it really is: nobody can tell, so all are reckoned anew.
        return on
    for part in np.array_split(turns, len(turns) // 4096 + 1):
        start, end = fields.values[graph.before[part]], fields.values[graph.following[part]]
        there = np.where(end == NO_WAY, np.inf, end * float(fields.unit))
        before, after = (unpriced(one.costs[part])[:, None] + start * float(fields.unit) for one in (old, graph))
        # Infinite on both sides is no way before and none now.
        with np.errstate(invalid="ignore"):
            worse = (after > before) & (np.abs(there - before) <= slack)
        better = (after < before) & (after - slack <= there)
        found |= ((start != NO_WAY) & (worse | better)).any(axis=0)
    return found


def _tenths(
    graph: RoadGraph, edges: NDArray[np.int32], shares: NDArray[np.float64], tell: Progress
) -> NDArray[np.float32]:
    """Tenths of a second from places on edges (n) to every state (states, n), infinite where there is no way."""
    found = np.full((len(graph.tenths), len(edges)), np.inf, dtype=np.float32)
    joined = np.flatnonzero(edges >= 0).tolist()
    for done, row in enumerate(joined, start=1):
        found[:, row] = spread.tenths_from(graph, int(edges[row]), float(shares[row]))
        tell("fields", done / len(joined))
    return found


def _fields(
    graph: RoadGraph,
    stations: NDArray[np.float64],
    edges: NDArray[np.int32],
    shares: NDArray[np.float64],
    tenths: NDArray[np.float32],
) -> Fields:
    unit = _unit_for(tenths)
    # All journeys are shorter than NO_WAY: the minimum meets the infinite ones alone.
    values = np.minimum(np.rint(tenths / np.float32(unit)), NO_WAY).astype(np.uint16)
    told = hashlib.sha256(graph.version.encode() + stations.tobytes() + values.tobytes())
    return Fields(told.hexdigest()[:16], graph, unit, stations, edges, shares, values)


def _unit_for(tenths: NDArray[np.float32]) -> int:
    longest = float(np.max(tenths, initial=0.0, where=np.isfinite(tenths)))
    for unit in _UNITS:
        if longest / unit < NO_WAY - 1:
            return unit
    raise BadRoads(f"A journey of {longest / 36_000:.0f} hours is too long to be stored")
