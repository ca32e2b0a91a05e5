"""Start-up: find every registry file of every app, once."""

import pgtrigger.registry
import psycopg
from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import sent

# One trick for all registries: `register(...)` in a file of a fixed name.
REGISTRIES = (
    "permissions",
    "figures",
    "sheets",
    "ledger",
    "navigation",
    "panels",
    "search_sources",
    "topics",
    "offers",
    "hooks",
    "reactions",
)

# The library's table of triggers looks through itself for each of hundreds, by a way that asserts at every step:
# half a second of every start. What it finds is the same.
pgtrigger.registry._Registry.values = lambda self: self.data.values()  # type: ignore[method-assign, attr-defined]


class KernelConfig(AppConfig):
    """The floor all others stand on."""

    name = "lanyan.kernel"
    label = "kernel"
    verbose_name = _("Ground work")

    def ready(self) -> None:
        """Load the registries of all apps."""
        # By name: the tables may only be imported once all apps are loaded.
        import_string("lanyan.kernel.codes.connect")()
        import_string("lanyan.kernel.layouts.connect")()
        sent.connect(psycopg.adapters)
        autodiscover_modules(*REGISTRIES)
