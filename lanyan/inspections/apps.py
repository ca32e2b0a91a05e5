"""Name of the app for Django."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.inspections"
    label = "inspections"
