"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.links"
    label = "links"
    verbose_name = _("Reporting and linkage")
