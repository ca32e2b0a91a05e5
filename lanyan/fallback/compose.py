"""What a pack says: plain values read at one instant, in Chinese, to be printed."""

from datetime import date, datetime
from typing import Any

from django.utils import translation

from lanyan.fallback import limits
from lanyan.forces.models import Formation, Seat, Shift, Station, Vehicle
from lanyan.forces.phones import numbers
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit

# The fields of the sheets, as they stand on the screen.
CLOCK = "时　　分　　秒"
CALL_SHEET = (
    ("接警时间", f"年　　月　　日　　{CLOCK}"),
    ("来电方式", "□119　□110转警　□联动单位　□上级指令　□其他"),
    ("报警电话", ""),
    ("报警人", ""),
    ("报警内容（原话）", ""),
    ("地址", ""),
    ("区县／乡镇", ""),
    ("警情类别", "□火灾扑救　□抢险救援　□社会救助　□安保勤务　□虚假警"),
    ("等级", "火灾□1 □2 □3 □4 □5　救援□1 □2 □3 □4"),
    ("被困／伤亡", ""),
    ("场所类型／楼层", ""),
    ("燃烧物／危险品", ""),
    ("接警员", ""),
)
DISPATCH_SHEET = (
    ("对应接警单号", ""),
    ("命令时间", CLOCK),
    ("出动单位", ""),
    ("出动车辆", ""),
    ("地址", ""),
    ("灾情", ""),
    ("注意事项", ""),
    ("报警人回拨电话", ""),
    ("下令人／受令人", ""),
    ("受令时间", CLOCK),
)
RUN_CARD = (
    ("对应接警单号", ""),
    ("车辆", ""),
    ("带车干部", ""),
    ("随车人数", "人"),
    ("命令时间", CLOCK),
    ("受令时间", CLOCK),
    ("出动时间", CLOCK),
    ("到场时间", CLOCK),
    ("离场时间", CLOCK),
    ("归队时间", CLOCK),
    ("战果", "救人　　　疏散　　　死亡　　　受伤"),
    ("填写人", ""),
)


def gather(unit: Unit, *, is_desk: bool, on: date, at: datetime) -> dict[str, Any]:
    """Everything in the pack of a station, or of the desk of a detachment: a fixed number of queries."""
    root = Unit.objects.get(path=f"{unit.path.partition('.')[0]}.")
    with translation.override("zh-hans"):
        stations = Station.objects.filter(unit__path__startswith=root.path if is_desk else unit.path)
        found = list(stations.filter(unit__closed_date=None).select_related("unit").order_by("unit__path"))
        duty, formations, vehicles = _duty(found), _formations(found), _vehicles(found)
        return {
            "unit": unit.name,
            "is_desk": is_desk,
            "on": f"{on.year}年{on.month}月{on.day}日",
            "made": f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}",
            "phones": [[one.group, one.name, one.phone, one.note] for one in numbers(root)],
            "stations": [
                {
                    "name": station.unit.short_name,
                    "phone": station.unit.phone,
                    "duty": duty.get(station.pk),
                    "formations": formations.get(station.pk, []),
                    "vehicles": vehicles.get(station.pk, []),
                }
                for station in found
            ],
            "sheets": _sheets(unit, is_desk=is_desk, on=on),
        }


def _duty(stations: list[Station]) -> dict[int, dict[str, Any]]:
    shifts = list(Shift.objects.in_force().filter(station__in=stations).select_related("commander"))
    seats: dict[int, list[list[str]]] = {}
    rows = Seat.objects.filter(shift__in=shifts).exclude(present=False).select_related("person", "vehicle")
    for seat in rows.order_by("shift", "vehicle__call_sign", "pk"):
        vehicle = seat.vehicle.call_sign if seat.vehicle else "留守"
        seats.setdefault(seat.shift_id, []).append(
            [vehicle, str(seat.get_role_display()), seat.person.name, seat.person.phone]
        )
    return {
        shift.station_id: {
            "commander": str(shift.commander or "—"),
            "until": f"{shift.ends_at.astimezone(ZONE):%m-%d %H:%M}",
            "seats": seats.get(shift.pk, []),
        }
        for shift in shifts
    }


def _formations(stations: list[Station]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {}
    rows = Formation.objects.in_use().filter(station__in=stations).prefetch_related("places__vehicle")
    for one in rows.order_by("station", "order", "pk"):
        signs = "、".join(place.vehicle.call_sign for place in one.places.all())
        found.setdefault(one.station_id, []).append([one.name, signs])
    return found


def _vehicles(stations: list[Station]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {}
    rows = Vehicle.objects.filter(home__in=stations).exclude(condition=Vehicle.Condition.RETIRED).select_related("kind")
    for one in rows.order_by("home", "call_sign"):
        state = one.get_condition_display()
        state = f"{state}：{one.condition_reason}" if one.condition_reason else str(state)
        found.setdefault(one.home_id, []).append([one.call_sign, one.kind.label, one.plate, state])
    return found


def _sheets(unit: Unit, *, is_desk: bool, on: date) -> list[dict[str, Any]]:
    """The blank sheets, each with a number of its own: by it the late entry knows it again."""
    kinds: list[tuple[str, str, Any, int]] = [("出动单", "CD", DISPATCH_SHEET, limits.limit("DISPATCH_SHEETS"))]
    if is_desk:
        kinds.insert(0, ("接警单", "JJ", CALL_SHEET, limits.limit("CALL_SHEETS")))
    else:
        kinds.append(("出车卡", "CC", RUN_CARD, limits.limit("RUN_CARDS")))
    mark = unit.path.strip(".").replace(".", "")
    return [
        {"title": title, "number": f"{code}{mark}-{on:%Y%m%d}-{number:02}", "rows": [list(row) for row in rows]}
        for title, code, rows, count in kinds
        for number in range(1, count + 1)
    ]
