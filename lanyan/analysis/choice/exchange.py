"""What another formation in the place of a chosen one would cost: vehicles, cover, time."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from lanyan.analysis.choice import moves
from lanyan.analysis.choice.case import Case
from lanyan.analysis.choice.forces import TENTHS
from lanyan.analysis.choice.items import timely

if TYPE_CHECKING:
    # Compiled code: not for whoever only prepares the forces.
    from lanyan.analysis.choice.least import Least


class Places:
    """The places of the chosen formations that do not go by rule: who could take them?"""

    def __init__(self, case: Case, found: "Least", formations: Collection[int]) -> None:
        self._case, self._found = case, found
        self._all = sorted(formations)
        self._open = [formation for formation in self._all if formation not in case.fixed]
        self._left = moves.left(case, self._all)
        self._lost = moves.lost(case.forces.held, self._left)
        self._brought = timely(case, self._open, found.goal, found.deadline)
        all_ = timely(case, self._all, found.goal, found.deadline).sum(axis=0)
        self._spare = all_ + case.counted(case.sent, found.goal) - case.counted(found.goal, found.goal)

    def better(self, formation: int) -> tuple[str, float, str]:
        """For an open formation: why it stays, by how much, and the key of the one whose place it could best take."""
        case, found = self._case, self._found
        if not case.forces.brought[formation, case.columns].any():
            return "not_needed", 0.0, ""
        brought = timely(case, [formation], found.goal, found.deadline)[0]
        if not brought.any():
            late = int(case.arrival[formation]) - found.time
            return ("later", late / TENTHS, "") if late > 0 else ("not_needed", 0.0, "")
        enough = (self._spare + brought >= self._brought).all(axis=1)
        able = [one for one, fits in zip(self._open, enough, strict=True) if fits]
        if not able:
            return "not_needed", 0.0, ""
        size = case.forces.size
        most = max(int(size[one]) for one in able)
        largest = [one for one in able if size[one] == most]
        if size[formation] > most:
            return "more_vehicles", float(size[formation] - most), case.forces.rows[largest[0]].key
        lost, slower, other = min(self._price(formation, one) for one in largest)
        key = case.forces.rows[other].key
        if lost > 0:
            return "uncovers", lost / case.forces.held.whole, key
        return ("slower", slower / TENTHS, key) if slower > 0 else ("equal", 0.0, key)

    def _price(self, formation: int, other: int) -> tuple[int, int, int]:
        """Parts of the ground and tenths of a second more with one formation for the other."""
        slower = int(self._case.arrival[formation] - self._case.arrival[other])
        return self._uncovered(formation, other), slower, other

    def _uncovered(self, formation: int, other: int) -> int:
        forces, after = self._case.forces, self._left.copy()
        for one, sign in ((formation, -1), (other, 1)):
            vehicles = forces.vehicles(one)
            for place in forces.place[vehicles[forces.holds[vehicles]]].tolist():
                after[place] += sign
        if ((after > 0) == (self._left > 0)).all():
            return 0
        return moves.lost(forces.held, after) - self._lost
