"""Pictures hung on lower floors' pages."""

from django.utils.translation import gettext_lazy as _

from lanyan.inspections import hazard_panels
from lanyan.web import panels

panels.register("premises", "inspections:premises_checks", _("Checks"), "inspections.view_inspection", 40)
panels.register("premises", "inspections:premises_visits", _("Visits and clues"), "inspections.view_clue", 45)
panels.register("premises", "inspections:premises_drills", _("Evacuation drills"), "inspections.view_drill", 46)

# Those of hazards and enforcement stand in a file of their own.
__all__ = ["hazard_panels"]
