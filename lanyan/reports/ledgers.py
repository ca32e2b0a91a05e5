"""The records behind a figure: which columns they show, in which order, and as plain values for machines."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import periods, sheets
from lanyan.kernel.figures import Figure, Ratio, Scope
from lanyan.kernel.sheets import Column, Sheet

CHUNK = 2000
# Only asked which model a figure counts.
NOWHERE = Scope("", periods.year(2000).since, periods.year(2000).until)
# What one record brings to the figure stands in a column of this name.
EACH = "counted_as"


def records_of(figure: Figure | Ratio, scope: Scope) -> QuerySet[Any]:
    """Give the records of a figure, newest first, each with what it brings to the number."""
    found = figure.records_in(scope)
    if figure.each is not None:
        found = found.annotate(**{EACH: figure.each})
    return found.order_by(*(F(name).desc() for name in _instants(found.model)), "-pk")


def ledger_of(figure: Figure | Ratio) -> Sheet:
    """Give the columns under which a figure's records are shown."""
    model = _plain(figure).records(NOWHERE).model
    try:
        sheet = sheets.of(model)
    except KeyError:
        sheet = _bare(model)
    if figure.each is None:
        return sheet
    label = _("Seconds") if _seconds(figure) else _("Counts as")
    extra = Column(EACH, label, lambda record: getattr(record, EACH), number=True)
    return Sheet(sheet.key, sheet.title, sheet.model, (*sheet.columns, extra), sheet.prepare)


def headings(figure: Figure | Ratio) -> dict[str, str]:
    """Name the keys of an entry in words, in their order."""
    columns = ledger_of(figure).columns
    return {
        "number": str(_("number")),
        "id": "id",
        **{one.key: str(one.label) for one in columns if one.key != "number"},
    }


def entries(figure: Figure | Ratio, records: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Write records as plain values: number, id, then the columns of their ledger."""
    sheet = ledger_of(figure)
    for record in sheet.prepare(records).iterator(chunk_size=CHUNK):
        yield entry(sheet, record)


def entry(sheet: Sheet, record: Any) -> dict[str, Any]:
    """Write one record as plain values."""
    columns = {one.key: machine(one.value(record)) for one in sheet.columns if one.key != "number"}
    return {"number": str(getattr(record, "number", record)), "id": record.pk, **columns}


def machine(value: Any) -> Any:
    """Give a value as JSON holds it: numbers as numbers, instants in Beijing time, words as text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime):
        return localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(figure: Figure | Ratio) -> Figure:
    return figure.whole if isinstance(figure, Ratio) else figure


def _seconds(figure: Figure | Ratio) -> bool:
    return type(figure.each).__name__ == "Seconds"


def _instants(model: Any) -> tuple[str, ...]:
    """The columns that say when a record happened; what was sent to an incident lies where its incident lies."""
    names = {field.name for field in model._meta.concrete_fields}
    own = next((name for name in ("answered_at", "ordered_at", "issued_at") if name in names), "pk")
    # By the index of incidents: a year of runs need not be read to show the last fifty.
    return ("incident__answered_at", own) if "incident" in names and own != "answered_at" else (own,)


def _bare(model: Any) -> Sheet:
    """What can be said of any record, for models without a ledger of their own."""
    return Sheet(model._meta.model_name, model._meta.verbose_name_plural, model, (Column("record", _("record"), str),))
