"""How records are written in outside systems: which field, in which order, called what. Rows, with their versions."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalLayout, ExternalNumber

FILE = Path(__file__).resolve().parents[1] / "data" / "external_layouts.csv"
MOST_FIELDS, MOST_HEADING = 80, 40


def in_force(kind: str, system: str) -> ExternalLayout | None:
    """The layout of a kind of record in a system that holds now."""
    return ExternalLayout.objects.filter(kind=kind, system=system, ended_at=None).first()


def of_kind(kind: str) -> list[ExternalLayout]:
    """The layouts in force of a kind, by system."""
    return list(ExternalLayout.objects.filter(kind=kind, ended_at=None).order_by("system"))


@transaction.atomic
def keep_layout(
    *, kind: str, system: str, fields: Sequence[tuple[str, str]], source: str, at: datetime, by: Any
) -> ExternalLayout:
    """Put a new version of a layout in force: pairs of field and heading in their order, and where it is from.

    The same as stands already makes no version.
    """
    source = source.strip()
    if system not in ExternalNumber.System.values:
        raise Refused(_("There is no such system."), field="system")
    if not source:
        raise Refused(_("Say where this order is from."), field="source")
    told = [[key, heading.strip()] for key, heading in fields]
    _refuse(told)
    # The versions of one kind and system are counted one after the other.
    before = ExternalLayout.objects.select_for_update().filter(kind=kind, system=system, ended_at=None).first()
    if before is not None and before.fields == told and before.source == source[:200]:
        return before
    with audit.act("kernel.keep_layouts", by=by):
        if before is not None:
            before.ended_at = at
            before.save(update_fields=["ended_at"])
        version = before.version + 1 if before is not None else 1
        return ExternalLayout.objects.create(
            kind=kind, system=system, version=version, source=source[:200], fields=told, since_at=at
        )


def _refuse(fields: list[list[str]]) -> None:
    if not fields:
        raise Refused(_("A layout has at least one field."), field="fields")
    if len(fields) > MOST_FIELDS:
        raise Refused(_("At most {number} fields.").format(number=MOST_FIELDS), field="fields")
    for key, heading in fields:
        if not heading or len(heading) > MOST_HEADING:
            reason = _("A heading has 1 to {number} characters.").format(number=MOST_HEADING)
            raise Refused(reason, field=f"heading_{key}")
    headings = [heading for _key, heading in fields]
    twice = next((one for one in headings if headings.count(one) > 1), None)
    if twice is not None:
        raise Refused(_("The heading “{text}” stands there twice.").format(text=twice), field="fields")


def load(**_signal: Any) -> None:
    """Give a database that has none the layouts of the release; what somebody has changed stays."""
    known = set(ExternalLayout.objects.values_list("kind", "system").distinct())
    fresh: dict[tuple[str, str], list[dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            fresh.setdefault((line["kind"], line["system"]), []).append(line)
    for (kind, system), rows in fresh.items():
        if (kind, system) not in known:
            fields = [[row["field"], row["heading"]] for row in rows]
            ExternalLayout.objects.create(
                kind=kind, system=system, version=1, source=rows[0]["source"], fields=fields, since_at=timezone.now()
            )


def connect() -> None:
    """Load the layouts after every migration."""
    post_migrate.connect(load, dispatch_uid="lanyan.kernel.layouts")
