"""Panels that this app hangs on incidents: the guard they belong to."""

from django.utils.translation import gettext_lazy as _

from lanyan.guards.models.guards import VIEW
from lanyan.web import panels

panels.register("incident", "guards:incident_panel", _("Guard duty"), VIEW, 25)
