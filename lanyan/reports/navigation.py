"""Entries of the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web.navigation import register

register("summary", _("Annual report"), "reports:own_report", "report", "reports.view_figures", 10)
register("summary", _("Figures"), "reports:catalogue", "chart", "reports.view_figures", 20)
register("summary", _("Enter once"), "reports:enter_once", "link", "reports.view_enter_once", 30)
register("command", _("Wall"), "reports:wall", "wall", "incidents.view_incident", 90)
register("command", _("Cover"), "reports:cover", "map", "forces.view_forces", 48)
