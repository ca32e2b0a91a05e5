"""Name of the app for Django, and what must happen at its start."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """See the package's docstring."""

    name = "lanyan.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        """Have the divisions loaded after every migration."""
        # By name: the tables may only be imported once all apps are loaded.
        import_string("lanyan.places.divisions.connect")(self)
