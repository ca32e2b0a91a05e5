"""Name of the app for Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.places"
    label = "places"
