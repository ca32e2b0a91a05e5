"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremisesConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.premises"
    label = "premises"
    verbose_name = _("Premises")
