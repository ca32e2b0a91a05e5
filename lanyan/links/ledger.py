"""The ledger of linkage units as offices keep it: what its columns are called, and how their cells are read."""

import re
from functools import cache
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import codes, imports
from lanyan.kernel.imports import Field, Unreadable, cells
from lanyan.links.actions.linkages import LinkageLoader
from lanyan.links.models import LinkageUnit
from lanyan.links.models.linkages import KEEP
from lanyan.places.models import Division
from lanyan.units.models import Unit


@cache
def _spelled(_rows: int) -> dict[str, str]:
    return cells.spellings(codes.table("linkage_kinds").values())


def _divisions(value: Any) -> tuple[str, ...]:
    """Codes or names, parted by any sign."""
    parts = [part for part in re.split(r"[、,，;；|/\s]+", cells.plain(value)) if part]
    found = []
    for part in parts:
        code = Division.objects.filter(code=part).values_list("code", flat=True).first()
        code = code or Division.objects.filter(name=part).order_by("code").values_list("code", flat=True).first()
        if code is None:
            raise Unreadable(_now("“{text}” is no district").format(text=part))
        found.append(code)
    return tuple(dict.fromkeys(found))


FIELDS = (
    Field("name", _("name"), cells.text(100), ("单位名称", "联动单位", "单位"), must=True,
          example="示例 国网衢州供电公司", width=28),
    Field("kind", _("kind"), cells.one_of(lambda: _spelled(len(codes.table("linkage_kinds")))),
          ("类型", "类别", "单位类别"), must=True, example="供电", said=lambda one: one.kind_words),
    Field("phone", _("24 h telephone"), cells.phone, ("24小时电话", "值班电话", "联系电话", "电话"), must=True,
          example="0570-8800001"),
    Field("phone2", _("second telephone"), cells.phone, ("备用电话", "手机")),
    Field("contact", _("contact"), cells.text(60), ("联系人", "联络人"), example="值班调度"),
    Field("email", _("e-mail"), cells.text(100), ("邮箱", "电子邮箱")),
    Field("divisions", _("divisions served"), _divisions, ("服务区域", "辖区", "区县"), width=24,
          example="柯城区、衢江区", said=lambda one: "、".join(one.divisions)),
    Field("resources", _("what it can bring"), cells.text(300), ("资源", "可调资源", "装备力量"), width=28,
          example="抢修车2辆"),
    Field("agreement", _("agreement or plan"), cells.text(120), ("协议", "联动协议", "预案")),
    Field("agreed_until_date", _("agreed until"), cells.day, ("协议有效期", "有效期至")),
    Field("checked_date", _("number checked on"), cells.day, ("核对日期", "电话核对日期")),
)  # fmt: skip

imports.register(
    imports.Ledger(
        key="linkage_units",
        title=_("Linkage units"),
        permission=KEEP,
        fields=FIELDS,
        start=LinkageLoader,
        units=lambda user: Unit.objects.visible_to(user, KEEP).order_by("path"),
        list_url="links:linkages",
        records=lambda path: LinkageUnit.objects.standing().filter(unit__path=path).order_by("name", "pk"),
        about=_("Power, water, gas, ambulance, police and others that help, with their 24 h telephones."),
        order=80,
    )
)
