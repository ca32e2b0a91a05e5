"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.citizens"
    label = "citizens"
    verbose_name = _("Complaints")
