"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuardsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.guards"
    label = "guards"
    verbose_name = _("Guard duty")
