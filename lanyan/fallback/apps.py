"""Name of the app for Django."""

from django.apps import AppConfig


class FallbackConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.fallback"
    label = "fallback"
