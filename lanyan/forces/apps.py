"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForcesConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.forces"
    label = "forces"
    verbose_name = _("Forces")
