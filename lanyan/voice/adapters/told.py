"""What adapters give, and how they say that they could not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class NotAnswered(Exception):
    """A machine outside did not answer, or not so that it could be understood; the words say why."""


@dataclass(frozen=True)
class Said:
    """What an operator said: read under our names, in WGS-84, and as it came."""

    facts: Mapping[str, Any]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """Bytes of a sound: from which one on, of how many; `whole` when they were not asked for by a range."""

    data: bytes
    first: int
    total: int
    mime: str
    whole: bool = False
