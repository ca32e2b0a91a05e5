"""The ledger of premises as departments keep it: what its columns are called there, and how their cells are read."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes, imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Field, Unreadable, cells
from lanyan.premises import actions, rules
from lanyan.premises.models import CategoryMark, Premises, ResponsiblePerson
from lanyan.units.models import Unit

PERMISSION = "premises.import_premises"
# What stands between several words in one cell.
PARTING = re.compile(r"[、,,;；|/\s]+")


def _spelled(table: str) -> Callable[[], Mapping[str, str]]:
    @cache
    def read(_rows: int) -> dict[str, str]:
        return cells.spellings(codes.table(table).values())

    return lambda: read(len(codes.table(table)))


def _credit_code(value: Any) -> str | None:
    try:
        return rules.credit_code(cells.plain(value))
    except Refused as refusal:
        raise Unreadable(refusal.reason) from None


def _categories(value: Any) -> tuple[str, ...]:
    """Several in one cell, parted by any sign."""
    read = cells.one_of(_spelled("premises_categories"))
    parts = [part for part in PARTING.split(cells.plain(value)) if part]
    return tuple(dict.fromkeys(read(part) for part in parts))


def _division(value: Any) -> str:
    said = cells.plain(value)
    if not re.fullmatch(r"\d{4,12}", said):
        raise Unreadable(_now("A division code is 4 to 12 digits, such as 330802."))
    return said


def _label(table: str) -> Callable[[Any], str]:
    """What a record's code is called; what is in no list stays as it is."""
    return lambda code: str(found.label) if (found := codes.table(table).get(code)) else str(code)


def _kind(premises: Any) -> str:
    return _label("premises_kinds")(premises.kind)


def _department(premises: Any) -> str:
    return _label("premises_departments")(premises.department)


def _borne(premises: Any) -> str:
    """The categories borne now; by their code where the label would come apart when it is read."""
    name = _label("premises_categories")
    borne = sorted(mark.category for mark in premises.marks_now)
    return "、".join(code if PARTING.search(name(code)) else name(code) for code in borne)


def _answers(role: str, what: str) -> Callable[[Any], str]:
    """The name or the telephone of who answers for it now in an office: whoever was entered last."""

    def read(premises: Any) -> str:
        held = [person for person in premises.persons_now if person.role == role]
        return str(getattr(held[-1], what)) if held else ""

    return read


_person = cells.text(40)
FIELDS = (
    Field(
        "name",
        _("name"),
        cells.text(120),
        ("单位名称", "场所名称", "企业名称", "名称", "单位", "字号名称", "门店名称", "机构名称", "学校名称"),
        True,
        "示例：荷花中路老王餐馆",
        30,
    ),
    Field("number", _("number"), cells.text(20), ("户籍编号", "档案编号", "单位编号"), example=""),
    Field(
        "credit_code",
        _("unified social credit code"),
        _credit_code,
        ("统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "营业执照号", "营业执照注册号"),
        example="91330802MA28A0001E",
        width=24,
    ),
    Field(
        "unit",
        _("supervised by"),
        cells.text(100),
        ("监管大队", "管辖大队", "所属大队", "大队", "管辖单位"),
        example="",
        said=lambda premises: premises.unit.name,
    ),
    Field("division_code", _("division code"), _division, ("行政区划代码", "区划代码"), example="330802"),
    Field(
        "town",
        _("town or subdistrict"),
        cells.text(40),
        ("乡镇街道", "乡镇（街道）", "街道", "乡镇", "所属乡镇", "所在街道", "镇街"),
        example="荷花街道",
    ),
    Field(
        "address",
        _("address"),
        cells.text(200),
        ("地址", "详细地址", "单位地址", "经营地址", "场所地址", "经营场所", "注册地址"),
        example="柯城区荷花中路12号",
        width=36,
    ),
    Field("lon", _("longitude"), cells.lon, ("经度", "东经", "lng", "longitude"), example=118.8721),
    Field("lat", _("latitude"), cells.lat, ("纬度", "北纬", "latitude"), example=28.9352),
    Field(
        "kind",
        _("kind of business"),
        cells.one_of(_spelled("premises_kinds")),
        ("业态", "单位类型", "场所类型", "经营业态", "行业类别", "单位性质"),
        example="饭店餐饮",
        said=_kind,
    ),
    Field(
        "department",
        _("department in charge"),
        cells.one_of(_spelled("premises_departments")),
        ("主管部门", "行业主管部门", "行业部门", "主管单位"),
        example="商务部门",
        said=_department,
    ),
    Field(
        "categories",
        _("categories"),
        _categories,
        ("消防类别", "场所类别", "管理类别", "单位类别"),
        example="",
        said=_borne,
    ),
    Field(
        "phone",
        _("telephone"),
        cells.phone,
        ("联系电话", "电话", "单位电话", "手机", "联系方式", "手机号码"),
        example=13800001111,
    ),
    Field(
        "floor_area_m2",
        _("floor area, ㎡"),
        cells.amount,
        ("建筑面积", "面积", "营业面积", "经营面积", "使用面积", "总建筑面积"),
        example="180",
    ),
    Field(
        "largest_floor_m2",
        _("largest single floor, ㎡"),
        cells.amount,
        ("单层最大建筑面积", "最大单层面积", "单层面积"),
    ),
    Field("rooms", _("guest rooms"), cells.whole, ("客房数", "房间数", "客房")),
    Field("beds", _("beds"), cells.whole, ("床位数", "床位")),
    Field("seats", pgettext_lazy("premises", "seats"), cells.whole, ("座位数", "餐位数", "餐位", "座位"), example=60),
    Field("staff", _("staff"), cells.whole, ("员工人数", "员工数", "职工人数", "从业人数", "从业人员"), example=6),
    Field("computers", _("computers"), cells.whole, ("电脑台数", "终端数", "机位数")),
    Field(
        "people_sleep",
        _("people sleep where they work"),
        cells.yes,
        ("是否住人", "有无住人", "是否违规住人", "住人情况"),
    ),
    Field(
        "opened_date",
        _("in business since"),
        cells.day,
        ("开业日期", "成立日期", "开业时间", "成立时间"),
        example="2024年3月5日",
    ),
    Field(
        "legal",
        _("legal representative"),
        _person,
        ("法定代表人", "法人", "法人代表", "经营者", "负责人", "业主"),
        example="王建国",
        said=_answers("LEGAL", "name"),
    ),
    Field(
        "legal_phone",
        _("telephone of the legal representative"),
        cells.phone,
        ("法定代表人电话", "法定代表人联系电话", "法人电话", "负责人电话", "经营者电话"),
        said=_answers("LEGAL", "phone"),
    ),
    Field(
        "responsible",
        _("responsible for fire safety"),
        _person,
        ("消防安全责任人", "消防安全责任人姓名", "消防责任人", "责任人"),
        said=_answers("RESPONSIBLE", "name"),
    ),
    Field(
        "responsible_phone",
        _("telephone of the responsible person"),
        cells.phone,
        ("消防安全责任人电话", "消防安全责任人联系电话", "责任人电话"),
        said=_answers("RESPONSIBLE", "phone"),
    ),
    Field(
        "manager",
        _("fire-safety manager"),
        _person,
        ("消防安全管理人", "消防安全管理人姓名", "消防管理人", "管理人"),
        said=_answers("MANAGER", "name"),
    ),
    Field(
        "manager_phone",
        _("telephone of the fire-safety manager"),
        cells.phone,
        ("消防安全管理人电话", "消防安全管理人联系电话", "管理人电话"),
        said=_answers("MANAGER", "phone"),
    ),
)


def _records(path: str) -> Any:
    """Those in business under a unit: the ledger has no column that says that one has closed."""
    now = {"until_date": None, "withdrawn_at": None}
    persons = ResponsiblePerson.objects.filter(**now).order_by("pk")
    hung = (
        Prefetch("persons", persons, to_attr="persons_now"),
        Prefetch("marks", CategoryMark.objects.filter(**now), to_attr="marks_now"),
    )
    below = Premises.objects.open().filter(unit__path__startswith=path)
    return below.select_related("unit").prefetch_related(*hung).order_by("number")


def _units(user: Any) -> Any:
    return Unit.objects.visible_to(user, PERMISSION).filter(closed_date=None).order_by("path")


imports.register(
    imports.Ledger(
        key="premises",
        title=_("Premises"),
        permission=PERMISSION,
        fields=FIELDS,
        start=partial(actions.PremisesLoader, fields=FIELDS),
        records=_records,
        units=_units,
        list_url="premises:premises_list",
        about=_("Places with who answers for them, as departments keep their lists."),
        order=75,
        batch=1_000,
        advice=_(
            "Premises that are known (by number, by credit code with name or address, by name and address) are"
            " corrected where a cell says something else; an empty cell changes nothing. Coordinates are WGS-84."
        ),
    )
)
