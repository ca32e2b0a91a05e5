"""The ledger of people: the roll as personnel offices keep it."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Outcome, Row, RowLoader, cells
from lanyan.people import actions
from lanyan.people.models import Person
from lanyan.units.models import Unit
from lanyan.units.naming import Named

PERMISSION = "people.import_persons"
FIELDS = (
    Field("number", _("number"), cells.text(20), ("编号", "工号", "人员编号", "警号", "证件编号"), True,
          "示例 3308-0412"),
    Field("name", _("name"), cells.text(40), ("姓名",), True, "王建国"),
    Field("category", _("category"), cells.chosen(Person.Category), ("人员类别", "身份", "人员身份", "类别"), True,
          "消防员", 20),
    Field("unit", _("unit"), cells.text(100), ("单位", "所在单位", "所属单位", "所属队站"), True, "府山消防救援站",
          28, said=lambda person: person.unit.name),
    Field("phone", _("telephone"), cells.phone, ("电话", "手机", "手机号", "联系电话"), example="13805700119"),
    Field("joined_date", _("joined on"), cells.day, ("入职日期", "入伍时间", "参加工作时间", "入队时间"),
          example="2019.9.1"),
)  # fmt: skip


class PersonLoader(RowLoader):
    """A person is known by number; another unit in the file is a move on the day the file comes in."""

    fields = FIELDS

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.units = Named(Unit.objects.get(pk=self.unit_id))
        self.people: dict[str, Person] = {}

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """As all, with the people of the batch read at once."""
        numbers = [row.values["number"] for row in rows]
        self.people = {one.number: one for one in Person.objects.filter(number__in=numbers).select_related("unit")}
        return super().take(rows, write=write)

    def key(self, row: Row) -> Hashable:
        """The number."""
        return str(row.values["number"])

    def known(self, row: Row) -> Person | None:
        """By number; of another unit's people nothing is said."""
        found = self.people.get(row.values["number"])
        if found is not None and found.unit.path not in self.units.by_path:
            raise Refused(_now("This number belongs to somebody of another unit."), field="number")
        if found is not None and found.left_date is not None:
            raise Refused(_now("The person left on {day}.").format(day=found.left_date), field="number")
        return found

    def add(self, row: Row) -> None:
        """Enter the person at the unit."""
        said = row.values
        actions.create_person(
            number=said["number"], name=said["name"], category=said["category"],
            unit_id=self.units.find(said["unit"]).pk, phone=said.get("phone", ""),
            joined_date=said.get("joined_date"), by=self.by,
        )  # fmt: skip

    def changed(self, record: Person, row: Row) -> set[str]:
        """A unit may be written by any of its names."""
        found = super().changed(record, row)
        if "unit" in found and self.units.find(row.values["unit"]).pk == record.unit_id:
            found.discard("unit")
        return found

    def correct(self, record: Person, row: Row, changed: set[str]) -> None:
        """Move the person when the unit is another, then correct the rest; the login stays."""
        if "unit" in changed:
            actions.move_person(
                person_id=record.pk, unit_id=self.units.find(row.values["unit"]).pk,
                moved_date=timezone.localdate(self.at), by=self.by,
            )  # fmt: skip
        if changed - {"unit"}:
            names = ("name", "category", "phone", "joined_date")
            told = {name: row.values.get(name, getattr(record, name)) for name in names}
            actions.change_person(person_id=record.pk, username=None, by=self.by, **told)


imports.register(
    imports.Ledger(
        key="people",
        title=_("People"),
        permission=PERMISSION,
        fields=FIELDS,
        start=PersonLoader,
        units=lambda user: Unit.objects.visible_to(user, PERMISSION).filter(closed_date=None).order_by("path"),
        list_url="people:persons",
        records=lambda path: (
            Person.objects.serving().filter(unit__path__startswith=path).select_related("unit").order_by("number")
        ),
        about=_("Who serves, in which unit, since when; logins are not touched."),
        order=30,
    )
)
