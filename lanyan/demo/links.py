"""The demo's links: linkage units of both cities, and by the app's own actions a first report, notices, a brief.

All invented: names, numbers and answers. What is in hand belongs to the gravest open fire of each city.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lanyan.demo.ground import CityGround, Ground
from lanyan.incidents.models import Incident
from lanyan.kernel import audit
from lanyan.kernel.periods import ZONE
from lanyan.links.actions import dues, inbound, linkages, messages, notices, reports, sendings
from lanyan.links.actions import help as helping
from lanyan.links.actions.help import HelpFacts
from lanyan.links.actions.inbound import InboundFacts
from lanyan.links.actions.linkages import LinkageFacts
from lanyan.links.actions.notices import Request
from lanyan.links.actions.sendings import To
from lanyan.links.models import LinkageUnit
from lanyan.units.models import Unit, User

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Kind, name after the city's, contact, what it brings.
UNITS = (
    ("POWER", "供电公司调度中心", "值班调度", "应急发电车2辆，抢修班组6个"),
    ("WATER", "水务集团调度中心", "值班调度", "管网加压，供水车3辆"),
    ("GAS", "燃气有限公司抢险队", "抢险值班", "抢险车4辆，可燃气体检测仪"),
    ("MEDICAL", "急救中心（120）", "调度席", "救护车18辆"),
    ("POLICE", "公安局指挥中心（110）", "值班长", "警力与警戒"),
    ("TRAFFIC", "公安局交警支队指挥室", "值班长", "交通管制，清障车5辆"),
    ("ENVIRONMENT", "生态环境局应急监测中心", "应急值班", "大气、水质监测车2辆"),
    ("EMERGENCY", "应急管理局指挥中心", "值班室", "挖掘机、吊车等大型机械"),
)
NEIGHBOURS = {"3308": "金华市消防救援支队", "1404": "晋城市消防救援支队"}
# Who looks at no clock has answered after so many minutes; the second still owes its answer.
ASKED = (
    ("POWER", "请切断着火建筑及相邻区域电源", "抢修班组已出发，预计8分钟到场", 3),
    ("MEDICAL", "请派救护车2辆到场待命", "", 0),
)


def build_links(ground: Ground, *, now: int) -> int:
    """Write both cities' register and perform what is in hand; gives how many linkage units that are."""
    at = datetime.fromtimestamp(now, ZONE)
    with audit.automatic(command="demo"):
        return sum(_city(city, at) for city in ground.cities.values())


def _city(city: CityGround, at: datetime) -> int:
    unit = Unit.objects.get(pk=city.detachment_id)
    # The duty officer writes, the leader approves: never the same person.
    people = User.objects.in_bulk([city.users[role] for role in ("duty_officer", "leader")])
    writer, chief = (people[city.users[role]] for role in ("duty_officer", "leader"))
    known = _register(city, unit, at, writer)
    _brief(unit, at, writer, chief)
    _in_hand(unit, known, at, writer, chief)
    _outside(city, unit, at, writer)
    return len(known)


def _register(city: CityGround, unit: Unit, at: datetime, by: Any) -> dict[str, LinkageUnit]:
    """The eight linkage units of a city."""
    name = unit.name.partition("市")[0]
    found = {}
    for number, (kind, called, contact, brings) in enumerate(UNITS, start=1):
        facts = LinkageFacts(
            kind=kind, name=f"{name}市{called}", phone=f"{city.code}-990000{number}", contact=contact, resources=brings,
            agreement="联勤联动协议", agreed_until_date=(at + 400 * DAY).date(), checked_date=(at - 20 * DAY).date(),
        )  # fmt: skip
        found[kind] = linkages.add_linkage(unit_id=unit.pk, facts=facts, at=at - 30 * DAY, by=by)
    return found


def _brief(unit: Unit, at: datetime, writer: Any, chief: Any) -> None:
    """Yesterday's brief, written in the morning, approved."""
    brief = reports.compose_brief(unit_id=unit.pk, kind="DAILY", on=timezone.localdate(at), at=at, by=writer)
    reports.approve_report(report_id=brief.pk, edition=brief.edition, at=at, by=chief)


def _in_hand(unit: Unit, known: dict[str, LinkageUnit], at: datetime, writer: Any, chief: Any) -> None:
    """The gravest open fire: reported for the first time, two linkage units told."""
    open_ones = Incident.objects.filter(centre=unit, status="OPEN", kind="FIRE", is_exercise=False)
    incident = open_ones.order_by("-level", "answered_at").first()
    if incident is None:
        return
    opened = incident.opened_at or incident.answered_at
    for kind, words, answer, minutes in ASKED:
        request = Request(known[kind].pk, words)
        sent = _not_after(opened + MINUTE, at)
        notice = notices.send_notice(incident_id=incident.pk, request=request, at=sent, by=writer)
        if answer:
            said = _not_after(opened + (1 + minutes) * MINUTE, at)
            notices.answer_notice(notice_id=notice.pk, answer=answer, said_at=said, at=at, by=writer)
    dues.reckon_dues(incident_id=incident.pk, at=opened)
    flash = reports.compose_report(incident_id=incident.pk, kind="FLASH", at=at, by=writer)
    reports.approve_report(report_id=flash.pk, edition=flash.edition, at=at, by=chief)
    sendings.send_report(report_id=flash.pk, to=To("PHONE", addressee="CORPS"), at=at, by=writer)
    told = sendings.send_report(report_id=flash.pk, to=To("SCREEN", "LEADER", user_id=chief.pk), at=at, by=writer)
    messages.deliver(delivery_id=told.delivery_id, at=at)  # type: ignore[attr-defined]


def _not_after(then: datetime, at: datetime) -> datetime:
    return min(then, at)


def _outside(city: CityGround, unit: Unit, at: datetime, by: Any) -> None:
    """An order of the superior that waits for its receipt, and help given last month."""
    facts = InboundFacts(
        source="SUPERIOR", sender="总队指挥中心", number=f"总调〔{at.year}〕第117号",
        words="各支队加强夜间值守，重大警情立即报告，请于今日内回执。", received_at=at - 3 * HOUR,
    )  # fmt: skip
    inbound.take_in(unit_id=unit.pk, facts=facts, at=at - 3 * HOUR, by=by)
    helped = HelpFacts(
        direction="GIVEN", other=NEIGHBOURS.get(city.code, "邻市消防救援支队"), place="邻市化工园区仓库火灾",
        units_words="特勤站", from_at=at - 26 * DAY, until_at=at - 26 * DAY + 9 * HOUR, vehicles=6, people=36,
        order_number=f"总调〔{at.year}〕第86号",
    )  # fmt: skip
    helping.enter_help(unit_id=unit.pk, facts=helped, at=at - 25 * DAY, by=by)
