"""Reports and linkage units in the global search, within the reader's units."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.links.models import LinkageUnit, SituationReport
from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.reports import VIEW as REPORTS

search.register(
    search.Source(
        kind="situation_report",
        label=_("Situation report"),
        model=SituationReport,
        permission=REPORTS,
        title=lambda report: report.title,
        subtitle=lambda report: " · ".join((report.number, report.get_kind_display(), report.get_state_display())),
        text=lambda report: f"{report.number} {report.title}",
        url=lambda report: reverse("links:report", args=[report.pk]),
        scope=lambda report: report.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="linkage_unit",
        label=_("Linkage unit"),
        model=LinkageUnit,
        permission=LINKAGE,
        title=lambda one: one.name,
        subtitle=lambda one: " · ".join((one.kind_words, one.phone, one.contact)),
        text=lambda one: f"{one.name} {one.phone} {one.contact} {one.kind_words}",
        url=lambda one: reverse("links:linkage", args=[one.pk]),
        scope=lambda one: one.unit.path,
        scoped="unit",
    )
)
