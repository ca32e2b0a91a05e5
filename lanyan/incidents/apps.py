"""Name of the app for Django."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.incidents"
    label = "incidents"
