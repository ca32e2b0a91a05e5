"""Reads for the page that says who did what: whose acts a reader may see, and each act in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.kernel import access, acts, audit, sheets
from lanyan.kernel.models import Act
from lanyan.units.models import Assignment, Unit, User, within

PERMISSION = "kernel.view_audit"
NO_ROOT = gettext_lazy("Look at who did what: held at the top of the tree of units, because an act has no unit")
# An Excel file of all acts would be of no use to anybody.
EXPORTED_AT_MOST = 50_000
CHUNK = 500


@dataclass(frozen=True)
class Row:
    """One act in words."""

    pk: Any
    at: datetime
    name: str
    label: str
    who: str
    told: list[acts.Told]
    detail: str
    address: str
    reason: str

    @property
    def records(self) -> str:
        """What it touched, in one line."""
        parts = [f"{one.kind} {'、'.join(record.title or record.pk for record in one.records)}" for one in self.told]
        more = [f"+{one.more}" if one.more else "" for one in self.told]
        return "；".join(f"{part} {number}".strip() for part, number in zip(parts, more, strict=True)) or self.detail


def visible_acts(reader: Any) -> tuple[QuerySet[Act], bool]:
    """The acts a reader may see, and whether those are all.

    An act may touch records of many units, so it has none itself: the right counts only at the top of a tree. Where
    there are several trees, as in a demonstration of two cities, the acts are those of the people of one's own.
    """
    tops = set(Unit.objects.filter(parent=None, closed_date=None).values_list("path", flat=True))
    mine = tops & set(reader.paths(PERMISSION))
    if not mine:
        raise PermissionDenied(NO_ROOT)
    if mine == tops:
        return Act.objects.all(), True
    people = Assignment.objects.filter(within(sorted(mine), "unit__path")).values_list("user_id", flat=True)
    return Act.objects.by_people(sorted(set(people))), False


def people_called(words: str) -> list[int]:
    """The users whose name or login holds these words."""
    named = User.objects.filter(name__icontains=words) | User.objects.filter(username__icontains=words)
    return list(named.values_list("pk", flat=True)[:200])


def rows(found: list[Act], reader: Any) -> list[Row]:
    """Some acts in words, with what they touched."""
    told = acts.touched_by([act.pk for act in found], reader)
    about = {act.metadata["about"] for act in found if isinstance(act.metadata.get("about"), int)}
    names = dict(User.objects.filter(pk__in=about).values_list("pk", "name")) if about else {}
    return [_row(act, told.get(act.pk, []), names) for act in found]


def _row(act: Act, told: list[acts.Told], names: dict[int, str]) -> Row:
    said = act.metadata
    name = said.get("act", "")
    return Row(
        pk=act.pk,
        at=act.created_at,
        name=name,
        label=access.label(name) if name else "—",
        who=audit.actor(said) or said.get("login", "") or _("the system"),
        told=told,
        detail=_detail(said, names),
        address=said.get("address", ""),
        reason=said.get("reason", ""),
    )


def _detail(said: dict[str, Any], names: dict[int, str]) -> str:
    """What an act without a record says of itself."""
    parts = [names.get(said.get("about", 0), "") if "login" not in said else ""]
    if said.get("device"):
        parts.append(said["device"])
    if said.get("sheet"):
        parts.append(_("{sheet}: {number} rows").format(sheet=sheets.title_of(said["sheet"]), number=said.get("rows")))
    if said.get("step") == "code":
        parts.append(_("the code was wrong"))
    if said.get("sessions"):
        parts.append(_("{number} sessions").format(number=said["sessions"]))
    return " · ".join(str(part) for part in parts if part)


class ToldRows:
    """Acts in words by the thousand, as a workbook wants them."""

    def __init__(self, found: QuerySet[Act], reader: Any) -> None:
        self.found, self.reader = found, reader

    def iterator(self, chunk_size: int = CHUNK) -> Iterator[Row]:
        """Row by row, read in chunks."""
        chunk: list[Act] = []
        for act in self.found[:EXPORTED_AT_MOST].iterator(chunk_size=chunk_size):
            chunk.append(act)
            if len(chunk) == CHUNK:
                yield from rows(chunk, self.reader)
                chunk = []
        yield from rows(chunk, self.reader)
