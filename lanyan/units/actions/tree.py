"""What is done to the tree of units."""

import re
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, F, Max, Value, When
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import SearchEntry
from lanyan.units.models import Unit, UnitName

# Any number will do that no other lock uses: whoever changes the tree's paths holds it until the commit.
TREE_LOCK = 7_119_001
PATH_LENGTH = 60
CODE = re.compile(r"[0-9]{2,12}")
HISTORY_BEGINS = date(1900, 1, 1)


def _lock_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def _locked(unit_id: int) -> Unit:
    unit: Unit | None = Unit.objects.select_for_update(of=("self",)).filter(pk=unit_id).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    return unit


def _free_path(parent: Unit | None) -> str:
    """Give the next number under a parent; the caller holds the tree's lock."""
    start = parent.path if parent else ""
    taken = Unit.objects.filter(parent=parent).values_list("path", flat=True)
    number = max((int(path[len(start) :].rstrip(".")) for path in taken), default=0) + 1
    return f"{start}{number:02d}."


def _words(text: str, *, field: str, most: int) -> str:
    text = text.strip()
    if not text:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > most:
        raise Refused(_("At most {number} characters.").format(number=most), field=field)
    return text


def _code(text: str) -> str:
    text = text.strip()
    if text and not CODE.fullmatch(text):
        raise Refused(_("A division code is 2 to 12 digits."), field="division_code")
    return text


def _refuse_same_name(name: str, parent: Unit | None, *, besides: int | None = None) -> None:
    if Unit.objects.filter(parent=parent, name=name, closed_date=None).exclude(pk=besides or 0).exists():
        raise Refused(_("There is already a unit of this name here."), field="name")


@transaction.atomic
def create_unit(
    *,
    kind: str,
    name: str,
    short_name: str = "",
    parent_id: int | None = None,
    division_code: str = "",
    phone: str = "",
    since_date: date | None = None,
    by: Any,
) -> Unit:
    """Add a unit under another (or at the top), with the next free number as the last step of its path."""
    if kind not in Unit.Kind.values:
        raise Refused(_("There is no such kind of unit."), field="kind")
    _lock_tree()
    parent = Unit.objects.filter(pk=parent_id).first() if parent_id is not None else None
    if parent_id is not None and (parent is None or parent.closed_date):
        raise Refused(_("The unit above does not exist or is closed."), field="parent")
    name = _words(name, field="name", most=100)
    _refuse_same_name(name, parent)
    path = _free_path(parent)
    if len(path) > PATH_LENGTH:
        raise Refused(_("The tree cannot be deeper than this."), field="parent")
    with audit.act("units.create_unit", by=by):
        unit = Unit.objects.create(
            kind=kind,
            name=name,
            short_name=_words(short_name or name[:30], field="short_name", most=30),
            parent=parent,
            path=path,
            division_code=_code(division_code),
            phone=phone.strip()[:30],
        )
        UnitName.objects.create(unit=unit, name=name, since_date=since_date)
    search.index("unit", [unit])
    return unit


@transaction.atomic
def change_unit(*, unit_id: int, short_name: str, division_code: str, phone: str, by: Any) -> Unit:
    """Correct a unit's short name, division code and telephone."""
    unit = _locked(unit_id)
    unit.short_name = _words(short_name, field="short_name", most=30)
    unit.division_code, unit.phone = _code(division_code), phone.strip()[:30]
    with audit.act("units.change_unit", by=by):
        unit.save(update_fields=["short_name", "division_code", "phone"])
    search.index("unit", [unit])
    return unit


@transaction.atomic
def rename_unit(
    *, unit_id: int, name: str, since_date: date, short_name: str = "", source: str = "", by: Any
) -> UnitName:
    """Give a unit another name from a day on; the name before keeps its row and ends that day."""
    unit = _locked(unit_id)
    name = _words(name, field="name", most=100)
    if name == unit.name:
        raise Refused(_("The unit bears this name already."), field="name")
    _refuse_same_name(name, unit.parent, besides=unit.pk)
    before = unit.names.filter(name=unit.name, until_date=None).first() or UnitName(unit=unit, name=unit.name)
    if before.since_date and since_date <= before.since_date:
        raise Refused(
            _("The name before holds from {day}; this one must begin later.").format(day=before.since_date),
            field="since_date",
        )
    before.until_date = since_date
    unit.name = name
    unit.short_name = _words(short_name or unit.short_name, field="short_name", most=30)
    with audit.act("units.rename_unit", by=by, reason=source):
        before.save()
        unit.save(update_fields=["name", "short_name"])
        # A second name plate may become the first one: then its row is there already.
        current = unit.names.filter(name=name, until_date=None).first()
        if current is None:
            current = UnitName.objects.create(unit=unit, name=name, since_date=since_date, source=source.strip()[:200])
    search.index("unit", [unit])
    return current


@transaction.atomic
def add_unit_name(*, unit_id: int, name: str, since_date: date, source: str = "", by: Any) -> UnitName:
    """Add a second name plate that a unit bears beside its name from a day on."""
    unit = _locked(unit_id)
    name = _words(name, field="name", most=100)
    if unit.names.filter(name=name, until_date=None).exists():
        raise Refused(_("The unit bears this name already."), field="name")
    with audit.act("units.add_unit_name", by=by, reason=source):
        plate = UnitName.objects.create(unit=unit, name=name, since_date=since_date, source=source.strip()[:200])
    search.index("unit", [unit])
    return plate


@transaction.atomic
def move_unit(*, unit_id: int, parent_id: int | None, by: Any) -> Unit:
    """Put a unit with all below it under another one (or at the top): every path changes in one statement."""
    _lock_tree()
    unit = _locked(unit_id)
    if unit.parent_id == parent_id:
        raise Refused(_("The unit is there already."), field="parent")
    parent = Unit.objects.filter(pk=parent_id).first() if parent_id is not None else None
    if parent_id is not None and (parent is None or parent.closed_date):
        raise Refused(_("The unit above does not exist or is closed."), field="parent")
    if parent is not None and parent.path.startswith(unit.path):
        raise Refused(_("A unit cannot be put under itself."), field="parent")
    _refuse_same_name(unit.name, parent, besides=unit.pk)
    old, new = unit.path, _free_path(parent)
    below = Unit.objects.filter(path__startswith=old)
    longest = below.aggregate(most=Max(Length("path")))["most"]
    if longest - len(old) + len(new) > PATH_LENGTH:
        raise Refused(_("The tree cannot be deeper than this."), field="parent")
    with audit.act("units.move_unit", by=by):
        below.update(
            path=Concat(Value(new), Substr("path", len(old) + 1)),
            parent_id=Case(
                When(pk=unit.pk, then=Value(parent_id)), default=F("parent_id"), output_field=BigIntegerField()
            ),
        )
    _move_search_entries(old, new)
    unit.refresh_from_db()
    return unit


def _move_search_entries(old: str, new: str) -> None:
    """What is found by unit must move along, or the next unit that gets the old path would find it."""
    kinds = [source.kind for source in search.sources().values() if source.scoped == "unit"]
    SearchEntry.objects.filter(kind__in=kinds, scope__startswith=old).update(
        scope=Concat(Value(new), Substr("scope", len(old) + 1))
    )


@transaction.atomic
def close_unit(*, unit_id: int, closed_date: date, reason: str, by: Any) -> Unit:
    """Close a unit for good; its records stay. Nothing may be left open under it and nobody assigned to it."""
    _lock_tree()
    unit = _locked(unit_id)
    if unit.closed_date:
        raise Refused(_("The unit is closed already."))
    reason = _words(reason, field="reason", most=200)
    if closed_date < HISTORY_BEGINS:
        raise Refused(_("This day cannot be right."), field="closed_date")
    open_below = Unit.objects.filter(parent=unit, closed_date=None).count()
    if open_below:
        raise Refused(_("{number} units below are still open; close or move them first.").format(number=open_below))
    assigned = unit.assignments.in_force(closed_date).count()
    if assigned:
        raise Refused(_("{number} users are still assigned here; end that first.").format(number=assigned))
    unit.closed_date = closed_date
    with audit.act("units.close_unit", by=by, reason=reason):
        unit.save(update_fields=["closed_date"])
    return unit


@transaction.atomic
def reopen_unit(*, unit_id: int, reason: str, by: Any) -> Unit:
    """Take a closing back."""
    _lock_tree()
    unit = _locked(unit_id)
    if unit.closed_date is None:
        raise Refused(_("The unit is open."))
    if unit.parent is not None and unit.parent.closed_date:
        raise Refused(_("The unit above is closed; reopen that first."))
    _refuse_same_name(unit.name, unit.parent, besides=unit.pk)
    unit.closed_date = None
    with audit.act("units.reopen_unit", by=by, reason=_words(reason, field="reason", most=200)):
        unit.save(update_fields=["closed_date"])
    return unit
