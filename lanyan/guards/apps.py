"""Name of the app for Django."""

from django.apps import AppConfig


class GuardsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.guards"
    label = "guards"
