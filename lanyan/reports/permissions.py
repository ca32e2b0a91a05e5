"""Acts of reports."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "reports",
    view_figures=_("Look at figures and reports"),
    view_enter_once=_("See what is brought in and what other systems lack"),
    export_records=_("Take the records behind a figure out as a file"),
)
