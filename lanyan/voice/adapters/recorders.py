"""A recorder over HTTP: its files lie below the address that the administrator gave; ranges are passed on."""

import re
from typing import Any

from django.utils.translation import gettext as _

from lanyan.voice import limits, rules
from lanyan.voice.adapters import wire
from lanyan.voice.adapters.told import NotAnswered, Piece

# So much is passed on at once; who asks for a range is given the beginning of it, and asks again.
AT_ONCE = 1024 * 1024
# An hour of telephone is about 30 MB.
MOST = 64 * 1024 * 1024
_SPAN = re.compile(r"bytes (\d+)-\d+/(\d+)")
_OPEN = re.compile(r"bytes=(\d+)-(\d*)")


def read(recording: Any, wanted: str) -> Piece | None:
    """Read a piece, or all of it."""
    recorder = recording.recorder
    if not rules.is_below(recording.uri):
        raise NotAnswered(_("This file is not below the recorder's address."))
    headers = wire.secret_headers(recorder.header, recorder.secret)
    if wanted:
        headers["Range"] = _shortened(wanted)
    url = f"{recorder.base_url.rstrip('/')}/{recording.uri}"
    answer = wire.get(url, headers, seconds=limits.sound_seconds(), most=MOST)
    if answer.status == 416:
        return None
    if answer.status not in (200, 206):
        raise NotAnswered(_("The recorder answered with {status}.").format(status=answer.status))
    mime = _mime(answer.headers.get("content-type", ""))
    if answer.status == 206:
        found = _SPAN.fullmatch(answer.headers.get("content-range", ""))
        if found is None:
            raise NotAnswered(_("The recorder does not say which piece it sent."))
        return Piece(answer.body, int(found[1]), int(found[2]), mime)
    return cut(answer.body, wanted, mime)


def cut(data: bytes, wanted: str, mime: str) -> Piece | None:
    """The piece of a whole sound that a Range header asks for."""
    if not wanted:
        return Piece(data, 0, len(data), mime, whole=True)
    span = rules.span_of(wanted, len(data))
    if span is None:
        return None
    first, last = span
    return Piece(data[first : min(last + 1, first + AT_ONCE)], first, len(data), mime)


def _shortened(wanted: str) -> str:
    found = _OPEN.fullmatch(wanted.strip())
    if found is None:
        return wanted if re.fullmatch(r"bytes=-\d+", wanted.strip()) else f"bytes=0-{AT_ONCE - 1}"
    first = int(found[1])
    last = min(int(found[2] or first + AT_ONCE - 1), first + AT_ONCE - 1)
    return f"bytes={first}-{last}"


def _mime(said: str) -> str:
    kind = said.partition(";")[0].strip().lower()
    if kind in ("", "application/octet-stream"):
        return "audio/wav"
    if not kind.startswith("audio/"):
        raise NotAnswered(_("The recorder sent something that is no sound."))
    return kind
