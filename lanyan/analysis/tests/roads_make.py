"""Small towns for the tests of the roads, and their times reckoned the plain way."""

import heapq
import math

import numpy as np

from lanyan.analysis.roads import build, flat, profiles
from lanyan.analysis.roads.flat import Line
from lanyan.analysis.roads.network import Ban, Ways, cut

CAR = profiles.read("car")
# Degrees of about 100 m here.
EAST, NORTH = 0.001024, 0.0009
CORNER = (118.85, 28.95)


def at(x, y):
    """The point so many hundred metres east and north of the corner."""
    return (CORNER[0] + x * EAST, CORNER[1] + y * NORTH)


def road(*points, kind="residential", **tags):
    """A road over such points; tags by name, with `_` for the colon."""
    words = {"highway": kind, **{key.replace("_", ":"): str(value) for key, value in tags.items()}}
    return Line([at(*point) for point in points], words)


def graph_of(*roads, profile=CAR, meet_metres=0.0):
    """The graph of some roads."""
    return build.build(flat.lines(roads, profile, meet_metres=meet_metres), profile)[0]


def block(**tags):
    """Four streets around a block of 500 m, and one across it."""
    return [
        road((0, 0), (5, 0), **tags),
        road((5, 0), (5, 5), **tags),
        road((5, 5), (0, 5), **tags),
        road((0, 5), (0, 0), **tags),
        road((0, 0), (5, 5), **tags),
    ]


def network_of(places, streets, bans=()):
    """A network of places (x, y), streets (from, to, km/h along, against) and bans (street, place, street, only)."""
    points = np.array([at(*places[end]) for street in streets for end in street[:2]])
    count = len(streets)
    ways = Ways(
        first=np.arange(0, 2 * count + 1, 2),
        refs=np.array([end for street in streets for end in street[:2]]),
        points=points,
        classes=("residential",),
        kinds=np.zeros(count, dtype=np.int64),
        names=("",),
        named=np.zeros(count, dtype=np.int64),
        speeds=np.array([street[2:] for street in streets], dtype=np.float32),
        limits=np.full((count, 2), np.inf, dtype=np.float32),
        ends_only=np.zeros(count, dtype=np.bool_),
        halts=np.zeros((2 * count, 2), dtype=np.float32),
        barriers=np.zeros(2 * count, dtype=np.bool_),
        bans=[Ban(*ban) for ban in bans],
    )
    return cut(ways)


class PlainTown:
    """The same town with dictionaries and a heap: a directed street is (from, to)."""

    def __init__(self, places, streets, bans=()):
        self.places = [at(*place) for place in places]
        self.tenths = {}
        for a, b, along, against in streets:
            metres = math.hypot(*self._metres(self.places[a], self.places[b]))
            if along:
                self.tenths[a, b] = max(round(metres * 36 / along), 1)
            if against:
                self.tenths[b, a] = max(round(metres * 36 / against), 1)
        self.roads = {place: sum(place in street[:2] for street in streets) for place in range(len(places))}
        self.bans = [(set(streets[one][:2]), via, set(streets[two][:2]), only) for one, via, two, only in bans]

    @staticmethod
    def _metres(a, b):
        angle = math.radians((a[1] + b[1]) / 2)
        east = 111_415.13 * math.cos(angle) - 94.55 * math.cos(3 * angle) + 0.12 * math.cos(5 * angle)
        north = 111_132.09 - 566.05 * math.cos(2 * angle) + 1.2 * math.cos(4 * angle)
        return (b[0] - a[0]) * east, (b[1] - a[1]) * north

    def onward(self, street):
        """The streets that may follow one, with the tenths of the turn."""
        allowed = self._allowed(street)
        return {other: self._turn(street, other, allowed) for other in allowed}

    def _allowed(self, street):
        via, back = street[1], (street[1], street[0])
        ahead = [other for other in self.tenths if other[0] == via and other != back]
        found = set(ahead)
        for start, where, end, only in self.bans:
            named = {other for other in self.tenths if other[0] == via and set(other) == end}
            if where == via and start == set(street) and (named or not only):
                found &= named if only else set(ahead) - named
        return sorted(found) or [back for _once in (0,) if back in self.tenths]

    def _angle(self, street, other):
        ends = [[self.places[end] for end in one] for one in (street, other)]
        first, second = (math.degrees(math.atan2(*self._metres(*one))) for one in ends)
        return (second - first + 180) % 360 - 180

    def _turn(self, street, other, allowed):
        back = other == (street[1], street[0])
        if self.roads[street[1]] <= 2 and not back:
            return 0
        angle = self._angle(street, other)
        bias = 1.075 if angle >= 0 else 1 / 1.075
        seconds = 7.5 / (1 + math.exp(-(13 / bias * abs(angle) / 180 - 6.5 * bias)))
        oncoming = any(abs(self._angle(street, one)) < 45 and one[::-1] in self.tenths for one in allowed)
        if angle < 0 and oncoming and not back:
            seconds += 2 * math.sin(math.radians(abs(angle)))
        return round((seconds + (20 if back else 0)) * 10)

    def reckon(self, starts):
        """Tenths to the start of every street, from streets with the tenths until their start."""
        found = {}
        heap = [(cost, street) for street, cost in starts.items()]
        heapq.heapify(heap)
        while heap:
            cost, street = heapq.heappop(heap)
            if street in found:
                continue
            found[street] = cost
            for other, turn in self.onward(street).items():
                heapq.heappush(heap, (cost + self.tenths[street] + turn, other))
        return found
