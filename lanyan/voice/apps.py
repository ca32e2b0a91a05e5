"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VoiceConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.voice"
    label = "voice"
    verbose_name = _("Callers and recordings")
