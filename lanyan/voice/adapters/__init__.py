"""What speaks to the machines outside: operators that know who calls, recorders with the sound; simulators.

An adapter is registered under the name that stands in the row of its service. `look_up` gives what the operator said,
None when it does not know the number; `read_sound` a piece of a recording. Both raise `NotAnswered`, in words.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.voice.adapters import operators, recorders, simulator
from lanyan.voice.adapters.told import NotAnswered, Piece, Said

LookUp = Callable[[Any, str, datetime], Said | None]
ReadSound = Callable[[Any, str], Piece | None]
_look_ups: dict[str, LookUp] = {}
_sounds: dict[str, ReadSound] = {}


def register_lookup(name: str, look: LookUp) -> None:
    """Put an adapter to operators in its place."""
    _look_ups[name] = look


def register_sound(name: str, read: ReadSound) -> None:
    """Put an adapter to recorders in its place."""
    _sounds[name] = read


def look_up(service: Any, number: str, at: datetime) -> Said | None:
    """Ask who has a number."""
    look = _look_ups.get(service.adapter)
    if look is None:
        raise NotAnswered(_("Nothing is there that could ask."))
    return look(service, number, at)


def read_sound(recording: Any, wanted: str) -> Piece | None:
    """Read the bytes of a recording that a Range header asks for, all without one; None when there are none such."""
    read = _sounds.get(recording.recorder.adapter)
    if read is None:
        raise NotAnswered(_("The sound of this recorder is not read from here."))
    return read(recording, wanted)


register_lookup("HTTP", operators.look_up)
register_lookup("SIMULATOR", simulator.look_up)
register_sound("HTTP", recorders.read)
register_sound("SIMULATOR", simulator.read)

__all__ = ["NotAnswered", "Piece", "Said", "look_up", "read_sound", "register_lookup", "register_sound"]
