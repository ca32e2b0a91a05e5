"""Pictures hung on lower floors' pages: reports of an incident, notices for it."""

from django.utils.translation import gettext_lazy as _

from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.reports import VIEW as REPORTS
from lanyan.web import panels

panels.register("incident", "links:reports_panel", _("Situation reports"), REPORTS, 20)
panels.register("incident", "links:notices_panel", _("Linkage notices"), LINKAGE, 22)
