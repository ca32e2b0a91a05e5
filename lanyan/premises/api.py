"""API of premises: the list, one, entering and correcting."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.pagination import PageNumberPagination, paginate

from lanyan.kernel.errors import Refused
from lanyan.places import coordinates
from lanyan.premises import actions
from lanyan.premises.actions import PremisesFacts
from lanyan.premises.models import CategoryMark, Premises
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["premises"])
VIEW, CREATE, CHANGE = "premises.view_premises", "premises.create_premises", "premises.change_premises"


class PremisesOut(Schema):
    """Premises; the point in WGS-84, numbers that nobody knows null."""

    id: int
    number: str
    name: str
    credit_code: str | None
    state: str
    merged_into_id: int | None
    unit_id: int
    station_id: int | None
    division_code: str
    town: str
    address: str
    lon: float | None
    lat: float | None
    kind: str
    department: str
    phone: str
    floor_area_m2: float | None
    largest_floor_m2: float | None
    rooms: int | None
    beds: int | None
    seats: int | None
    staff: int | None
    computers: int | None
    people_sleep: bool | None
    opened_date: date | None
    closed_date: date | None
    risk_points: int | None


class PremisesOneOut(PremisesOut):
    """Premises with the categories they bear now."""

    categories: list[str]

    @staticmethod
    def resolve_categories(premises: Premises) -> list[str]:
        """Give the codes of the categories."""
        borne = CategoryMark.objects.standing().filter(premises=premises, until_date=None)
        return sorted(borne.values_list("category", flat=True))


class PremisesIn(Schema):
    """What is written down of premises: what is left out of a correction stays as it is; a null empties."""

    name: str | None = None
    unit_id: int | None = None
    station_id: int | None = None
    credit_code: str | None = None
    division_code: str | None = None
    town: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    frame: coordinates.Frame = coordinates.Frame.WGS84
    kind: str | None = None
    department: str | None = None
    phone: str | None = None
    floor_area_m2: float | None = None
    largest_floor_m2: float | None = None
    rooms: int | None = None
    beds: int | None = None
    seats: int | None = None
    staff: int | None = None
    computers: int | None = None
    people_sleep: bool | None = None
    opened_date: date | None = None


TEXTS = ("credit_code", "division_code", "town", "address", "kind", "department", "phone")


def _given(sent: PremisesIn) -> dict[str, Any]:
    """What was sent, texts never null, the point in the house's frame."""
    given = sent.dict(exclude_unset=True)
    frame = given.pop("frame", coordinates.Frame.WGS84)
    lon, lat = given.get("lon"), given.get("lat")
    if lon is not None and lat is not None:
        if not coordinates.on_earth(lon, lat):
            raise Refused(_("Longitude or latitude is impossible."), field="lon")
        given["lon"], given["lat"] = coordinates.to_wgs(lon, lat, frame=frame)
    return {name: "" if value is None and name in (*TEXTS, "name") else value for name, value in given.items()}


def _reached(user: Any, permission: str, given: dict[str, Any]) -> None:
    """The unit must be one that the key's user may do this at."""
    if "unit_id" in given and not Unit.objects.visible_to(user, permission).filter(pk=given["unit_id"]).exists():
        raise Refused(_("The unit does not exist or is closed."), field="unit_id")
    station = given.get("station_id")
    if station is not None and not Unit.objects.visible_to(user, VIEW).filter(pk=station).exists():
        raise Refused(_("The unit does not exist or is closed."), field="station_id")


@router.get("/premises", response=list[PremisesOut], auth=TokenAuth(VIEW))
@paginate(PageNumberPagination)
def premises_list(request: Any, unit: str = "", category: str = "", state: str = "", kind: str = "") -> Any:
    """List premises in the order of names: of a unit given by its division code, a category, a state, a kind."""
    found = Premises.objects.visible_to(request.auth).order_by("pinyin", "pk")
    if unit:
        found = found.filter(unit__division_code__startswith=unit)
    if category:
        found = found.of_category(category)
    given = {name: value for name, value in (("state", state), ("kind", kind)) if value}
    return found.filter(**given)


@router.get("/premises/{pk}", response=PremisesOneOut, auth=TokenAuth(VIEW))
def one_premises(request: Any, pk: int) -> Any:
    """Give one."""
    return get_object_or_404(Premises.objects.visible_to(request.auth), pk=pk)


@router.post("/premises", response={201: PremisesOneOut}, auth=TokenAuth(CREATE))
def create_premises(request: Any, sent: PremisesIn) -> Any:
    """Enter premises; name and unit are needed."""
    given = _given(sent)
    for name in ("name", "unit_id"):
        if not given.get(name):
            raise Refused(_("This must not be empty."), field=name)
    _reached(request.auth, CREATE, given)
    made = actions.create_premises(facts=PremisesFacts(**given), at=timezone.now(), by=request.auth)
    return Status(201, made)


@router.patch("/premises/{pk}", response=PremisesOneOut, auth=TokenAuth(CHANGE))
def change_premises(request: Any, pk: int, sent: PremisesIn) -> Any:
    """Correct what was sent; the rest stays."""
    record = get_object_or_404(Premises.objects.visible_to(request.auth, CHANGE), pk=pk)
    given = _given(sent)
    if given.get("unit_id", 0) is None:
        raise Refused(_("This must not be empty."), field="unit_id")
    _reached(request.auth, CHANGE, given)
    facts = PremisesFacts(**{**vars(PremisesFacts.of(record)), **given})
    return actions.change_premises(premises_id=pk, facts=facts, at=timezone.now(), by=request.auth)
