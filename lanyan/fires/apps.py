"""Name of the app for Django."""

from django.apps import AppConfig


class FiresConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.fires"
    label = "fires"
