"""Life cycles as tables: one table gives the check, the buttons, the diagram, the tests and the database's guard."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property


class MoveNotAllowed(Exception):
    """The record is in a state from which this move does not exist."""

    def __init__(self, name: str, state: str) -> None:
        super().__init__(f"“{name}” is not possible from state {state}")
        self.name, self.state = name, state


@dataclass(frozen=True)
class Move:
    """One verb: from any of its sources to its target."""

    name: str
    sources: Collection[str]
    target: str


@dataclass(frozen=True)
class LifeCycle:
    """All moves of one field."""

    field: str
    moves: tuple[Move, ...]

    @cached_property
    def _by_name(self) -> dict[str, Move]:
        return {move.name: move for move in self.moves}

    def target(self, name: str, state: str) -> str:
        """Say where a move leads, or raise MoveNotAllowed."""
        move = self._by_name[name]
        if state not in move.sources:
            raise MoveNotAllowed(name, state)
        return move.target

    def moves_from(self, state: str) -> list[str]:
        """Name the moves possible from a state, in table order."""
        return [move.name for move in self.moves if state in move.sources]

    def pairs(self) -> list[tuple[str, str]]:
        """List every (from, to) the database may accept, for pgtrigger.FSM."""
        return sorted(
            {(source, move.target) for move in self.moves for source in move.sources if source != move.target}
        )

    def as_mermaid(self) -> str:
        """Draw the table for the documents."""
        lines = [
            f"    {source} --> {move.target}: {move.name}" for move in self.moves for source in sorted(move.sources)
        ]
        return "\n".join(["stateDiagram-v2", *lines])
