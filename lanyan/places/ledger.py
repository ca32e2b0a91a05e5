"""The ledger of addresses: towns, streets, estates and landmarks that callers name, as surveys and lists give them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME, Field, Outcome, Row, cells
from lanyan.places import actions
from lanyan.places.actions import PlaceFacts
from lanyan.places.models import Division, Place

PERMISSION = "places.import_places"
FIELDS = (
    Field("number", _("number"), cells.whole, ("编号", "地址编号", "序号编码"), example="", width=10,
          said=lambda place: place.pk),
    Field("kind", _("kind"), cells.chosen(Place.Kind), ("类型", "地址类型", "类别"), True, "小区"),
    Field("name", _("name"), cells.text(100), ("地名", "名称", "小区名称", "地址名称"), True, "示例：锦桂苑", 28),
    Field("division", _("division"), cells.text(40), ("区县", "行政区划", "所属区县", "行政区"), True, "柯城区",
          said=lambda place: place.division.name),
    Field("town", _("town"), cells.text(40), ("乡镇街道", "街道", "乡镇"), example="府山街道"),
    Field("address", _("address"), cells.text(200), ("地址", "详细地址"), example="县西街 12 号", width=36),
    Field("lon", _("longitude"), cells.lon, ("经度", "东经", "lng"), True, 118.8721),
    Field("lat", _("latitude"), cells.lat, ("纬度", "北纬"), True, 28.9352),
)  # fmt: skip
_BY_KEY = {each.key: each for each in FIELDS}


class PlaceLoader:
    """Takes tens of thousands of addresses: known by number, else by all they are called; new ones in bulk."""

    def __init__(self, *, unit_id: int, at: datetime, by: Any, file: str = "", code: str = "") -> None:
        self.by, self.at = by, at
        found = Division.objects.filter(code__startswith=code) if code else Division.objects.all()
        self._divisions = {name: one for one in found for name in (one.name, one.code)}
        self._seen: dict[Any, int] = {}

    def take(self, rows: Sequence[Row], *, write: bool) -> list[Outcome]:
        """Say what becomes of each row, and with `write` do it; one transaction for the batch."""
        with transaction.atomic():
            by_pk, by_words = self._known(rows)
            outcomes, fresh, corrected = [], [], []
            for row in rows:
                try:
                    record, facts = self._plan(row, by_pk, by_words)
                except Refused as refusal:
                    outcomes.append(Outcome(row.number, REFUSED, refusal.field, refusal.reason))
                    continue
                if record is None:
                    fresh.append(facts)
                elif any(_BY_KEY[key].differs(record, value) for key, value in row.values.items() if key != "division"):
                    corrected.append((row, record, facts))
                    continue
                outcomes.append(Outcome(row.number, CREATED if record is None else SAME))
            outcomes += [self._correct(*one, write=write) for one in corrected]
            if write:
                actions.add_places(facts=fresh, by=self.by)
        return outcomes

    def finish(self) -> None:
        """Nothing is left to do."""

    def _known(self, rows: Sequence[Row]) -> tuple[dict[int, Place], dict[Any, Place]]:
        numbers = [row.values["number"] for row in rows if "number" in row.values]
        named = Place.objects.select_related("division").filter(name__in={row.values["name"] for row in rows})
        by_pk = {one.pk: one for one in Place.objects.select_related("division").filter(pk__in=numbers)}
        return by_pk, {_words(one.kind, one.name, one.division_id, one.town, one.address): one for one in named}

    def _plan(self, row: Row, by_pk: dict[int, Place], by_words: dict[Any, Place]) -> tuple[Place | None, PlaceFacts]:
        said = row.values
        division = self._divisions.get(said["division"])
        if division is None:
            raise Refused(_now("“{text}” is no district").format(text=said["division"]), field="division")
        facts = PlaceFacts(
            kind=said["kind"], name=said["name"], division_code=division.code, lon=said["lon"], lat=said["lat"],
            address=said.get("address", ""), town=said.get("town", ""),
        )  # fmt: skip
        if "number" in said and said["number"] not in by_pk:
            raise Refused(_now("There is no address of this number."), field="number")
        words = _words(facts.kind, facts.name, division.code, facts.town, facts.address)
        record = by_pk[said["number"]] if "number" in said else by_words.get(words)
        first = self._seen.setdefault(record.pk if record else words, row.number)
        if first != row.number:
            reason = _now("stands in the file twice, first in row {row}")
            raise Refused(reason.format(row=first), field="name")
        return record, facts

    def _correct(self, row: Row, record: Place, facts: PlaceFacts, *, write: bool) -> Outcome:
        if write:
            try:
                with transaction.atomic():
                    actions.correct_place(place_id=record.pk, facts=facts, by=self.by)
            except Refused as refusal:
                return Outcome(row.number, REFUSED, refusal.field, refusal.reason)
        return Outcome(row.number, CORRECTED)


def _words(*parts: str) -> tuple[str, ...]:
    return tuple(cells.plain(part) for part in parts)


def ledger(units: Any, code_of: Any) -> imports.Ledger:
    """The ledger; whose it may be is said by the floor of units, which this one does not know."""
    return imports.Ledger(
        key="places",
        title=_("Addresses"),
        permission=PERMISSION,
        fields=FIELDS,
        start=lambda *, unit_id, **given: PlaceLoader(unit_id=unit_id, code=code_of(unit_id), **given),
        units=units,
        list_url="places:places",
        records=lambda path: Place.objects.in_division(code_of(path))
        .select_related("division")
        .order_by("division_id", "kind", "name", "pk"),
        about=_("Towns, streets, housing estates and landmarks that callers name, with their points."),
        advice=_("An address is known by its number, else by kind, name, district, town and address together."
                 " Coordinates are WGS-84."),
        order=20,
        batch=1_000,
    )  # fmt: skip
