"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SceneConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.scene"
    label = "scene"
    verbose_name = _("Command on the scene")
