"""Search entries of the past: the same lines that the sources of incidents give the index."""

from django.urls import reverse

from lanyan.demo.past_rows import CALL, INCIDENT, Calendar, Sheet, Tables
from lanyan.incidents.models import Call
from lanyan.kernel import search

SOURCES = {source.value: str(source.label) for source in Call.Source}
_ANY = 987_654_321


class Indexer:
    """Writes the index entries of incidents and their calls."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self._tables, self._calendar = tables, calendar
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
        phone, caller = call[CALL["phone"]], call[CALL["caller"]]
        title = f"{phone} {caller}".strip() or f"{SOURCES[sheet.source]} {self._calendar.local_clock(sheet.answered)}"
        self._entry("call", call[0], title, call[CALL["words"]][:200], of.row[0], of.path, f"{phone} {caller}")

    def _entry(self, kind: str, pk: str, title: str, subtitle: str, incident: str, scope: str, about: str) -> None:
        url = f"{self._before}{incident}{self._after}"
        found = "{" + ",".join(search.tokens(about)) + "}"
        title = title[:200]
        self._tables.search.append(
            f"{kind}\t{pk}\t{title}\t{subtitle[:300]}\t{url}\t{scope}\t{found}\t{search.pinyin(title)}"
        )
