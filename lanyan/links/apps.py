"""Name of the app for Django."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.links"
    label = "links"
