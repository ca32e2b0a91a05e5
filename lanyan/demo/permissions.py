"""The acts of the demo, as they stand in the history: its building, and keeping it alive."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare("demo", build=_("Build the demo city"), live=_("Keep the demo city alive"))
