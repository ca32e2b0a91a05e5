"""Where this app's pages hang in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.forces.rules import root
from lanyan.links.models.inbound import VIEW as INBOUND
from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.messages import KEEP_ENDPOINTS
from lanyan.links.models.messages import VIEW as MESSAGES
from lanyan.links.models.reports import VIEW as REPORTS
from lanyan.web.navigation import register


def _alarm(request: HttpRequest) -> tuple[str, str]:
    """Numbers of what waits for this person: read once the page stands, and again on news, on every page."""
    user: Any = request.user
    roots = {root(path) for name in (REPORTS, INBOUND) for path in user.paths(name)}
    return reverse("links:marks"), " ".join([f"messages:{user.pk}", *(f"links:{one}" for one in sorted(roots))])


register("command", _("Reports due"), "links:dues", "bell", REPORTS, 21, marked=True, short=_("Due"))
register("command", _("Situation reports"), "links:reports", "report", REPORTS, 22, short=_("Reports"))
register("command", _("Orders from outside"), "links:inbounds", "in", INBOUND, 23, marked=True, short=_("Inbound"))
register("command", _("Cross-area help"), "links:helps", "flag", INBOUND, 46, short=_("Help"))
register("command", _("Linkage units"), "links:linkages", "link", LINKAGE, 47, short=_("Linkage"))
register("command", _("Linkage notices"), "links:notices", "horn", LINKAGE, 48, short=_("Notices"))
register("command", _("My messages"), "links:mine", "note", "", 90, alarm=_alarm, short=_("Messages"))
register("system", _("Send log"), "links:deliveries", "send", MESSAGES, 60, short=_("Sent"))
register("system", _("Endpoints"), "links:endpoints", "out", KEEP_ENDPOINTS, 61)
