"""The ledger of past runs: which vehicle went to which incident, with the instants the 119 system before kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.models import Run
from lanyan.kernel import external
from lanyan.kernel.imports import Field, cells

ALIASES = {
    "received": ("受令时间", "接令时间"),
    "departed": ("出动时间", "出车时间", "离队时间"),
    "arrived": ("到场时间", "到达时间", "到达现场时间"),
    "deployed": ("展开时间", "战斗展开时间"),
    "water_on": ("出水时间",),
    "controlled": ("控制时间",),
    "knocked_down": ("基本扑灭时间", "扑灭时间"),
    "water_off": ("停水时间",),
    "left_scene": ("离场时间", "撤离时间", "返队时间", "返回时间"),
    "turned_back": ("中途返回时间", "中返时间"),
    "available": ("返队可调派时间",),
    "returned": ("归队时间", "到队时间"),
    "ready": ("恢复战备时间",),
}


def _at(stamp: rules.Stamp) -> Field:
    return Field(stamp.column, stamp.label, cells.instant, ALIASES[stamp.key], width=22)


FIELDS = (
    Field(
        "incident",
        _("incident"),
        cells.text(60),
        ("警情编号", "案件编号", "警情号", "所属警情"),
        True,
        "示例 119330820240305001",
        26,
        said=lambda run: run.incident.number,
    ),
    Field(
        "vehicle",
        _("vehicle"),
        cells.text(20),
        ("车牌号", "车辆", "呼号", "车牌", "出动车辆"),
        True,
        "浙H1190应急",
        said=lambda run: run.vehicle.plate,
    ),
    Field(
        "station",
        _("station"),
        cells.text(100),
        ("出动单位", "消防站", "队站", "所属消防站", "出动队站"),
        example="府山消防救援站",
        width=28,
        said=lambda run: run.order.station.unit.name,
    ),
    Field(
        "wave",
        _("wave"),
        cells.whole,
        ("调派批次", "增援批次", "批次"),
        example="",
        width=8,
        said=lambda run: run.order.wave,
    ),
    Field("formation", _("formation"), cells.text(40), ("编队", "编成", "战斗编成")),
    Field("headcount", _("people on board"), cells.whole, ("出动人数", "人数", "乘员", "出动人员"), True, 6, 10),
    Field("leader", _("leader"), cells.text(40), ("带队干部", "指挥员", "带队人", "车长")),
    Field(
        "ordered_at",
        _("ordered"),
        cells.instant,
        ("调派时间", "下达命令时间", "派警时间", "命令时间"),
        True,
        "2024年3月5日 14时04分",
        22,
    ),
    *(_at(stamp) for stamp in rules.STAMPS),
    Field(
        "number_119", _("number in the 119 system"), cells.text(60), ("出动单编号", "出车单号", "原系统编号"), width=26
    ),
    Field(
        "number_national",
        _("number in the national statistics"),
        cells.text(60),
        ("国家统计编号", "统计编号"),
        width=26,
    ),
)


def records(path: str) -> Any:
    """The ended runs to closed incidents under a unit's path."""
    found = Run.objects.filter(incident__unit__path__startswith=path, incident__status=rules.CLOSED)
    return joined(found.exclude(ended_at=None)).order_by("incident__answered_at", "incident_id", "order__serial", "pk")


def joined(found: Any) -> Any:
    """Join what the columns need."""
    return external.with_numbers(
        found.select_related("incident", "vehicle", "order__incident", "order__station__unit", "unit")
    )
