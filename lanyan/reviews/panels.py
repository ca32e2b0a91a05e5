"""Panels that this app hangs on incidents: their review, and the way to the replay."""

from django.utils.translation import gettext_lazy as _

from lanyan.reviews.models import VIEW
from lanyan.web import panels

panels.register("incident", "reviews:incident_panel", _("Case review"), VIEW, 60)
