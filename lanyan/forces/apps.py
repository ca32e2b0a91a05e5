"""Name of the app for Django."""

from django.apps import AppConfig


class ForcesConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.forces"
    label = "forces"
