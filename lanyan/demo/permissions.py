"""The one act of the demo: its building, as it stands in the history."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare("demo", build=_("Build the demo city"))
