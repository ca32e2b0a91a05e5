"""The population of a draw, place by place: class, weight, and why one is left out; as a page and as a workbook.

The workbook holds all that the draw was made from, so that anybody can make it again without this program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from lanyan.inspections import lots
from lanyan.inspections.models import Draw
from lanyan.kernel import audit, codes, sheets
from lanyan.people.models import Person
from lanyan.premises.models import Premises

CHUNK = 2_000


@dataclass(frozen=True)
class Place:
    """One place of the population: what it weighs, its position among the drawn, or why it is left out."""

    pk: int
    number: str
    name: str
    kind: str
    weight: int
    position: int | None
    reason: str


class Population:
    """All places of a draw in the order of their keys; sliced, it reads only what is shown."""

    def __init__(self, draw: Draw) -> None:
        ground: Any = draw.ground  # type: ignore[attr-defined]
        self.weights: dict[str, int] = ground.weights
        kept = [(pk, kind, "") for pk, kind in ground.population]
        self.lines = sorted([*kept, *((pk, "", reason) for pk, reason in ground.excluded)])
        self.position = dict(draw.drawn.values_list("premises_id", "position"))  # type: ignore[attr-defined]
        self.names = {code: row.label for code, row in codes.table(lots.WEIGHTS).items()}

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, part: slice) -> list[Place]:
        return self.read(self.lines[part])

    def read(self, lines: Sequence[tuple[int, str, str]]) -> list[Place]:
        """These lines with the names of their places: one query."""
        known = Premises.objects.only("number", "name").in_bulk([pk for pk, _kind, _reason in lines])
        return [self._place(line, known) for line in lines]

    def _place(self, line: tuple[int, str, str], known: dict[int, Premises]) -> Place:
        pk, kind, reason = line
        place, weight = known.get(pk), 0 if reason else self.weights.get(kind, 1)
        number, name = (place.number, place.name) if place is not None else ("", "")
        return Place(pk, number, name, self.names.get(kind, kind), weight, self.position.get(pk), reason)

    def __iter__(self) -> Iterator[Place]:
        for begin in range(0, len(self.lines), CHUNK):
            yield from self.read(self.lines[begin : begin + CHUNK])


def workbook(draw: Draw) -> HttpResponse:
    """The population and all else the draw was made from, as an Excel file, row by row."""
    # Large, and loaded by whoever exports first.
    from openpyxl import Workbook  # noqa: PLC0415

    book, population = Workbook(write_only=True), Population(draw)
    page = book.create_sheet(_("Population"))
    page.freeze_panes = "A2"
    page.append([_("key"), _("number"), _("premises"), _("class"), _("weight"), _("drawn as"), _("why left out")])
    for one in population:
        line = (one.pk, one.number, one.name, one.kind, one.weight, one.position, one.reason)
        page.append([sheets.cell(value) for value in line])
    _ground(book.create_sheet(_("How it was drawn")), draw)
    audit.note("kernel.export_sheet", sheet="draw_population", rows=len(population))
    answer = HttpResponse(content_type=sheets.MIME)
    answer["Content-Disposition"] = f'attachment; filename="{draw.number}.xlsx"'
    book.save(answer)
    return answer


def _ground(page: Any, draw: Draw) -> None:
    ground: Any = draw.ground  # type: ignore[attr-defined]
    names = dict(Person.objects.filter(pk__in=[pk for pk, _load in ground.staff]).values_list("pk", "name"))
    lines: list[list[Any]] = [
        [_("draw"), draw.number, draw.title],
        [_("seed"), draw.seed],
        [_("method"), draw.method],
        [_("places to draw"), draw.wanted],
        *([_("weight"), kind, weight] for kind, weight in ground.weights.items()),
        *([_("inspector"), pk, names.get(pk, ""), load] for pk, load in ground.staff),
        *([_("recusal"), person, premises] for person, premises in ground.recusals),
    ]
    for line in lines:
        page.append([sheets.cell(value) for value in line])
