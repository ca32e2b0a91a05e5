"""Where this app's pages hang in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lanyan.links.models import Delivery, Inbound, ReportDue
from lanyan.links.models.inbound import VIEW as INBOUND
from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.messages import KEEP_ENDPOINTS
from lanyan.links.models.messages import VIEW as MESSAGES
from lanyan.links.models.reports import VIEW as REPORTS
from lanyan.web.navigation import register


def _due(request: HttpRequest) -> int | None:
    """Reports that wait to be sent: the number beside the menu is the alarm on every page."""
    return ReportDue.objects.visible_to(request.user).waiting().count() or None


def _unread(request: HttpRequest) -> int | None:
    user: Any = request.user
    return Delivery.objects.to(user).filter(read_at=None, state="GONE").count() or None


def _open(request: HttpRequest) -> int | None:
    return Inbound.objects.visible_to(request.user).open().count() or None


register("command", _("Reports due"), "links:dues", "bell", REPORTS, 21, badge=_due, short=_("Due"))
register("command", _("Situation reports"), "links:reports", "report", REPORTS, 22, short=_("Reports"))
register("command", _("Orders from outside"), "links:inbounds", "in", INBOUND, 23, badge=_open, short=_("Inbound"))
register("command", _("Cross-area help"), "links:helps", "flag", INBOUND, 46, short=_("Help"))
register("command", _("Linkage units"), "links:linkages", "link", LINKAGE, 47, short=_("Linkage"))
register("command", _("Linkage notices"), "links:notices", "horn", LINKAGE, 48, short=_("Notices"))
register("command", _("My messages"), "links:mine", "note", "", 90, badge=_unread, short=_("Messages"))
register("system", _("Send log"), "links:deliveries", "send", MESSAGES, 60, short=_("Sent"))
register("system", _("Endpoints"), "links:endpoints", "out", KEEP_ENDPOINTS, 61)
