"""History: who did what, when and why. The database writes every change down; this adds the words."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

import pghistory
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pghistory import runtime

from lanyan.kernel import access
from lanyan.kernel.models import Act

Names = dict[tuple[Any, Any], str]
# Columns that only serve the machine; their changes say nothing to a reader.
SILENT = {"id", "updated_at", "provenance", "password", "password_set_at", "last_login", "search_tokens"}
# The request this code answers, if any: also a request that only reads may leave a note.
_request: ContextVar[HttpRequest | None] = ContextVar("lanyan_request", default=None)


@contextmanager
def act(name: str, *, by: Any = None, reason: str = "", **more: Any) -> Iterator[None]:
    """Put every change inside under one named act of one person (or of the system, when `by` is None).

    An act within an act keeps its own name: pghistory would rename all changes of a request to its last context.
    """
    with _apart({"act": name, "reason": str(reason), **_who(by), **more}):
        yield


@contextmanager
def automatic(**how: str) -> Iterator[None]:
    """Put what a job, a command or a gateway does under its name: `automatic(job="incidents.note_unreceived_order")`.

    The acts inside keep their own names and say through what they happened; nobody did them.
    """
    with _apart(how):
        yield


@contextmanager
def _apart(words: dict[str, Any]) -> Iterator[None]:
    """Give what happens inside a context of its own, which knows what the one around it knows."""
    with pghistory.context():
        around = runtime._tracker.value
        runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata={**around.metadata, **words})
        try:
            yield
        finally:
            runtime._tracker.value = around


def note(name: str, *, by: Any = None, reason: str = "", **more: Any) -> None:
    """Write an act down that changes no record: a sign-in, a refused one, an export. Told like every other act."""
    said = {"act": name, "reason": str(reason), **_around(), **_who(by), **more}
    Act.objects.create(id=uuid.uuid4(), metadata=said)


def _who(by: Any) -> dict[str, Any]:
    return {"user": by.pk, "name": str(by)} if by is not None and by.pk is not None else {}


def _around() -> dict[str, Any]:
    """What is known of the present moment: the request with its person and address, else the job or command."""
    request = _request.get()
    if request is not None:
        return _seen(request)
    context = getattr(runtime._tracker, "value", None)
    return dict(context.metadata) if context is not None else {}


def _seen(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    return {"address": request.META.get("REMOTE_ADDR", ""), "path": request.path, **_who(known)}


def actor(told: Mapping[str, Any]) -> str:
    """Who stands behind a context, in words: a person, a person's key, or the system with what it ran."""
    if told.get("name"):
        return _("{name} (by key)").format(name=told["name"]) if told.get("token") else str(told["name"])
    for kind, said in (("job", _("the system · job {name}")), ("command", _("the system · lanyan {name}")),
                       ("gateway", _("the system · gateway {name}"))):  # fmt: skip
        if told.get(kind):
            return said.format(name=told[kind])
    return ""


class AuditMiddleware:
    """Give every request a context that knows the signed-in user and the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open the context for requests that may write; reading leaves no context behind unless something is noted."""
        here = _request.set(request)
        try:
            if request.method in ("GET", "HEAD", "OPTIONS"):
                return self.get_response(request)
            with pghistory.context(**_seen(request)):
                return self.get_response(request)
        finally:
            _request.reset(here)


@dataclass(frozen=True)
class Entry:
    """One line of a record's history."""

    at: datetime
    act: str
    label: str
    who: str
    reason: str
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)


def history(record: Model, *, limit: int = 100) -> list[Entry]:
    """Tell a tracked record's history, newest first: one query, and one for each kind of record its changes name."""
    events = record.pgh_event_model.objects.filter(pgh_obj_id=record.pk)  # type: ignore[attr-defined]
    rows = list(events.select_related("pgh_context").order_by("-pgh_id")[: limit + 1])
    tracked = {f.name for f in events.model._meta.concrete_fields} - SILENT
    fields = [f for f in record._meta.concrete_fields if f.name in tracked]
    # A record that was there before its history was kept has none.
    pairs = list(zip_longest(rows, rows[1:]))[:limit]
    names = _names(pairs, fields)
    return [_entry(newer, older, fields, names) for newer, older in pairs]


def changes(model: type[Model], newer: Any, older: Any) -> list[tuple[str, Any, Any]]:
    """What differs between two states of a record, in words: label, before, after."""
    tracked = {f.name for f in type(newer)._meta.concrete_fields} - SILENT
    fields = [f for f in model._meta.concrete_fields if f.name in tracked]
    return _changes(newer, older, fields, _names([(newer, older)], fields))


def _names(pairs: list[tuple[Any, Any]], fields: list[Any]) -> Names:
    """What the records are called that a reference was changed from or to: one query a kind, whatever their number."""
    wanted: dict[Any, set[Any]] = {}
    for column in (column for column in fields if column.is_relation):
        for newer, older in pairs:
            old, new = (getattr(row, column.attname, None) for row in (older, newer))
            if older is not None and old != new:
                wanted.setdefault(column.related_model, set()).update({old, new} - {None})
    return {
        (model, pk): str(record)
        for model, keys in wanted.items()
        for pk, record in model._default_manager.in_bulk(list(keys)).items()
    }


def _entry(newer: Any, older: Any, fields: list[Any], names: Names) -> Entry:
    context = newer.pgh_context.metadata if newer.pgh_context_id else {}
    name = context.get("act", "")
    changes = _changes(newer, older, fields, names) if older is not None else []
    return Entry(newer.pgh_created_at, name, access.label(name), actor(context), context.get("reason", ""), changes)


def _changes(newer: Any, older: Any, fields: list[Any], names: Names) -> list[tuple[str, Any, Any]]:
    pairs = ((f, getattr(older, f.attname), getattr(newer, f.attname)) for f in fields)
    return [(str(f.verbose_name), _shown(f, old, names), _shown(f, new, names)) for f, old, new in pairs if old != new]


def _shown(column: "Field[Any, Any]", value: Any, names: Names) -> Any:
    """A stored choice in the words of its list; everything else as it is."""
    if column.choices:
        return dict(column.flatchoices).get(value, value)
    return names.get((column.related_model, value), value) if column.is_relation else value
