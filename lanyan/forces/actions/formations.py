"""Making, changing and giving up formations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lanyan.forces import rules
from lanyan.forces.actions.common import tell_station
from lanyan.forces.models import Formation, FormationVehicle, Station, Vehicle
from lanyan.kernel import audit, codes
from lanyan.kernel.errors import Refused


@transaction.atomic
def make_formation(
    *, station_id: int, name: str, vehicle_ids: Sequence[int], only_for: Sequence[str] = (), by: Any
) -> Formation:
    """Name a set of a station's vehicles that turn out together; the order given is the order of turning out.

    `only_for`: the capabilities that call for it, when it is a specialist team.
    """
    station = Station.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=station_id).first()
    if station is None:
        raise Refused(_("There is no such station."), field="station")
    formation = Formation(
        station=station, name=_free_name(name, station=station, but=None), only_for=_capabilities(only_for)
    )
    vehicles = _vehicles(vehicle_ids, station=station)
    last = station.formations.aggregate(last=Max("order"))["last"]
    formation.order = 0 if last is None else last + 1
    with audit.act("forces.make_formation", by=by):
        formation.save(force_insert=True)
        _seat(formation, vehicles)
    tell_station(station)
    return formation


@transaction.atomic
def change_formation(
    *,
    formation_id: int,
    name: str,
    vehicle_ids: Sequence[int],
    order: int | None = None,
    only_for: Sequence[str] | None = None,
    by: Any,
) -> Formation:
    """Rename a formation, change its vehicles, or its place among the station's formations."""
    formation = _in_use(formation_id)
    formation.name = _free_name(name, station=formation.station, but=formation)
    vehicles = _vehicles(vehicle_ids, station=formation.station)
    if order is not None:
        formation.order = order
    if only_for is not None:
        formation.only_for = _capabilities(only_for)
    with audit.act("forces.change_formation", by=by):
        formation.save(update_fields=["name", "order", "only_for"])
        formation.places.exclude(vehicle__in=vehicles).delete()
        _seat(formation, vehicles)
    tell_station(formation.station)
    return formation


@transaction.atomic
def end_formation(*, formation_id: int, on: date, by: Any) -> Formation:
    """Give up a formation on a day; its past stays."""
    formation = _in_use(formation_id)
    formation.ended_date = on
    with audit.act("forces.end_formation", by=by):
        formation.save(update_fields=["ended_date"])
    tell_station(formation.station)
    return formation


def _in_use(formation_id: int) -> Formation:
    found = Formation.objects.select_for_update(of=("self",)).select_related("station__unit").get(pk=formation_id)
    if found.ended_date is not None:
        raise Refused(_("This formation has been given up."))
    return found


def _free_name(name: str, *, station: Station, but: Formation | None) -> str:
    name = name.strip()
    if not name:
        raise Refused(_("The name is missing."), field="name")
    others = Formation.objects.in_use().filter(station=station, name=name).exclude(pk=but.pk if but else 0)
    if others.exists():
        raise Refused(_("The station has a formation {name} already.").format(name=name), field="name")
    return name


def _capabilities(wanted: Sequence[str]) -> list[str]:
    known = codes.table("capabilities")
    for code in wanted:
        if code not in known:
            raise Refused(_("There is no such entry in the list."), field="only_for")
    return sorted(set(wanted))


def _vehicles(ids: Sequence[int], *, station: Station) -> list[Vehicle]:
    """Find the vehicles in the order given: of this station, not withdrawn, each once, at least one."""
    if not ids:
        raise Refused(_("A formation needs at least one vehicle."), field="vehicles")
    if len(set(ids)) != len(ids):
        raise Refused(_("A vehicle stands in the list twice."), field="vehicles")
    found = Vehicle.objects.in_bulk(ids)
    for vehicle_id in ids:
        vehicle = found.get(vehicle_id)
        if vehicle is None or vehicle.home_id != station.pk:
            raise Refused(_("A vehicle is not of this station."), field="vehicles")
        if vehicle.condition == rules.RETIRED:
            reason = _("{name} has been withdrawn for good.").format(name=vehicle.call_sign)
            raise Refused(reason, field="vehicles")
    return [found[vehicle_id] for vehicle_id in ids]


def _seat(formation: Formation, vehicles: Sequence[Vehicle]) -> None:
    """Give each vehicle its place; one already seated moves, so that its history goes on."""
    for order, vehicle in enumerate(vehicles):
        FormationVehicle.objects.update_or_create(formation=formation, vehicle=vehicle, defaults={"order": order})
