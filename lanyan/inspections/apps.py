"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.inspections"
    label = "inspections"
    verbose_name = _("Supervision and checks")
