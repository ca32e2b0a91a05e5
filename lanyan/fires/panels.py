"""Pictures hung on lower floors' pages: the fire of an incident, the fires of a place."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import panels

panels.register("incident", "fires:incident_panel", _("Record of the fire"), "fires.view_fire", 40)
panels.register("premises", "fires:premises_panel", _("Fires"), "fires.view_fire", 45)
