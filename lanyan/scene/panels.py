"""Panels that this app hangs on incidents: what their scene says."""

from django.utils.translation import gettext_lazy as _

from lanyan.scene.models.scenes import VIEW
from lanyan.web import panels

panels.register("incident", "scene:incident_panel", _("Scene"), VIEW, 20)
