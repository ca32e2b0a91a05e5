"""Search entries of the past: the same as kernel.search makes, with the words taken apart only once."""

import re
from functools import lru_cache

from django.urls import reverse
from pypinyin import lazy_pinyin

from lanyan.demo.past_rows import CALL, INCIDENT, Sheet, Tables
from lanyan.kernel import search

_PIECE = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ANY = 987_654_321


@lru_cache(maxsize=100_000)
def _tokens(piece: str) -> tuple[str, ...]:
    return tuple(search.tokens(piece))


@lru_cache(maxsize=100_000)
def _sounds(piece: str) -> str:
    return " ".join(lazy_pinyin(piece))


def tokens(text: str) -> list[str]:
    """What a text is found by, as kernel.search.tokens: piece by piece, for no token crosses from Han to others."""
    found: set[str] = set()
    for piece in _PIECE.findall(text):
        for part in (piece,) if _HAN.match(piece) else piece.split():
            found.update(_tokens(part))
    return sorted(found)


def pinyin(text: str) -> str:
    """A text's pinyin, as kernel.search.pinyin."""
    return " ".join(_sounds(piece) if _HAN.match(piece) else piece for piece in _PIECE.findall(text))[:200]


class Indexer:
    """Writes the index entries of incidents and their calls."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._before, self._after = reverse("incidents:incident", args=[_ANY]).split(str(_ANY))

    def incident(self, sheet: Sheet) -> None:
        """Index an incident, as incidents.search_sources describes it."""
        row = sheet.row
        number, address, said, town = (row[INCIDENT[name]] for name in ("number", "address", "place_words", "town"))
        name = sheet.name
        title = f"{number} {name}"
        about = " ".join([number, sheet.short_number, name, address, said, town])
        subtitle = " · ".join(filter(None, [said, town]))
        self._entry("incident", row[0], title, subtitle, row[0], sheet.path, about)

    def call(self, sheet: Sheet) -> None:
        """Index the call, which may belong to another incident by now."""
        call, of = sheet.call, sheet.called_for or sheet
        phone, caller, answered = call[CALL["phone"]], call[CALL["caller"]], call[CALL["answered_at"]]
        title = f"{phone} {caller}".strip() or f"{sheet.source} {answered[11:19]}"
        self._entry("call", call[0], title, call[CALL["words"]][:200], of.row[0], of.path, f"{phone} {caller}")

    def _entry(self, kind: str, pk: str, title: str, subtitle: str, incident: str, scope: str, about: str) -> None:
        url = f"{self._before}{incident}{self._after}"
        found = "{" + ",".join(tokens(about)) + "}"
        title = title[:200]
        self._tables.search.append(f"{kind}\t{pk}\t{title}\t{subtitle[:300]}\t{url}\t{scope}\t{found}\t{pinyin(title)}")
