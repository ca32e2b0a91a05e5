"""Pictures hung on the incident's page and on the desk: who called, what was recorded."""

from django.utils.translation import gettext_lazy as _

from lanyan.voice.models.shared import LOOK_UP, VIEW
from lanyan.web import panels

panels.register("incident", "voice:incident_callers", _("Callers looked up"), "incidents.view_incident", 12)
panels.register("incident", "voice:incident_recordings", _("Recordings"), VIEW, 14)
panels.register("desk_call", "voice:desk_caller", _("Who is calling"), LOOK_UP, 10)
panels.register("desk", "voice:desk_recordings", _("Recordings"), VIEW, 10)
