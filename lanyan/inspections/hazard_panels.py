"""Hazards and enforcement on the page of premises."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import panels

panels.register("premises", "inspections:hazards_panel", _("Hazards and enforcement"), "inspections.view_hazard", 30)
