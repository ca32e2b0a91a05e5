"""The cast of links: a city with a duty officer who writes, a leader who approves, the power company."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.incidents.models import Incident
from lanyan.incidents.tests import make as incidents
from lanyan.links.actions import help as helping
from lanyan.links.actions import inbound, linkages, notices, reports, sendings
from lanyan.links.actions.help import HelpFacts
from lanyan.links.actions.inbound import InboundFacts
from lanyan.links.actions.linkages import LinkageFacts
from lanyan.links.actions.notices import Request
from lanyan.links.actions.sendings import To
from lanyan.links.models import CrossHelp, Inbound, LinkageNotice, LinkageUnit, ReportSending, SituationReport
from lanyan.units.tests import make as units

NIGHT = incidents.NIGHT
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NIGHT + 10 * MINUTE


def city(code: str = "3308") -> SimpleNamespace:
    """A city whose duty officer writes reports and whose leader approves them."""
    world = incidents.city(code)
    world.officer_of_the_day = units.user("duty_officer", world.detachment, name="郑国锋")
    world.second = units.user("duty_officer", world.detachment, name="方国良")
    return world


def grave(world: Any, **more: Any) -> Incident:
    """An open fire of level three with four people trapped: the rows ask for a flash report."""
    given = {"level": 3, "facts": {"trapped": 4, "place_class": "high_rise"}, **more}
    return incidents.opened(world, **given)


def composed(world: Any, incident: Incident | None = None, kind: str = "FLASH", *, at: Any = LATER) -> SituationReport:
    """A draft of a report."""
    incident = incident or grave(world)
    return reports.compose_report(incident_id=incident.pk, kind=kind, at=at, by=world.officer_of_the_day)


def approved(world: Any, incident: Incident | None = None, kind: str = "FLASH", *, at: Any = LATER) -> SituationReport:
    """A report that can be sent."""
    report = composed(world, incident, kind, at=at)
    return reports.approve_report(report_id=report.pk, edition=report.edition, at=at, by=world.leader)


def sent(world: Any, report: SituationReport, *, at: Any = LATER, **to: Any) -> ReportSending:
    """Sent to the corps by telephone, unless told otherwise."""
    given = {"channel": "PHONE", "addressee": "CORPS", **to}
    return sendings.send_report(report_id=report.pk, to=To(**given), at=at, by=world.officer_of_the_day)


def power(world: Any, **more: Any) -> LinkageUnit:
    """The power company."""
    given = {"kind": "POWER", "name": "国网衢州供电公司", "phone": "0570-8800001", "email": "dd@example.com", **more}
    facts = LinkageFacts(**given)
    return linkages.add_linkage(unit_id=world.detachment.pk, facts=facts, at=NIGHT, by=world.officer_of_the_day)


def notified(world: Any, incident: Incident | None = None, *, at: Any = LATER, **more: Any) -> LinkageNotice:
    """The power company was asked to cut the power."""
    incident = incident or incidents.opened(world)
    linkage = LinkageUnit.objects.filter(unit=world.detachment).first() or power(world)
    request = Request(linkage.pk, "请断开锦桂苑7幢电源", **more)
    return notices.send_notice(incident_id=incident.pk, request=request, at=at, by=world.dispatcher)


def order(world: Any, number: str = "浙消调〔2024〕7号", *, at: Any = NIGHT, **more: Any) -> Inbound:
    """The corps orders help for a neighbour."""
    given = {
        "source": "SUPERIOR",
        "sender": "浙江总队指挥中心",
        "words": "调2个编队增援金华",
        "received_at": at,
        **more,
    }
    facts = InboundFacts(number=number, **given)
    found, _new = inbound.take_in(unit_id=world.detachment.pk, facts=facts, at=at, by=world.dispatcher)
    return found


def helped(world: Any, direction: str = "GIVEN", **more: Any) -> CrossHelp:
    """Two vehicles went to the neighbour."""
    given = {"other": "金华支队", "place": "金义新区某厂", "units_words": "府山站", "from_at": NIGHT, "vehicles": 2,
             "people": 12, **more}  # fmt: skip
    facts = HelpFacts(direction=direction, **given)
    return helping.enter_help(unit_id=world.detachment.pk, facts=facts, at=LATER, by=world.officer_of_the_day)
