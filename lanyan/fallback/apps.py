"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FallbackConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.fallback"
    label = "fallback"
    verbose_name = _("If everything fails")
