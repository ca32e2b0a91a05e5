"""What is pure: which numbers can be asked, what an operator's answer says, which call a recording holds, ranges."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from lanyan.kernel.periods import ZONE

FIXED, MOBILE = "FIXED", "MOBILE"
ASKING, FOUND, UNKNOWN, FAILED = "ASKING", "FOUND", "UNKNOWN", "FAILED"
# What an operator's answer may say; the names under which it does are the service's.
TEXTS = {"subscriber": 100, "install_address": 200, "located_address": 200}
NUMBERS = ("lon", "lat", "radius_m")
WANTED = (*TEXTS, *NUMBERS, "located_at")
# Also numbers that no operator gives out yet: it says so itself.
_MOBILE = re.compile(r"1\d{10}")
_FIXED = re.compile(r"0(10|2\d)[2-8]\d{7}|0[3-9]\d{2}[2-8]\d{6,7}|[2-8]\d{6,7}")
_PATH = re.compile(r"[\w\-./~+=@,%]+", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# Instants of operators in seconds or in milliseconds: nothing between is either.
_MILLISECONDS = 10**11
FARTHEST_M = 100_000


def plain_number(text: str) -> str:
    """A number as exchanges write it: without signs and without the country."""
    digits = re.sub(r"[\s\-()（）]", "", text)
    return re.sub(r"^(\+86|0086)", "", digits)


def sort_of(text: str) -> str:
    """Fixed line or mobile, for a number that is complete; empty while it is not, and for short numbers."""
    number = plain_number(text)
    if _MOBILE.fullmatch(number):
        return MOBILE
    return FIXED if _FIXED.fullmatch(number) else ""


def in_path(said: Any, path: str) -> Any:
    """What stands under a dotted name in an answer; None where nothing does."""
    for part in path.split("."):
        if isinstance(said, Mapping):
            said = said.get(part)
        elif isinstance(said, Sequence) and not isinstance(said, str) and part.isdecimal() and int(part) < len(said):
            said = said[int(part)]
        else:
            return None
    return said


class Garbled(ValueError):
    """An answer says something that cannot be: under which name."""


def read_answer(said: Any, fields: Mapping[str, str]) -> dict[str, Any]:
    """What an operator's answer says of what we want, by our names; what it leaves out is left out.

    Coordinates as they came, in the service's frame; `Garbled` where a number is none.
    """
    raw = {name: in_path(said, path) for name, path in fields.items() if path}
    read: dict[str, Any] = {}
    for name in WANTED:
        value = raw.get(name)
        if value is None or value == "":
            continue
        read[name] = _one(name, value)
    if ("lon" in read) != ("lat" in read):
        raise Garbled("lon")
    return read


def _one(name: str, value: Any) -> Any:
    if name in TEXTS:
        return str(value).strip()[: TEXTS[name]]
    try:
        if name == "located_at":
            return instant(value)
        number = float(value)
    except (TypeError, ValueError, OverflowError, OSError) as problem:
        raise Garbled(name) from problem
    least, most = {"lon": (-180, 180), "lat": (-90, 90), "radius_m": (0, FARTHEST_M)}[name]
    if not least <= number <= most:
        raise Garbled(name)
    return round(number) if name == "radius_m" else number


def instant(value: Any) -> datetime:
    """An instant as operators write it: ISO 8601, in Beijing where no zone is said, or seconds since 1970."""
    if isinstance(value, int | float) or str(value).isdecimal():
        seconds = float(value)
        return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, ZONE)
    read = datetime.fromisoformat(str(value).strip())
    return read if read.tzinfo is not None else read.replace(tzinfo=ZONE)


def veiled(words: str) -> str:
    """A name or an address that is not for this reader: its first character, and that there is more."""
    return f"{words[0]}**" if words else ""


@dataclass(frozen=True)
class Candidate:
    """A call of a recording's seat and time."""

    pk: int
    phone: str
    answered_at: datetime


def held_call(candidates: Sequence[Candidate], *, number: str, began_at: datetime) -> int | None:
    """Which call a recording holds: of its own number, the nearest; else the only one; else nobody knows."""
    wanted = plain_number(number)
    same = [one for one in candidates if wanted and plain_number(one.phone) == wanted]
    if same:
        return min(same, key=lambda one: (abs(one.answered_at - began_at), one.pk)).pk
    unsaid = [one for one in candidates if not wanted or not one.phone]
    return unsaid[0].pk if len(unsaid) == 1 else None


def overlaps(answered_at: datetime, hung_up_at: datetime | None, *, span: tuple[datetime, datetime],
             slack: timedelta) -> bool:  # fmt: skip
    """Was a call on the line while a recording ran? Of a call whose end nobody noted, its beginning must lie in it."""
    began, ended = span
    return answered_at <= ended and (hung_up_at or answered_at) >= began - slack


def is_below(uri: str) -> bool:
    """May this be read below a recorder's address? A path that names no host and leads nowhere up."""
    parts = unquote(uri).split("/")
    return bool(_PATH.fullmatch(uri)) and not uri.startswith("/") and ".." not in parts and "%25" not in uri


def is_allowed(url: str, hosts: Sequence[str]) -> bool:
    """Does an address lead to a host, or host and port, of the list; by http or https, naming no user?"""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        return False
    return parts.hostname in hosts or f"{parts.hostname}:{port}" in hosts


def span_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks of so many, both in; None where it asks of none that is there.

    A header that is not understood asks for everything, as the protocol has it.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return 0, size - 1
    if found[1] == "":
        return max(0, size - int(found[2])), size - 1
    first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    return (first, last) if first <= last else None
