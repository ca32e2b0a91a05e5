"""The journal: writes scripts down as the rows that the actions would have left, with their whole history.

Each verb here stands beside its action in `incidents.actions` and leaves the same records, log lines and events; a
test performs one script both ways and compares every field.
"""

from collections.abc import Callable, Iterable
from typing import Any

from lanyan.demo import past_numbers
from lanyan.demo.loader import NULL, Loader, text
from lanyan.demo.past_book import Book
from lanyan.demo.past_rows import (
    BIT,
    CALL,
    INCIDENT,
    ORDER,
    RUN,
    Calendar,
    Contexts,
    Sheet,
    Tables,
    as_json,
)
from lanyan.demo.past_script import Act, Script
from lanyan.demo.past_search import Indexer
from lanyan.incidents import rules
from lanyan.incidents.actions.common import FIRST, LAST
from lanyan.incidents.actions.runs import LATE
from lanyan.incidents.models import Incident

KINDS = {kind.value: str(kind.label) for kind in Incident.Kind}
SYSTEMS = past_numbers.SYSTEMS
LATE_SECONDS = int(LATE.total_seconds())
TEXTS = ("description", "place_words", "place_answer", "address", "town")
RESULT_AMOUNTS = ("property_saved", "property_protected")
STATUS, PROVENANCE = RUN["status"], RUN["provenance"]
# Where a stamp takes a run from each state.
NEXT = {(move.name, source): move.target for move in rules.RUN.moves for source in move.sources}
# Which derived columns a stamp may move, and whether the earliest or the latest counts.
MOVES = {column: (name, min) for name, column in FIRST.items()} | {column: (name, max) for name, column in LAST.items()}


class Journal:
    """Plays scripts of all cities into the loader's tables, in the order they are given."""

    def __init__(self, loader: Loader, books: dict[str, Book], seed: int) -> None:
        self.tables = Tables(loader)
        self.loader = loader
        self.books = books
        self.calendar = Calendar()
        self.contexts = Contexts(self.tables, self.calendar, seed)
        self.indexer = Indexer(self.tables, self.calendar)
        self.serials: dict[str, int] = {}
        self.known: dict[int, Sheet] = {}

    def play(self, script: Script) -> None:
        """Write one script down."""
        sheet = Sheet(self.books[script.city], self.tables.take_ids())
        for act in script.acts:
            _VERBS[act.verb](self, sheet, act)
        self._finish(sheet)
        if script.key:
            self.known[script.key] = sheet
        self.loader.offer()

    def play_all(self, scripts: Iterable[Script]) -> None:
        """Write all scripts down, and what stands at the end only: the last serial number of each day."""
        for script in scripts:
            self.play(script)
        self.tables.serials.extend(f"incident:{day}\t{last}" for day, last in self.serials.items())

    def _finish(self, sheet: Sheet) -> None:
        tables = self.tables
        tables.incidents.append("\t".join(sheet.row))
        tables.calls.append("\t".join(sheet.call))
        tables.orders.extend("\t".join(order) for order in sheet.orders)
        for run, told in zip(sheet.runs, sheet.told, strict=True):
            run[PROVENANCE] = "{" + ", ".join(told) + "}"
            tables.runs.append("\t".join(run))
        tables.externals.extend("\t".join(number) for number in (*sheet.externals.values(), *sheet.run_externals))
        self.indexer.incident(sheet)
        self.indexer.call(sheet)

    # ---- what verbs share ---------------------------------------------------------------------------------
    def context(self, name: str, act: Act, reason: str = "") -> str:
        """A new context for what one act changes."""
        return self.contexts.open(name, act.by, reason, act.written)

    def told(self, sheet: Sheet, context: str, at: int) -> None:
        """The event of a changed incident."""
        self.tables.incident_event(sheet.row, self.calendar.text(at), context)

    def log(self, sheet: Sheet, act: Act, name: str, facts: str = "{}", *, run: str = NULL, said: str = "") -> None:
        """One line of the command log; `facts` is JSON."""
        by, seat = (act.by.pk, act.by.seat) if act.by else (NULL, "")
        at = self.calendar.text(act.at)
        entered = self.calendar.text(act.entered) if act.entered else at
        self.tables.log.append(
            f"{sheet.row[0]}\t{run}\t{at}\t{entered}\t{by}\t{seat}\t{name}\t{text(facts)}\t{text(said)}"
        )

    # ---- the verbs ------------------------------------------------------------------------------------------
    def take_call(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.take_call."""
        day = f"{sheet.book.city}-{self.calendar.local_day(act.at)}"
        serial = self.serials[day] = self.serials.get(day, 0) + 1
        at, by, row, call = self.calendar.text(act.at), str(act.by.pk) if act.by else NULL, sheet.row, sheet.call
        row[INCIDENT["number"]], row[INCIDENT["status"]] = f"{day}-{serial:04}", rules.DRAFT
        row[INCIDENT["centre_id"]] = row[INCIDENT["unit_id"]] = str(sheet.book.centre)
        row[INCIDENT["is_exercise"]] = "t" if act.more.get("is_exercise") else "f"
        row[INCIDENT["answered_at"]], row[INCIDENT["owner_id"]] = at, by
        call[CALL["incident_id"]], call[CALL["source"]] = row[0], act.more["source"]
        call[CALL["answered_at"]], call[CALL["taken_by_id"]] = at, by
        call[CALL["seat"]] = act.by.seat if act.by else ""
        rang = act.more.get("rang_at")
        call[CALL["rang_at"]] = self.calendar.text(rang) if rang else NULL
        sheet.answered, sheet.source = act.at, act.more["source"]
        context = self.context("incidents.take_call", act)
        self.tables.incident_event(row, at, context, "insert")
        self.tables.call_event(call, at, context, "insert")
        self.log(sheet, act, "take_call", as_json({"source": sheet.source}))

    def save_draft(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.save_draft."""
        changes, row, call = act.more["changes"], sheet.row, sheet.call
        before, called = row[:], call[:]
        for name in TEXTS:
            if name in changes:
                row[INCIDENT[name]] = text(changes[name])
        for name in ("phone", "caller", "words"):
            if name in changes:
                call[CALL[name]] = text(changes[name])
        if "kind" in changes:
            sheet.kind, sheet.subkind = changes["kind"], changes.get("subkind", "")
            row[INCIDENT["kind"]] = sheet.kind
            row[INCIDENT["subkind_id"]] = str(sheet.book.subkinds[sheet.subkind][0]) if sheet.subkind else NULL
            row[INCIDENT["level"]] = NULL
        if "facts" in changes:
            row[INCIDENT["facts"]] = text(as_json(changes["facts"]))
        for name, column in (("place_id", "place_id"), ("division", "division_id"), ("level", "level")):
            if changes.get(name):
                row[INCIDENT[column]] = str(changes[name])
        if "lon" in changes:
            sheet.point = (changes["lon"], changes["lat"])
            row[INCIDENT["lon"]], row[INCIDENT["lat"]] = repr(changes["lon"]), repr(changes["lat"])
        context, at = "", self.calendar.text(act.written)
        if row != before or call != called:
            context = self.context("incidents.save_draft", act)
        if row != before:
            self.tables.incident_event(row, at, context)
        if call != called:
            self.tables.call_event(call, at, context)

    def open_incident(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.open_incident."""
        row, at = sheet.row, self.calendar.text(act.at)
        row[INCIDENT["status"]] = rules.OPEN
        row[INCIDENT["address"]] = (
            row[INCIDENT["address"]] or row[INCIDENT["place_answer"]] or row[INCIDENT["place_words"]]
        )
        row[INCIDENT["opened_at"]], row[INCIDENT["confirmed_by_id"]] = at, str(act.by.pk) if act.by else NULL
        if sheet.point:
            station = sheet.book.responsible(*sheet.point)
            sheet.path, row[INCIDENT["unit_id"]] = station.path, str(station.unit)
            reach = sheet.book.reach(sheet.point)
            row[INCIDENT["reach_seconds"]] = NULL if reach is None else str(reach)
        context = self.context("incidents.open_incident", act)
        self.told(sheet, context, act.written)
        self.log(sheet, act, "open_incident", as_json({"place": sheet.where, "subkind": sheet.subkind}))
        if row[INCIDENT["is_exercise"]] == "f":
            for system in SYSTEMS:
                number = [self.tables.external_id(), "incidents.incident", row[0], system, "", "TO_ENTER"]
                sheet.externals[system] = number
                self.tables.external_event(number, at, context, "insert")

    def _file(self, sheet: Sheet, act: Act, verb: str, status: str) -> None:
        sheet.row[INCIDENT["status"]] = status
        if verb == "file_test":
            sheet.row[INCIDENT["closed_at"]] = self.calendar.text(act.at)
        reason = act.more["reason"]
        self.told(sheet, self.context(f"incidents.{verb}", act, reason), act.written)
        self.log(sheet, act, verb, as_json({"reason": reason}))

    def suspend_incident(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.suspend_incident."""
        self._file(sheet, act, "suspend_incident", rules.SUSPENDED)

    def file_test(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.file_test."""
        self._file(sheet, act, "file_test", rules.TEST)

    def file_false(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.file_false."""
        row, at = sheet.row, self.calendar.text(act.at)
        sheet.kind, sheet.subkind = rules.FALSE, act.more["subkind"]
        row[INCIDENT["kind"]], row[INCIDENT["subkind_id"]] = rules.FALSE, str(sheet.book.subkinds[sheet.subkind][0])
        row[INCIDENT["level"]] = NULL
        if row[INCIDENT["status"]] != rules.OPEN:
            row[INCIDENT["status"]] = rules.CLOSED
            row[INCIDENT["opened_at"]] = row[INCIDENT["opened_at"]] if row[INCIDENT["opened_at"]] != NULL else at
            row[INCIDENT["confirmed_by_id"]], row[INCIDENT["closed_at"]] = str(act.by.pk) if act.by else NULL, at
        reason = act.more["reason"]
        self.told(sheet, self.context("incidents.file_false", act, reason), act.written)
        self.log(sheet, act, "file_false", as_json({"reason": reason}))

    def join_call(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.join_call."""
        into = self.known[act.more["into"]]
        sheet.row[INCIDENT["status"]], sheet.row[INCIDENT["merged_into_id"]] = rules.MERGED, into.row[0]
        context = self.context("incidents.join_call", act)
        self.told(sheet, context, act.written)
        sheet.call[CALL["incident_id"]], sheet.call[CALL["taken_as_id"]] = into.row[0], sheet.row[0]
        sheet.called_for = into
        into.joined.append((sheet.answered, sheet.call[CALL["phone"]]))
        self.tables.call_event(sheet.call, self.calendar.text(act.written), context)
        joined = Act("join_call", sheet.answered, act.by, entered=act.written)
        self.log(into, joined, "join_call", as_json({"source": sheet.source}))
        self.log(sheet, act, "join_incident", as_json({"number": into.row[INCIDENT["number"]]}))

    def order_forces(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.order_forces."""
        book, at = sheet.book, self.calendar.text(act.at)
        stations: dict[int, list[Any]] = {}
        for pick in act.more["picks"]:
            stations.setdefault(book.vehicles[pick.vehicle].station.pk, []).append(pick)
        wave = sheet.wave = sheet.wave + 1
        name = "reinforce" if wave else "order_forces"
        context = self.context(f"incidents.{name}", act)
        by = str(act.by.pk) if act.by else NULL
        proposal = act.more.get("proposal")
        followed = "f" if act.more.get("change_reason") else "t"
        for station_id, picks in stations.items():
            order = self.tables.new_order()
            serial = len(sheet.orders) + 1
            order[ORDER["incident_id"]], order[ORDER["station_id"]] = sheet.row[0], str(station_id)
            order[ORDER["serial"]], order[ORDER["wave"]] = str(serial), str(wave)
            order[ORDER["issued_at"]], order[ORDER["issued_by_id"]] = at, by
            order[ORDER["note"]] = text(act.more.get("note", ""))
            order[ORDER["callback"]] = sheet.callback
            order[ORDER["change_reason"]] = act.more.get("change_reason", "")
            if proposal is not None:
                order[ORDER["proposal"]], order[ORDER["followed"]] = as_json(proposal), followed
            sheet.orders.append(order)
            sheet.order_stations.append(station_id)
            self.tables.order_event(order, at, context, "insert")
            for pick in picks:
                run = self._run(sheet, order, pick, act.at)
                self.tables.run_step(run[0], rules.ORDERED, 0, at, context, "insert")
            signs = ", ".join(book.vehicles[pick.vehicle].call_sign for pick in picks)
            facts = {
                "number": f"{sheet.short_number}-{serial}",
                "wave": wave,
                "station": book.stations[station_id].name,
                "vehicles": signs,
            }
            self.log(sheet, act, name, as_json(facts))
        sent = sorted({book.stations[station_id].unit for station_id in sheet.order_stations})
        sheet.row[INCIDENT["sent_to"]] = f"{{{','.join(map(str, sent))}}}"
        if not wave:
            sheet.row[INCIDENT["first_ordered_at"]] = at

    def _run(self, sheet: Sheet, order: list[str], pick: Any, at: int) -> list[str]:
        run = self.tables.new_run()
        card = sheet.book.vehicles[pick.vehicle]
        run[RUN["order_id"]], run[RUN["incident_id"]] = order[0], sheet.row[0]
        run[RUN["vehicle_id"]], run[RUN["unit_id"]] = str(card.pk), str(card.station.unit)
        run[RUN["formation"]], run[RUN["headcount"]] = pick.formation, str(pick.headcount)
        run[RUN["leader"]], run[RUN["status"]] = pick.leader, rules.ORDERED
        run[RUN["ordered_at"]] = self.calendar.text(at)
        if pick.promised is not None:
            run[RUN["promised_at"]] = self.calendar.text(at + pick.promised)
        sheet.runs.append(run)
        sheet.signs.append(card.call_sign)
        sheet.stamps.append(0)
        sheet.told.append([])
        return run

    def receive_order(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.receive_order."""
        order, at, written = (
            sheet.orders[act.more["order"]],
            self.calendar.text(act.at),
            self.calendar.text(act.written),
        )
        order[ORDER["received_at"]], order[ORDER["received_by_id"]] = at, str(act.by.pk) if act.by else NULL
        context = self.context("incidents.receive_order", act)
        self.tables.order_event(order, written, context)
        for number, run in enumerate(sheet.runs):
            if run[RUN["order_id"]] == order[0] and run[RUN["status"]] == rules.ORDERED:
                run[RUN["status"]], run[RUN["received_at"]] = rules.RECEIVED, at
                self._tell(sheet, number, "received", act.more["source"], act)
                self.tables.run_step(run[0], rules.RECEIVED, sheet.stamps[number], written, context)
        card = sheet.book.stations[sheet.order_stations[act.more["order"]]]
        facts = {"number": f"{sheet.short_number}-{order[ORDER['serial']]}", "station": card.name}
        self.log(sheet, act, "receive_order", as_json(facts))
        self._derive(sheet, "received_at", at)

    def _tell(self, sheet: Sheet, number: int, stamp: str, source: str, act: Act) -> None:
        by = act.by.pk if act.by else "null"
        entered = self.calendar.iso(act.written)
        sheet.told[number].append(f'"{stamp}": {{"source": "{source}", "by": {by}, "entered_at": "{entered}"}}')
        sheet.stamps[number] |= BIT[stamp]

    def _derive(self, sheet: Sheet, column: str, at: str) -> None:
        """What follows from the runs is no history of the incident's own."""
        if column not in MOVES:
            return
        name, choose = MOVES[column]
        known = sheet.row[INCIDENT[name]]
        # Texts of one form: their order is that of the instants.
        new = at if known == NULL else choose(known, at)
        sheet.row[INCIDENT[name]] = new

    def stamp(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.stamp_runs."""
        stamp, at = act.more["stamp"], self.calendar.text(act.at)
        source = "later" if act.written - act.at > LATE_SECONDS else act.more["source"]
        written, column = self.calendar.text(act.written), RUN[f"{stamp}_at"]
        context = self.context("incidents.stamp_run", act)
        for number in act.more["runs"]:
            run = sheet.runs[number]
            # A stamp that was filled in later leaves the run where it is.
            status = run[STATUS] = NEXT.get((stamp, run[STATUS]), run[STATUS])
            run[column] = at
            if stamp == "ready":
                run[RUN["ended_at"]] = at
            self._tell(sheet, number, stamp, source, act)
            self.tables.run_step(run[0], status, sheet.stamps[number], written, context)
            facts = f'{{"vehicle": "{sheet.signs[number]}", "stamp": "{stamp}", "via": "{source}"}}'
            self.log(sheet, act, "stamp", facts, run=run[0])
        self._derive(sheet, f"{stamp}_at", at)

    def raise_level(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.raise_level."""
        before, after, reason = int(sheet.row[INCIDENT["level"]]), act.more["level"], act.more["reason"]
        sheet.row[INCIDENT["level"]] = str(after)
        self.told(sheet, self.context("incidents.raise_level", act, reason), act.written)
        facts = {
            "reason": reason,
            "kind": sheet.kind,
            "before": before,
            "after": after,
        }
        self.log(sheet, act, "raise_level", as_json(facts))

    def write_log(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.write_log."""
        self.log(sheet, act, "", said=act.more["text"])

    def record_result(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.record_result."""
        before = sheet.row[:]
        for name, value in act.more["result"].items():
            given = f"{value:.2f}" if name in RESULT_AMOUNTS and value is not None else str(value)
            sheet.row[INCIDENT[name]] = NULL if value is None else given
        if sheet.row != before:
            self.told(sheet, self.context("incidents.record_result", act), act.written)
        self.log(sheet, act, "record_result")

    def correct_incident(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.correct_incident; a title and the keeping as a case are all that scripts correct."""
        changes, reason = act.more["changes"], act.more["reason"]
        sheet.row[INCIDENT["title"]] = text(changes["title"])
        sheet.row[INCIDENT["is_notable"]] = "t" if changes["is_notable"] else "f"
        self.told(sheet, self.context("incidents.correct_incident", act, reason), act.written)
        self.log(sheet, act, "correct_incident", as_json({"reason": reason}))

    def close_incident(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.close_incident."""
        sheet.row[INCIDENT["status"]], sheet.row[INCIDENT["closed_at"]] = rules.CLOSED, self.calendar.text(act.at)
        context = self.context("incidents.close_incident", act)
        self.told(sheet, context, act.written)
        self.log(sheet, act, "close_incident")
        if sheet.row[INCIDENT["is_exercise"]] == "f":
            past_numbers.expect_runs(self, sheet, self.calendar.text(act.written), context)

    def withdraw_incident(self, sheet: Sheet, act: Act) -> None:
        """See incidents.actions.withdraw_incident."""
        sheet.row[INCIDENT["status"]], sheet.row[INCIDENT["withdrawn_at"]] = rules.WITHDRAWN, self.calendar.text(act.at)
        reason = act.more["reason"]
        self.told(sheet, self.context("incidents.withdraw_incident", act, reason), act.written)
        self.log(sheet, act, "withdraw_incident", as_json({"reason": reason}))


_VERBS: dict[str, Callable[[Journal, Sheet, Act], None]] = {
    name: getattr(Journal, name)
    for name in (
        *("take_call", "save_draft", "open_incident", "suspend_incident", "file_test", "file_false", "join_call"),
        *("order_forces", "receive_order", "stamp", "raise_level", "write_log", "record_result", "correct_incident"),
        *("close_incident", "withdraw_incident"),
    )
} | {"fill": past_numbers.fill, "fill_runs": past_numbers.fill_runs}
