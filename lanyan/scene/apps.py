"""Name of the app for Django."""

from django.apps import AppConfig


class SceneConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.scene"
    label = "scene"
