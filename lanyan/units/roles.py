"""Roles that come with a release, from `lanyan/data/roles.csv`; a role that people changed is theirs and stays."""

import csv
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_migrate

from lanyan.kernel import audit
from lanyan.units.models import Role

FILE = Path(__file__).resolve().parents[1] / "data" / "roles.csv"
ACT = "units.load_roles"


def shipped() -> list[Role]:
    """Read the roles of the file, unsaved, in its order."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [Role(**{**line, "permissions": sorted(line["permissions"].split())}) for line in csv.DictReader(lines)]


@transaction.atomic
def load(**_signal: Any) -> None:
    """Add the roles that are missing, and let those nobody has touched follow the file."""
    if Role._meta.db_table not in connection.introspection.table_names():
        return
    known = {role.code: role for role in Role.objects.select_for_update()}
    touched = _touched()
    with audit.act(ACT):
        for role in shipped():
            present = known.get(role.code)
            if present is None:
                role.save()
            elif present.pk not in touched and _differs(present, role):
                role.pk = present.pk
                role.save(force_update=True)


def _touched() -> set[int]:
    """The roles with a change that no release made."""
    events = Role.pgh_event_model.objects.exclude(pgh_context__metadata__act=ACT)
    return set(events.values_list("pgh_obj_id", flat=True))


def _differs(present: Role, role: Role) -> bool:
    return any(getattr(present, key) != getattr(role, key) for key in ("name_zh", "name_en", "permissions"))


def connect(app: Any) -> None:
    """Load the roles after every migration, so that no database is without them."""
    post_migrate.connect(load, sender=app, dispatch_uid="lanyan.units.roles")
