"""Name of the app for Django."""

from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.citizens"
    label = "citizens"
