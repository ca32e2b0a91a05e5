"""Reads an OpenStreetMap file (.osm, .pbf, .osm.gz …) into a road network."""

from array import array
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from lanyan.analysis.roads import tags as meaning
from lanyan.analysis.roads.network import BadRoads, Ban, Network, Progress, Ways, cut, silent
from lanyan.analysis.roads.profiles import Profile

_KEYS = ("highway", "barrier", "type", "access", "motor_vehicle", "vehicle", "emergency")
# Ways between two words of progress.
_STRIDE = 10_000


def read(file: Path, profile: Profile, *, tell: Progress = silent) -> Network:
    """Read the roads of a file that the profile may drive on; BadRoads where the file is corrupt, empty or foreign."""
    import osmium  # noqa: PLC0415 - large, loaded by whoever needs it

    if not file.is_file():
        raise BadRoads(f"{file.name}: there is no such file")
    reader = _Reader(profile, tell)
    try:
        found = osmium.FileProcessor(str(file)).with_locations().with_filter(osmium.filter.KeyFilter(*_KEYS))
        for thing in found:
            reader.take(thing)
    except (RuntimeError, OSError, UnicodeDecodeError, ValueError) as error:
        raise BadRoads(f"{file.name}: no readable OpenStreetMap file ({error})") from None
    try:
        return cut(reader.ways())
    except BadRoads as error:
        raise BadRoads(f"{file.name}: {error}") from None


class _Reader:
    """Takes nodes, ways and relations as they come; arrays of the standard library keep the memory small."""

    def __init__(self, profile: Profile, tell: Progress) -> None:
        self._profile, self._tell = profile, tell
        self._halts: dict[int, tuple[float, float]] = {}
        self._barriers: set[int] = set()
        self._refs, self._lengths, self._points = array("q"), array("q"), array("d")
        self._rows: list[tuple[float, float, float, float, bool]] = []
        self._kinds, self._named = array("q"), array("q")
        self._classes: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._ways: dict[int, int] = {}
        self._bans: list[Ban] = []
        self._left_out: Counter[str] = Counter()

    def take(self, thing: Any) -> None:
        """Take one object of the file."""
        if thing.is_way():
            if "highway" in thing.tags:
                self._way(thing, dict(thing.tags))
        elif thing.is_node():
            self._node(thing.id, dict(thing.tags))
        elif thing.is_relation():
            self._relation(thing, dict(thing.tags))

    def _node(self, ref: int, tags: dict[str, str]) -> None:
        if meaning.is_barrier(tags, self._profile):
            self._barriers.add(ref)
        lost = meaning.halt(tags, self._profile)
        if any(lost):
            self._halts[ref] = lost

    def _way(self, way: Any, tags: dict[str, str]) -> None:
        passage = meaning.passage(tags, self._profile)
        nodes = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if passage is None or len(nodes) < 2:
            self._left_out["way not open to the profile" if passage is None else "way whose points are missing"] += 1
            return
        for ref, lon, lat in nodes:
            self._refs.append(ref)
            self._points.extend((lon, lat))
        self._lengths.append(len(nodes))
        self._ways[way.id] = len(self._rows)
        self._rows.append((passage.forward, passage.backward, passage.height_m, passage.weight_t, passage.ends_only))
        self._kinds.append(self._classes.setdefault(tags["highway"], len(self._classes)))
        self._named.append(self._names.setdefault(tags.get("name") or tags.get("ref", ""), len(self._names)))
        if len(self._rows) % _STRIDE == 0:
            self._tell(f"{len(self._rows)} ways read", 0.5)

    def _relation(self, relation: Any, tags: dict[str, str]) -> None:
        word = meaning.restriction(tags, self._profile)
        if word is None:
            return
        members = [(member.role, member.type, member.ref) for member in relation.members]
        starts, ends = ([r for role, kind, r in members if (role, kind) == (one, "w")] for one in ("from", "to"))
        vias = [ref for role, kind, ref in members if (role, kind) == ("via", "n")]
        if not (starts and ends and len(vias) == 1):
            self._left_out["turn restriction without one node to turn at"] += 1
            return
        for start, end in ((a, b) for a in starts for b in ends):
            if start in self._ways and end in self._ways:
                self._bans.append(Ban(self._ways[start], vias[0], self._ways[end], only=word == "only"))

    def ways(self) -> Ways:
        """What was taken, as arrays."""
        rows = np.array(self._rows, dtype=np.float32).reshape(-1, 5)
        refs = np.array(self._refs, dtype=np.int64)
        halts = np.zeros((len(refs), 2), dtype=np.float32)
        known = np.array(sorted(self._halts), dtype=np.int64)
        if len(known):
            row = np.minimum(np.searchsorted(known, refs), len(known) - 1)
            here = known[row] == refs
            halts[here] = np.array([self._halts[ref] for ref in known.tolist()], dtype=np.float32)[row[here]]
        return Ways(
            first=np.concatenate([[0], np.cumsum(np.array(self._lengths, dtype=np.int64))]),
            refs=refs,
            points=np.array(self._points).reshape(-1, 2),
            classes=tuple(self._classes),
            kinds=np.array(self._kinds, dtype=np.int64),
            names=tuple(self._names),
            named=np.array(self._named, dtype=np.int64),
            speeds=rows[:, :2],
            limits=rows[:, 2:4],
            ends_only=rows[:, 4] > 0,
            halts=halts,
            barriers=np.isin(refs, np.array(sorted(self._barriers), dtype=np.int64)),
            bans=self._bans,
            left_out=dict(self._left_out),
        )
