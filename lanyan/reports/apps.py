"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.reports"
    label = "reports"
    verbose_name = _("Reports")
