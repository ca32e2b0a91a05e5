"""Name of the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiresConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.fires"
    label = "fires"
    verbose_name = _("Records of fires")
