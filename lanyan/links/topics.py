"""Live topics: `links:<first part of the units' path>` anything due, sent or open below it, `report:<id>` one report,
`messages:<user id>` a message on one's own screen.
"""

from typing import Any

from lanyan.forces.rules import root
from lanyan.kernel import live
from lanyan.links.models import SituationReport
from lanyan.links.models.inbound import VIEW as INBOUND
from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.reports import VIEW as REPORTS


def _links(user: Any, key: str) -> bool:
    return any(root(path) == key for name in (REPORTS, LINKAGE, INBOUND) for path in user.paths(name))


def _report(user: Any, key: str) -> bool:
    return key.isdecimal() and SituationReport.objects.visible_to(user).filter(pk=key).exists()


def _messages(user: Any, key: str) -> bool:
    return str(user.pk) == key


live.register_topic("links", _links)
live.register_topic("report", _report)
live.register_topic("messages", _messages)
