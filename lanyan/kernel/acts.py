"""What an act touched: the records behind the acts of the history, where each opens, and what changed in it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model, QuerySet
from django.urls import reverse

from lanyan.kernel import audit, search
from lanyan.kernel.models import Act

# Of an act that touched more records of one kind, this many are named; the rest are a number.
NAMED_AT_MOST = 3
# And on the page of the one act, of all kinds together.
SHOWN_AT_MOST = 40
_pages: dict[type[Model], tuple[str, str]] = {}


@dataclass(frozen=True)
class Touched:
    """One record that an act made or changed; without a title it is not for this reader."""

    kind: str
    pk: str
    title: str
    url: str


@dataclass(frozen=True)
class Told:
    """The records of one kind that an act touched: some by name, all by number."""

    kind: str
    records: list[Touched]
    count: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.records)


def opens(model: type[Model], url_name: str, permission: str) -> None:
    """Say which page shows a record of a model, where the global search does not know it, and who may open it."""
    _pages[model] = url_name, permission


@lru_cache(maxsize=1)
def tracked() -> dict[str, type[Model]]:
    """Every model whose changes the history keeps, by its label, in the order of the apps."""
    return {model._meta.label_lower: model for model in apps.get_models() if hasattr(model, "pgh_event_model")}


def event_model(label: str) -> Any:
    """The table of a model's changes."""
    return tracked()[label].pgh_event_model  # type: ignore[attr-defined]


def touched_by(acts: Collection[UUID], reader: Any) -> dict[UUID, list[Told]]:
    """Tell for each act what it touched: one query for all kinds, and two or three for each kind that occurs."""
    found = _found(list(acts))
    wanted: dict[str, set[str]] = {}
    for _act, label, keys, _count in found:
        wanted.setdefault(label, set()).update(keys)
    named = {label: _named(tracked()[label], keys, reader) for label, keys in wanted.items()}
    told: dict[UUID, list[Told]] = {}
    for act, label, keys, count in found:
        kind = str(tracked()[label]._meta.verbose_name)
        records = [Touched(kind, key, *named[label].get(key, ("", ""))) for key in keys]
        told.setdefault(act, []).append(Told(kind, records, count))
    return told


def _found(acts: list[UUID]) -> list[tuple[UUID, str, list[str], int]]:
    if not acts or not tracked():
        return []
    # Labels and tables are names of our own models, nothing that anybody typed.
    parts = [
        f"SELECT pgh_context_id, '{label}', (array_agg(DISTINCT pgh_obj_id::text))[1:{NAMED_AT_MOST}],"
        f" count(DISTINCT pgh_obj_id) FROM {connection.ops.quote_name(event_model(label)._meta.db_table)}"
        " WHERE pgh_context_id = ANY(%(acts)s) GROUP BY 1"
        for label in tracked()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"acts": acts})
        return list(cursor.fetchall())


def _named(model: type[Model], keys: Iterable[str], reader: Any) -> dict[str, tuple[str, str]]:
    """Title and address of those records that the reader may see."""
    records: Any = model._default_manager.all()
    if hasattr(records, "visible_to"):
        records = records.visible_to(reader)
    return {
        str(record.pk): (str(record), address(record, reader))
        for record in _joined(records).filter(pk__in=[model._meta.pk.to_python(key) for key in keys])  # type: ignore[union-attr]
    }


def _joined(records: QuerySet[Any]) -> QuerySet[Any]:
    """With the records they belong to, which their titles and addresses may need."""
    names = [field.name for field in records.model._meta.fields if isinstance(field, ForeignKey)]
    return records.select_related(*names) if names else records


def address(record: Model, reader: Any) -> str:
    """Where a record is shown to a reader: on its own page, else on that of what it belongs to; empty when nowhere."""
    own = _own_page(record, reader)
    if own:
        return own
    for field in record._meta.fields:
        if isinstance(field, ForeignKey) and field.name in record._state.fields_cache:
            above = getattr(record, field.name)
            page = _own_page(above, reader) if above is not None else ""
            if page:
                return page
    return ""


def _own_page(record: Model, reader: Any) -> str:
    if type(record) in _pages:
        url_name, permission = _pages[type(record)]
        return reverse(url_name, args=[record.pk]) if _may(reader, permission, record) else ""
    source = next((source for source in search.sources().values() if source.model is type(record)), None)
    return source.url(record) if source is not None and _may(reader, source.permission, record) else ""


def _may(reader: Any, permission: str, record: Model) -> bool:
    """Over the record's own unit where it says one; otherwise anywhere."""
    path = getattr(record, "unit_path", None)
    return bool(reader.has_perm(permission) if path is None else reader.may(permission, path))


@dataclass(frozen=True)
class Changed:
    """What one act did to one record: made it, or changed these fields from one value to another."""

    record: Touched
    made: bool
    changes: list[tuple[str, Any, Any]]


def changed_by(act: Act, reader: Any) -> list[Changed]:
    """Tell what an act did to each record that the reader may see, in the order of the kinds."""
    told: list[Changed] = []
    for one in touched_by([act.pk], reader).get(act.pk, []):
        label = next(label for label, model in tracked().items() if str(model._meta.verbose_name) == one.kind)
        events = event_model(label).objects.filter(pgh_context_id=act.pk).order_by("pgh_id")
        found = list(events[: SHOWN_AT_MOST - len(told)])
        named = _named(tracked()[label], {str(event.pgh_obj_id) for event in found}, reader)
        told += [_changed(event, one.kind, named) for event in found if str(event.pgh_obj_id) in named]
    return told


def _changed(event: Any, kind: str, named: dict[str, tuple[str, str]]) -> Changed:
    record = Touched(kind, str(event.pgh_obj_id), *named[str(event.pgh_obj_id)])
    before = type(event).objects.filter(pgh_obj_id=event.pgh_obj_id, pgh_id__lt=event.pgh_id).order_by("-pgh_id")
    older = before.first()
    model = tracked()[event.pgh_tracked_model._meta.label_lower]
    return Changed(record, older is None, audit.changes(model, event, older) if older is not None else [])
