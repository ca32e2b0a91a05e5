"""Reports and briefs, linkage units and notices, the outbox, endpoints, what comes from outside."""

from lanyan.links.models.inbound import CrossHelp, Inbound
from lanyan.links.models.linkages import LinkageNotice, LinkageUnit
from lanyan.links.models.messages import Delivery, Endpoint, Hook, Message
from lanyan.links.models.reports import BriefCut, ReportDue, ReportLayout, ReportSending, SituationReport

__all__ = [
    "BriefCut",
    "CrossHelp",
    "Delivery",
    "Endpoint",
    "Hook",
    "Inbound",
    "LinkageNotice",
    "LinkageUnit",
    "Message",
    "ReportDue",
    "ReportLayout",
    "ReportSending",
    "SituationReport",
]
