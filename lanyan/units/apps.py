"""Name of the app for Django."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.units"
    label = "units"
