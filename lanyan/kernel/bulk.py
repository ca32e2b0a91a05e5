"""Many records at once: rows go to the database as one text, and what history says of them follows in one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Field, Model

# So many rows in one statement: enough that the statement itself costs nothing, few enough to stay small in memory.
AT_ONCE = 1000
# Widths are the column's affair: a cast to a narrower text would cut words off in silence, an insert refuses them.
_WITHOUT_WIDTH = {"varchar": "text", "char": "text"}


@transaction.atomic
def enter(records: Sequence[Model]) -> None:
    """Write new records of one tracked model, with a history like that of records entered one by one."""
    if not records:
        return
    model = type(records[0])
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    _take_keys(model, records)
    with pgtrigger.ignore(f"{model._meta.label}:insert_insert"):
        for batch in _batches(records):
            insert(model._meta.db_table, columns, [_row(record, columns) for record in batch])
    for record in records:
        record._state.adding, record._state.db = False, connection.alias
    _tell_history(model, [record.pk for record in records])


def insert(table: str, columns: Sequence["Field[Any, Any]"], rows: Iterable[Mapping[str, Any]], more: str = "") -> None:
    """Insert rows by one statement; `more` is said at its end, such as what becomes of rows that are there already."""
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in columns)
    typed = ", ".join(f"{quoted(str(field.column))} {_type(field)}" for field in columns)
    told = json.dumps(list(rows), default=_told, ensure_ascii=False)
    read = f"SELECT {names} FROM json_to_recordset(%s::json) AS told ({typed})"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quoted(table)} ({names}) {read} {more}", [told])


def _take_keys(model: type[Model], records: Sequence[Model]) -> None:
    """Give the records their keys beforehand: an insert does not promise to return them in order."""
    key = model._meta.pk
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), key.column, len(records)],
        )
        for record, (taken,) in zip(records, cursor.fetchall(), strict=True):
            record.pk = taken


def _row(record: Model, columns: Sequence["Field[Any, Any]"]) -> dict[str, Any]:
    return {str(field.column): field.get_prep_value(field.pre_save(record, add=True)) for field in columns}


def _tell_history(model: type[Model], keys: list[Any]) -> None:
    """Write down that the records were entered, by whom and in which act: as the trigger would, but all at once."""
    event, quoted = model.pgh_event_model._meta, connection.ops.quote_name  # type: ignore[attr-defined]
    kept = ", ".join(quoted(field.column) for field in event.concrete_fields if not field.name.startswith("pgh_"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(event.db_table)} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {kept})"
            f" SELECT now(), 'insert', id, (SELECT _pgh_attach_context()), {kept} FROM {quoted(model._meta.db_table)}"
            " WHERE id = ANY(%s) ORDER BY id",
            [keys],
        )


def _batches(records: Sequence[Model]) -> Iterable[Sequence[Model]]:
    return (records[at : at + AT_ONCE] for at in range(0, len(records), AT_ONCE))


def _type(field: "Field[Any, Any]") -> str:
    said = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    name, _bracket, rest = (said or "text").partition("(")
    return _WITHOUT_WIDTH.get(name, name) + ("[]" if rest.endswith("[]") else "")


def _told(value: Any) -> str:
    """What JSON has no word for, as the database reads it."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
