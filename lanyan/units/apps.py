"""Name of the app for Django, and the roles every database has."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.units"
    label = "units"
    verbose_name = _("Units and users")

    def ready(self) -> None:
        """Have the roles loaded after every migration."""
        # By name: models may only be imported once all apps are loaded.
        import_string("lanyan.units.roles.connect")(self)
