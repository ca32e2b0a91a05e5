"""Name of the app for Django."""

from django.apps import AppConfig


class PremisesConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.premises"
    label = "premises"
