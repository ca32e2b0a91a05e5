"""The road graph: directed segments and the turns between them, as arrays that workers share from disk."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lanyan.analysis.roads import store

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# More than any journey takes: entering a road that may only be ended on costs this, so that nobody passes through.
ENDS_ONLY_TENTHS = 10_000_000


@dataclass(frozen=True)
class Report:
    """What an import read, what it kept (segments, directed segments, turns, metres) and what it left out and why."""

    ways: int
    segments: int
    kept: int
    states: int
    turns: int
    metres: float
    left_out: dict[str, int]


@dataclass(frozen=True)
class RoadGraph:
    """Edges (segments of road) and states (edges driven one way), all in which every state reaches every other.

    By edge: `spans` (first and last index into `points`, longitude and latitude), `metres`, `kinds` and `named` (into
    `classes` and `names`), `of_edge` (the state along and the state against it, -1 where not driven), `nodes` (its
    ends). By state: `edge`, `tenths` of a second to drive it, `closed` to all who would pass, `ends_only`. Turns of
    state s: `following` and `turns` (tenths) from `first[s]` to `first[s + 1]`. By node in the same manner the states
    `leaving` and `reaching` it. The rest is the grid of `snap`.
    `profile` is its name and mark, `version` names the whole content, `origin` that of the graph before any change.
    """

    version: str
    origin: str
    profile: tuple[str, str]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    points: NDArray[np.float64]
    spans: NDArray[np.int32]
    metres: NDArray[np.float32]
    kinds: NDArray[np.int16]
    named: NDArray[np.int32]
    of_edge: NDArray[np.int32]
    nodes: NDArray[np.int32]
    edge: NDArray[np.int32]
    tenths: NDArray[np.int32]
    closed: NDArray[np.bool_]
    ends_only: NDArray[np.bool_]
    first: NDArray[np.int32]
    following: NDArray[np.int32]
    turns: NDArray[np.int32]
    leaving_first: NDArray[np.int32]
    leaving: NDArray[np.int32]
    reaching_first: NDArray[np.int32]
    reaching: NDArray[np.int32]
    frame: NDArray[np.float64]
    cells: NDArray[np.int32]
    members: NDArray[np.int32]
    pieces: NDArray[np.float32]
    owners: NDArray[np.int32]

    @cached_property
    def before(self) -> NDArray[np.int32]:
        """The state that each turn leaves."""
        return np.repeat(np.arange(len(self.tenths), dtype=np.int32), np.diff(self.first))

    @cached_property
    def costs(self) -> NDArray[np.float64]:
        """Tenths of a second from the start of a state over each turn to the start of the next; infinite where closed.

        Entering a road that may only be ended on costs ENDS_ONLY_TENTHS more.
        """
        enters = self.ends_only[self.following] & ~self.ends_only[self.before]
        cost = self.tenths[self.before] + self.turns + np.where(enters, ENDS_ONLY_TENTHS, 0)
        return np.where(self.closed[self.before], np.inf, cost)

    @cached_property
    def steps(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        """For the compiled search: `first`, `following`, whole tenths of each turn, and the turns that have a price.

        Below nought where closed or priced. Plain and read-only, whether built or mapped.
        """
        free = np.isfinite(self.costs) & (self.costs < ENDS_ONLY_TENTHS)
        tenths = np.where(free, self.costs, -1).astype(np.int32)
        dear = np.flatnonzero(np.isfinite(self.costs) & ~free)
        return read_only(self.first), read_only(self.following), read_only(tenths), dear

    @cached_property
    def arriving(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The turns by the state they lead to: their numbers, and where each state's begin."""
        order = np.argsort(self.following, kind="stable")
        return order, np.searchsorted(self.following[order], np.arange(len(self.tenths) + 1))

    @cached_property
    def span_pieces(self) -> NDArray[np.int64]:
        """The number of each edge's first piece in the grid."""
        pieces = self.spans[:, 1].astype(np.int64) - self.spans[:, 0]
        return np.cumsum(pieces) - pieces

    def matrix(self, starts: list[tuple[NDArray[np.int32], NDArray[np.float64]]]) -> "csr_array[np.float64]":
        """The costs as a sparse matrix, with a row more for each start: the states it leads to and the tenths."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - large, loaded by whoever needs it

        count = len(self.tenths) + len(starts)
        data = np.concatenate([self.costs, *(cost for _states, cost in starts)])
        columns = np.concatenate([self.following, *(states for states, _cost in starts)])
        rows = np.cumsum([len(states) for states, _cost in starts]) + len(self.following)
        return csr_array((data, columns, np.concatenate([self.first, rows]).astype(np.int32)), shape=(count, count))

    def save(self, folder: Path) -> None:
        """Put the graph into a folder in one step: whoever reads there finds the old one or this."""
        arrays, words = _parts(self)
        store.write(folder, self.version, arrays, words)


def unpriced(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Costs without what keeps others from passing through roads that may only be ended on."""
    return np.where(costs >= ENDS_ONLY_TENTHS, costs - ENDS_ONLY_TENTHS, costs)


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The same array as a plain one that nobody writes to."""
    found = array.view(np.ndarray)
    found.flags.writeable = False
    return found


def load(folder: Path) -> RoadGraph:
    """Open the graph of a folder without reading it: its arrays are mapped into memory and shared.

    NothingStored where there is none, or where an older version stored it in another shape: it is imported again.
    """
    arrays, words = store.read(folder)
    told = {key: tuple(value) if isinstance(value, list) else value for key, value in words.items()}
    if {*told, *arrays} != {one.name for one in fields(RoadGraph)}:
        raise store.NothingStored(f"{folder}: the roads stored there have an older shape; import them again")
    return RoadGraph(**told, **arrays)  # type: ignore[arg-type]


def _parts(graph: RoadGraph) -> tuple[dict[str, NDArray[np.generic]], dict[str, object]]:
    every = {one.name: getattr(graph, one.name) for one in fields(graph)}
    arrays = {name: value for name, value in every.items() if isinstance(value, np.ndarray)}
    return arrays, {name: value for name, value in every.items() if name not in arrays}


def version_of(arrays: Mapping[str, NDArray[np.generic]], words: Mapping[str, object]) -> str:
    """A name for this content: two graphs bear the same only where they are the same."""
    told = hashlib.sha256(repr(sorted(words.items())).encode())
    for name in sorted(arrays):
        told.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    return told.hexdigest()[:16]
