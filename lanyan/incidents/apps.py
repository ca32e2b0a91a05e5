"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.incidents"
    label = "incidents"
    verbose_name = _("Incidents")
