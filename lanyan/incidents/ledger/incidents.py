"""The ledger of past incidents: what the 119 system before this one kept, with its true times and its own numbers."""

import re
import unicodedata
from functools import cache
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.models import Call, Incident
from lanyan.kernel import codes, external
from lanyan.kernel.imports import Field, Unreadable, cells

_LEVEL = re.compile(r"(?:.*?)([1-5一二三四五])级?(?:响应|火警|火灾|救援)?")
_DIGITS = dict(zip("一二三四五", range(1, 6), strict=True))


@cache
def _kinds(_rows: int) -> dict[str, str]:
    """Every way to write a kind; a sub-kind's only where it is nobody else's."""
    rows = list(codes.table("incident_kinds").values())
    found = cells.spellings(row for row in rows if not row.parent)
    found |= {cells.loose(str(label)): str(value) for value, label in Incident.Kind.choices}
    for row in rows:
        for words in cells.spellings([row]) if row.parent else ():
            found.setdefault(words, row.code)
    return found


def _level(value: Any) -> int:
    """Read a response level: 2, 二级, 火灾二级."""
    said = unicodedata.normalize("NFKC", cells.plain(value)).replace(" ", "")
    found = _LEVEL.fullmatch(said)
    if found is None:
        raise Unreadable(_now("“{text}” is no response level such as 二级").format(text=said[:40]))
    return _DIGITS.get(found[1]) or int(found[1])


def _first_call(name: str) -> Any:
    def said(incident: Incident) -> Any:
        # The calls are read with the records; asking for the first one would ask the database again.
        call = next(iter(incident.calls.all()), None)
        if call is None:
            return None
        return call.get_source_display() if name == "source" else getattr(call, name)

    return said


def _at(key: str, label: Any, *aliases: str, must: bool = False, example: str = "") -> Field:
    return Field(key, label, cells.instant, aliases, must, example, width=22)


def _count(key: str, label: Any, *aliases: str) -> Field:
    return Field(key, label, cells.whole, aliases, width=10)


def _money(key: str, label: Any, *aliases: str) -> Field:
    return Field(key, label, cells.ten_thousands, aliases, by_unit={"元": cells.yuan}, width=18)


FIELDS = (
    Field("number", _("number"), cells.text(30), ("本系统编号", "蓝焰编号"), example="", width=22),
    Field(
        "number_119",
        _("number in the 119 system"),
        cells.text(60),
        ("警情编号", "警情号", "案件编号", "接警编号", "原系统编号", "119编号"),
        example="示例 119330820240305001",
        width=26,
    ),
    Field(
        "number_national",
        _("number in the national statistics"),
        cells.text(60),
        ("国家统计编号", "全国统计编号", "统计编号"),
        width=26,
    ),
    _at(
        "answered_at", _("answered"), "接警时间", "报警时间", "接警日期时间", must=True, example="2024年3月5日 14时03分"
    ),
    Field(
        "kind",
        _("kind"),
        cells.one_of(lambda: _kinds(len(codes.table("incident_kinds")))),
        ("警情类型", "警情类别", "案件类型", "灾害类型", "类型"),
        True,
        "火灾",
        said=lambda one: codes.table("incident_kinds")[one.kind].label,
    ),
    Field(
        "subkind",
        _("sub-kind"),
        cells.text(60),
        ("警情子类", "子类型", "细类", "灾害场所", "案件子类"),
        example="居住建筑",
        said=lambda one: one.subkind.label if one.subkind else None,
    ),
    Field("level", _("response level"), _level, ("警情等级", "案件等级", "火警等级", "等级"), example="一级", width=10),
    Field("is_exercise", _("exercise"), cells.yes, ("是否演练", "演练"), width=8),
    Field(
        "unit",
        _("responsible unit"),
        cells.text(100),
        ("辖区站", "主管中队", "责任队站", "主管队站", "辖区中队", "责任单位"),
        example="府山消防救援站",
        width=28,
        said=lambda one: one.unit.name,
    ),
    Field(
        "division",
        _("district"),
        cells.text(40),
        ("区县", "行政区划", "行政区", "所属区县"),
        example="柯城区",
        said=lambda one: one.division.name if one.division else None,
    ),
    Field("town", _("town"), cells.text(40), ("乡镇街道", "街道", "乡镇")),
    Field(
        "address",
        _("address"),
        cells.text(200),
        ("地址", "案发地址", "详细地址", "报警地址", "事发地址", "警情地址"),
        True,
        "县西街 12 号",
        36,
    ),
    Field("lon", _("longitude"), cells.lon, ("经度", "东经", "lng")),
    Field("lat", _("latitude"), cells.lat, ("纬度", "北纬")),
    Field("title", _("title"), cells.text(120), ("警情名称", "标题"), width=28),
    Field(
        "description", _("description"), cells.prose(4000), ("警情描述", "简要情况", "处置经过", "案情描述"), width=40
    ),
    Field(
        "source",
        _("source"),
        cells.chosen(Call.Source),
        ("报警方式", "警情来源", "接警方式", "来源"),
        said=_first_call("source"),
    ),
    Field(
        "phone",
        _("telephone"),
        cells.phone,
        ("报警电话", "主叫号码", "报警人电话"),
        example="13805700119",
        said=_first_call("phone"),
        permission="incidents.view_caller",
    ),
    Field(
        "caller",
        _("caller"),
        cells.text(60),
        ("报警人", "报警人姓名"),
        said=_first_call("caller"),
        permission="incidents.view_caller",
    ),
    _at("opened_at", _("opened"), "立案时间"),
    _at("first_ordered_at", _("first order"), "调派时间", "下达命令时间", "命令时间", "首次调派时间", "派警时间"),
    _at("first_departed_at", _("first turned out"), "出动时间", "首车出动时间", "出警时间"),
    _at("first_arrived_at", _("first arrived"), "到场时间", "首车到场时间", "到达时间"),
    _at("water_on_at", _("water on"), "出水时间", "展开时间"),
    _at("controlled_at", _("under control"), "控制时间", "火势控制时间"),
    _at("knocked_down_at", _("knocked down"), "基本扑灭时间", "扑灭时间", "熄灭时间"),
    _at("water_off_at", _("water off"), "停水时间", "停止射水时间"),
    _at("last_returned_at", _("last back at station"), "归队时间", "返队时间", "末车归队时间"),
    _at("closed_at", _("closed at"), "结案时间", "办结时间"),
    _count("rescued", _("rescued alive"), "营救人数", "抢救人数", "救出人数", "抢救被困人员"),
    _count("evacuated", _("evacuated"), "疏散人数", "疏散被困人员"),
    _count("dead", _("dead"), "死亡人数", "死亡"),
    _count("injured", _("injured"), "受伤人数", "受伤"),
    _count("own_dead", _("own dead"), "消防员死亡人数", "本队死亡"),
    _count("own_injured", _("own injured"), "消防员受伤人数", "本队受伤"),
    _money("property_saved", _("property saved, 10,000 yuan"), "抢救财产价值", "抢救财产"),
    _money("property_protected", _("property protected, 10,000 yuan"), "保护财产价值", "保护财产"),
)


def records(path: str) -> Any:
    """The closed incidents under a unit's path: what is still under way belongs to the desk."""
    found = Incident.objects.filter(unit__path__startswith=path, status=rules.CLOSED)
    return joined(found).order_by("answered_at", "pk")


def joined(found: Any) -> Any:
    """Join what the columns need."""
    return external.with_numbers(
        found.select_related("unit", "centre", "division", "subkind").prefetch_related("calls")
    )
