"""What an incident's archive holds: all of it as data, the same to be read on paper, the command log, the files.

As data names things as the database does, and puts the words of whoever makes the archive beside codes and references.
Who called is in it only where it was asked for by somebody who may know it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from lanyan.incidents import rules, shown, words
from lanyan.incidents.actions.incidents import RESULT
from lanyan.incidents.models import Call, DispatchOrder, Incident
from lanyan.kernel import audit, documents, files
from lanyan.kernel.errors import Refused

TEMPLATE = "incidents/archive.html"
# More changes of one record than anybody made.
ALL = 100_000
Contents = dict[str, bytes]
# What upper floors add, by the name of its file: read with the incident, under the same lock.
_parts: dict[str, Callable[[Incident], Mapping[str, Iterable[Model]]]] = {}


def register(name: str, read: Callable[[Incident], Mapping[str, Iterable[Model]]]) -> None:
    """Add records of an upper floor to every archive, as `<name>.json`; `read` gives them by the name of their list."""
    _parts[name] = read


@dataclass(frozen=True)
class Gathered:
    """All that is read of the database for an archive; making files of it takes seconds and needs no lock."""

    records: dict[str, Any]
    changed: dict[str, Any]
    page: dict[str, Any]
    attachments: list[Any]
    parts: dict[str, Any]


def gather(incident: Incident, *, with_callers: bool) -> Gathered:
    """Read an incident with everything that hangs on it."""
    changed = changes(incident, with_callers=with_callers)
    return Gathered(
        _records(incident, with_callers=with_callers),
        changed,
        page(incident, changed["incident"], with_callers=with_callers),
        files.of(incident),
        {name: _part(read(incident), with_callers=with_callers) for name, read in _parts.items()},
    )


def _part(found: Mapping[str, Iterable[Model]], *, with_callers: bool) -> dict[str, Any]:
    return {name: [_told(record, with_callers=with_callers) for record in records] for name, records in found.items()}


def contents(gathered: Gathered) -> tuple[Contents, list[str]]:
    """The files of an archive by name, and what had to be left out and why."""
    found = {"incident.json": _json(gathered.records), "changes.json": _json(gathered.changed)}
    found |= {f"{name}.json": _json(told) for name, told in gathered.parts.items() if any(told.values())}
    left_out = []
    try:
        found["record.pdf"] = documents.pdf(TEMPLATE, gathered.page)
    except Refused as refusal:
        left_out.append(f"record.pdf: {refusal.reason}")
    for number, attachment in enumerate(gathered.attachments, start=1):
        path = files.path_of(attachment.stored)
        if path.exists():
            found[f"files/{number:03}-{attachment.name}"] = path.read_bytes()
        else:
            left_out.append(f"{attachment.name}: {attachment.stored.digest}")
    return found, left_out


def page(incident: Incident, changed: Sequence[Mapping[str, Any]], *, with_callers: bool) -> dict[str, Any]:
    """What the page on paper shows; `changed` are the incident's own changes."""
    calls = list(incident.calls.order_by("answered_at", "pk"))
    stamps = rules.stamps_for(incident.kind or "")
    runs = incident.runs.select_related("vehicle", "unit").order_by("order__serial", "pk")
    return {
        "incident": incident,
        "language": get_language(),
        "now": timezone.now(),
        "facts": shown.facts_told(incident.facts),
        "results": [(Incident._meta.get_field(name).verbose_name, getattr(incident, name)) for name in RESULT],
        "calls": [(call, _who(call) if with_callers else words.mask_phone(call.phone)) for call in calls],
        "orders": list(incident.orders.select_related("station__unit", "issued_by", "received_by")),
        "stamps": stamps,
        "runs": [(run, [getattr(run, stamp.column) for stamp in stamps]) for run in runs],
        "log": list(incident.log.select_related("by").order_by("at", "pk")),
        "changes": changed,
    }


def _who(call: Call) -> str:
    return " ".join(filter(None, [call.caller, call.phone]))


# ---- as data --------------------------------------------------------------------------------------------------
def _records(incident: Incident, *, with_callers: bool) -> dict[str, Any]:
    """The incident and everything that hangs on it."""
    parts: dict[str, Iterable[Model]] = {
        "calls": incident.calls.order_by("answered_at", "pk").select_related("taken_by"),
        "pre_alerts": incident.alerts.select_related("station__unit", "sent_by", "received_by"),
        "orders": incident.orders.select_related("station__unit", "issued_by", "received_by"),
        "runs": incident.runs.select_related("vehicle", "unit").order_by("order__serial", "pk"),
        "log": incident.log.select_related("by").order_by("at", "pk"),
        "merged": incident.merged.order_by("pk"),
    }
    told = {name: [_told(record, with_callers=with_callers) for record in found] for name, found in parts.items()}
    return {"incident": _told(incident, with_callers=with_callers), **told}


def _told(record: Model, *, with_callers: bool) -> dict[str, Any]:
    """A record's columns as they are; references and codes with their words."""
    told: dict[str, Any] = {"words": str(record)}
    for column in record._meta.concrete_fields:
        value = getattr(record, column.attname)
        told[column.attname] = value
        if value is not None and column.is_relation and column.name != "incident":
            told[f"{column.name}_words"] = str(getattr(record, column.name))
        elif value is not None and column.choices:
            told[f"{column.name}_words"] = str(dict(column.flatchoices).get(value, value))
    return told if with_callers else told | _masked(record)


def _masked(record: Model) -> dict[str, Any]:
    if isinstance(record, Call):
        return {"caller": "", "phone": words.mask_phone(record.phone)}
    if isinstance(record, DispatchOrder):
        return {"callback": words.mask_phone(record.callback)}
    return {}


def own_changes(incident: Incident) -> list[dict[str, Any]]:
    """Who changed what of the incident itself, the oldest first: nothing of it says who called."""
    return _entries(shown.history_told(incident, limit=ALL), set())


def changes(incident: Incident, *, with_callers: bool) -> dict[str, Any]:
    """Who changed what of the incident, its calls, orders and runs, the oldest first."""
    hidden = set() if with_callers else {str(_label(Call, name)) for name in ("caller", "phone")}
    hidden |= set() if with_callers else {str(_label(DispatchOrder, "callback"))}
    parts: dict[str, Iterable[Model]] = {
        "calls": incident.calls.order_by("pk"),
        "orders": incident.orders.order_by("serial"),
        "runs": incident.runs.select_related("vehicle").order_by("pk"),
    }
    found = {
        name: {str(record.pk): _entries(audit.history(record, limit=ALL), hidden) for record in records}
        for name, records in parts.items()
    }
    return {"incident": own_changes(incident), **found}


def _label(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _entries(entries: list[audit.Entry], hidden: set[str]) -> list[dict[str, Any]]:
    told = [asdict(entry) for entry in reversed(entries)]
    for entry in told:
        entry["changes"] = [change for change in entry["changes"] if change[0] not in hidden]
    return told


def _json(told: Any) -> bytes:
    return json.dumps(told, cls=_Encoder, ensure_ascii=False, indent=1).encode()


class _Encoder(DjangoJSONEncoder):
    """Whatever has words only is told in them."""

    def default(self, value: Any) -> Any:
        """A value that JSON does not know."""
        try:
            return super().default(value)
        except TypeError:
            return str(value)
