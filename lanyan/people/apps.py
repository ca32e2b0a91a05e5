"""Name of the app for Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.people"
    label = "people"
