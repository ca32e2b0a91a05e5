"""Name of the app for Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.demo"
    label = "demo"
