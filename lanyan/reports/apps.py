"""Name of the app for Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.reports"
    label = "reports"
