"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.people"
    label = "people"
    verbose_name = _("People")
