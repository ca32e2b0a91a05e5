"""What a ledger is, and one file read through it: row → checked values → the app's own action, in batches."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from typing import Any, Protocol

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import headings
from lanyan.kernel.imports.cells import Unreadable, empty, plain
from lanyan.kernel.imports.files import Cells, open_rows
from lanyan.kernel.states import LifeCycle, Move

LIFE = LifeCycle(
    "state",
    (
        Move("checked", ("CHECKING",), "CHECKED"),
        Move("load", ("CHECKED",), "LOADING"),
        Move("loaded", ("LOADING",), "LOADED"),
        Move("fail", ("CHECKING", "LOADING"), "FAILED"),
    ),
)
CREATED, CORRECTED, SAME, REFUSED = "created", "corrected", "same", "refused"
BATCH = 500
# What the example row of a template begins with; whoever leaves it in the file means nothing by it.
EXAMPLE = "示例"
SUMS = ("合计", "总计", "小计")
# So many wrong cells are told one by one, so many rows shown as they were read; the rest is a number.
FAULTS_TOLD, ROWS_SHOWN = 500, 20


@dataclass(frozen=True)
class Field:
    """One column: what it is called (also elsewhere), how its cell is read, whether a row needs it, an example."""

    key: str
    label: Any
    read: Callable[[Any], Any]
    aliases: tuple[str, ...] = ()
    must: bool = False
    example: Any = ""
    width: int = 16
    # How the cell is taken off a record that goes out; without one, what the record calls the same.
    said: Callable[[Any], Any] | None = None
    # Readers for headings that bear a unit of their own in brackets: 财产（元） is not 财产（万元）.
    by_unit: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    # Who may see the column going out; empty: whoever may have the ledger.
    permission: str = ""

    def of(self, record: Any) -> Any:
        """What a record says in this column."""
        return self.said(record) if self.said is not None else getattr(record, self.key)

    def reader(self, heading: str) -> Callable[[Any], Any]:
        """How the cells below a heading are read."""
        unit = headings.unit_of(heading)
        return self.by_unit.get(unit, self.read) if unit else self.read

    def differs(self, record: Any, value: Any) -> bool:
        """Does a cell that was read say something else than the record? As the record's own cell would be read."""
        written = self.of(record)
        if empty(written):
            return True
        # As it goes out: a sign that guards a text is taken off again by reading.
        written = f"'{written}" if isinstance(written, str) and written.startswith("'") else written
        try:
            return bool(self.read(written) != value)
        except Unreadable:
            return plain(written) != plain(value)


@dataclass(frozen=True)
class Row:
    """A row whose cells could all be read: its number in the file, and the values of the cells that say something."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became (or would become) of a row; a refusal names the field and the reason."""

    number: int
    what: str
    field: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: in which row, in which column (empty: the row as a whole), and why."""

    row: int
    column: str
    reason: str

    def as_list(self) -> list[Any]:
        """The three as they are kept."""
        return [self.row, self.column, self.reason]


class Loader(Protocol):
    """What takes checked rows: made for one file, so it knows what stood in the rows before."""

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it: one transaction for the batch."""

    def finish(self) -> None:
        """All rows are written: do what is done once for the file."""


@dataclass(frozen=True)
class Ledger:
    """A kind of ledger that can be brought in; `start` makes the loader for one file, `units` whom it may go to."""

    key: str
    title: Any
    permission: str
    fields: tuple[Field, ...]
    start: Callable[..., Loader]
    units: Callable[[Any], Any]
    list_url: str
    advice: Any = ""
    needs: Callable[[Mapping[int, str]], list[str]] = lambda columns: []
    # The records under a unit's path, joined with what the columns need, in an order that stays.
    records: Callable[[str], Any] | None = None
    # What it brings in, in a sentence; its place in the list of ledgers; rows checked together.
    about: Any = ""
    order: int = 100
    batch: int = BATCH

    @property
    def goes_out(self) -> bool:
        """Can it be written out in its own columns?"""
        return self.records is not None

    def shown_to(self, user: Any) -> "Ledger":
        """The ledger with the columns a person may see."""
        seen = tuple(one for one in self.fields if not one.permission or user.has_perm(one.permission))
        return replace(self, fields=seen)

    def spelled(self) -> dict[str, str]:
        """The field of every way to write a heading: label in every language, aliases, key."""
        found: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {headings.key(str(one.label)): one.key for one in self.fields}
        for one in self.fields:
            for words in (one.key, *one.aliases):
                found.setdefault(headings.key(words), one.key)
        return found

    def label(self, key: str) -> str:
        """What a column is called; the key itself when it is none."""
        return next((str(one.label) for one in self.fields if one.key == key), key)


_ledgers: dict[str, Ledger] = {}


def register(one: Ledger) -> None:
    """Let a ledger be brought in."""
    _ledgers[one.key] = one


def ledgers() -> dict[str, Ledger]:
    """All registered ledgers by key, in the order in which they build on each other."""
    return dict(sorted(_ledgers.items(), key=lambda item: (item[1].order, item[0])))


def ledger(key: str) -> Ledger:
    """One ledger; KeyError when there is none of that key."""
    return _ledgers[key]


@dataclass
class Report:
    """What came of a file: counts by outcome, faults told one by one, the headings, the first rows as read."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    first: list[list[str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there were below the headings."""
        return sum(self.counts.values())

    def fault(self, row: int, column: str, reason: str) -> None:
        """Tell one more, unless enough have been told."""
        if len(self.faults) < FAULTS_TOLD:
            self.faults.append(Fault(row, column, reason))


def run(
    content: bytes,
    one: Ledger,
    *,
    unit_id: int,
    at: datetime,
    by: Any,
    write: bool,
    told: Callable[[int], None] = lambda rows: None,
    file: str = "",
) -> Report:
    """Read a file through a ledger: dry, or loading the good rows; `told` hears how many rows are done, by batch.

    Refused as a whole (field `file`) when it cannot be read, has no headings we know, or lacks one it needs.
    """
    report = Report()
    loader = one.start(unit_id=unit_id, at=at, by=by, file=file)
    rows = _checked(_body(content, one, report), one, report)
    while batch := list(islice(rows, one.batch)):
        good = [row for row in batch if isinstance(row, Row)]
        for outcome in loader.take(good, write=write):
            report.counts[outcome.what] += 1
            if outcome.what == REFUSED:
                report.fault(outcome.number, one.label(outcome.field), outcome.reason)
        if len(batch) > len(good):
            report.counts[REFUSED] += len(batch) - len(good)
        told(report.rows)
    if not report.rows:
        raise Refused(_("There is no row below the headings."), field="file")
    if write:
        loader.finish()
    report.faults.sort(key=lambda fault: fault.row)
    return report


def _body(content: bytes, one: Ledger, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    """The cells by field of every row below the headings, of the first sheet that has headings."""
    spelled = one.spelled()
    for rows in open_rows(content):
        head = list(islice(rows, headings.LOOKED_AT))
        found = headings.find_headings(head, spelled)
        if found is None:
            continue
        headings.refuse_missing(one.needs(found.columns) or _lacking(one, found.columns))
        report.columns = [(key, found.said[key]) for key in found.columns.values()]
        report.unknown = list(dict.fromkeys(found.unknown))
        for number, cells in chain(head, rows):
            if number > found.row and not _adds_up(cells):
                yield number, _by_field(cells, found.columns)
        return
    names = _(", ").join(str(each.label) for each in one.fields[:6])
    raise Refused(_("No row of headings was found; such as: {headings}").format(headings=names), field="file")


def _lacking(one: Ledger, columns: Mapping[int, str]) -> list[str]:
    return [str(each.label) for each in one.fields if each.must and each.key not in columns.values()]


def _by_field(cells: Cells, columns: Mapping[int, str]) -> dict[str, Any]:
    return {key: cells[place] for place, key in columns.items() if place < len(cells)}


def _checked(body: Iterator[tuple[int, dict[str, Any]]], one: Ledger, report: Report) -> Iterator[Row | None]:
    """Read the cells of each row; None stands for a row with a wrong one, which is told."""
    fields = {each.key: each for each in one.fields}
    readers: dict[str, Callable[[Any], Any]] = {}
    for number, cells in body:
        # The headings are known once the first row is there.
        readers = readers or {key: fields[key].reader(said) for key, said in report.columns}
        said = {key: value for key, value in cells.items() if not empty(value)}
        if not said or _is_no_row(said):
            continue
        if len(report.first) < ROWS_SHOWN:
            report.first.append([str(number), *(plain(cells.get(key)) for key, _said in report.columns)])
        values, good = {}, True
        for key, value in said.items():
            try:
                values[key] = readers[key](value)
            except Unreadable as wrong:
                report.fault(number, str(fields[key].label), str(wrong))
                good = False
        for each in one.fields:
            if each.must and each.key not in said:
                report.fault(number, str(each.label), _("is missing"))
                good = False
        yield Row(number, values) if good else None


def _adds_up(cells: Cells) -> bool:
    """The line that begins with 合计, perhaps in a column that no field claims."""
    first = next((cell for cell in cells if not empty(cell)), None)
    return isinstance(first, str) and plain(first).replace(" ", "") in SUMS


def _is_no_row(said: Mapping[str, Any]) -> bool:
    """The line below a ledger that adds it up, and the example of the template, are no rows of it."""
    if any(isinstance(value, str) and value.lstrip().startswith(EXAMPLE) for value in said.values()):
        return True
    return len(said) <= 2 and any(plain(value).replace(" ", "") in SUMS for value in said.values())
