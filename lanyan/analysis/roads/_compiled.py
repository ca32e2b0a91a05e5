"""The compiled loops of `query` and `spread`: loaded by the first question, so that who asks nothing stays small."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from lanyan.analysis.roads.fields import NO_WAY
from lanyan.analysis.roads.geometry import RADIUS
from lanyan.analysis.roads.places import THERE_METRES
from lanyan.analysis.roads.snap import FARTHEST_LATITUDE, ON_IT


def _compile(function: Callable[..., Any]) -> Any:
    """Compile and keep the result on disk; without a folder to write to, compile anew in each process."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)


def _nearest(frame, cells, members, pieces, lon, lat, limit):  # type: ignore[no-untyped-def]
    """The piece nearest to a point and the share of its edge; -1 where none is within the limit (metres)."""
    found, share = -1, 0.0
    if not (abs(lon) <= 180.0 and abs(lat) <= FARTHEST_LATITUDE):
        return found, share
    scale, size, columns, rows = frame[0], frame[3], int(frame[4]), int(frame[5])
    angle = math.radians(lat)
    east = math.radians(lon) * RADIUS * scale - frame[1]
    north = math.asinh(math.tan(angle)) * RADIUS * scale - frame[2]
    reach = limit * scale / math.cos(angle)
    best = reach * reach
    column, row = math.floor(east / size), math.floor(north / size)
    # How far the point is from the border of its own cell: a ring of cells is no nearer than that.
    border = min(east - column * size, north - row * size, (column + 1) * size - east, (row + 1) * size - north)
    for ring in range(int(reach / size) + 2):
        nearest = border + (ring - 1) * size
        if ring > 0 and nearest > 0 and nearest * nearest > best:
            break
        for y in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            step = 1 if ring == 0 or abs(y - row) == ring else 2 * ring
            for x in range(column - ring, column + ring + 1, step):
                if 0 <= x < columns:
                    cell = y * columns + x
                    for at in range(cells[cell], cells[cell + 1]):
                        piece = members[at]
                        dx, dy = float(pieces[piece, 2]), float(pieces[piece, 3])
                        px, py = east - float(pieces[piece, 0]), north - float(pieces[piece, 1])
                        part = min(max((px * dx + py * dy) / max(dx * dx + dy * dy, 1e-12), 0.0), 1.0)
                        away = max((px - part * dx) ** 2 + (py - part * dy) ** 2, ON_IT)
                        if away <= best and (away < best or found < 0 or piece < found):
                            best, found = away, piece
                            share = min(float(pieces[piece, 4]) + part * float(pieces[piece, 5]), 1.0)
    return found, share


nearest = _compile(_nearest)


def _spread(first, following, steps, far, done, states, at, buckets, most):  # type: ignore[no-untyped-def]
    """Reach all that can be reached from states at ascending times: a queue with a bucket for each tenth of a second.

    Fills `far` and `done` by state, none beyond `most`; what is done stays. A step below nought is not taken, none is
    nought, and `buckets` are more than the longest has. Each turn waits in one bucket: `behind` chains those of one.
    """
    heads, behind = np.full(buckets, -1, dtype=np.int32), np.empty(len(following), dtype=np.int32)
    waiting, next_start, now = 0, 0, 0
    while waiting > 0 or next_start < len(states):
        if waiting == 0:
            now = max(now, at[next_start])
        if now > most:
            break
        bucket = now % buckets
        while True:
            if next_start < len(states) and at[next_start] <= now:
                state = states[next_start]
                next_start += 1
                if done[state] or far[state] < now:
                    continue
                far[state] = now
            elif heads[bucket] >= 0:
                turn = heads[bucket]
                heads[bucket] = behind[turn]
                waiting -= 1
                state = following[turn]
                if done[state] or far[state] != now:
                    continue
            else:
                break
            done[state] = True
            for turn in range(first[state], first[state + 1]):
                later = now + steps[turn]
                reached = following[turn]
                if steps[turn] >= 0 and not done[reached] and later < far[reached]:
                    far[reached] = later
                    behind[turn] = heads[later % buckets]
                    heads[later % buckets] = turn
                    waiting += 1
        now += 1


spread = _compile(_spread)


def _reach(found, state, part, along, road, edges, states, values, stations, unit):  # type: ignore[no-untyped-def]
    """Keep for each station the seconds to so far along a state, where they are fewer."""
    whole = states[state, 1]
    for station in range(len(found)):
        value = values[state, station]
        if value != NO_WAY:
            seconds = np.float32((value * unit + part * whole) / 10.0)
            if not seconds >= found[station]:
                found[station] = seconds
        if stations[station, 0] == road:
            gone = part - (stations[station, 1] if along else 1.0 - stations[station, 1])
            seconds = np.float32(max(gone, 0.0) * whole / 10.0)
            if gone * edges[road, 4] >= -100.0 * THERE_METRES and not seconds >= found[station]:
                found[station] = seconds


reach = _compile(_reach)


def _times(  # type: ignore[no-untyped-def]
    frame, cells, members, pieces, owners, edges, states, reaching, values, stations, unit, limit, lon, lat
):
    """Seconds from every station to a point (float32), nan where there is no way or no road near."""
    found = np.full(values.shape[1], np.nan, dtype=np.float32)
    piece, share = nearest(frame, cells, members, pieces, lon, lat, limit)
    if piece < 0:
        return found
    edge, node = owners[piece], -1
    if share * edges[edge, 4] < 100.0 * THERE_METRES:
        node = edges[edge, 2]
    elif (1.0 - share) * edges[edge, 4] < 100.0 * THERE_METRES:
        node = edges[edge, 3]
    for side in range(2):
        state = edges[edge, side]
        if state >= 0:
            part = share if side == 0 else 1.0 - share
            reach(found, state, part, side == 0, edge, edges, states, values, stations, unit)
    if node >= 0:
        for at in range(reaching[node], reaching[node + 1]):
            state = reaching[at]
            other = states[state, 0]
            if other != edge and not states[state, 2]:
                reach(found, state, 1.0, edges[other, 0] == state, other, edges, states, values, stations, unit)
        for station in range(len(found)):
            if stations[station, 2] == node:
                found[station] = 0.0
    return found


times = _compile(_times)
