"""Acts of the kernel."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "kernel",
    view_codes=_("Look at code lists"),
    fill_external_number=_("Fill in an external number"),
    keep_layouts=_("Keep the layouts of outside systems"),
    fill_external_numbers=_("Fill in external numbers from a file"),
    view_audit=_("Look at who did what"),
    view_health=_("Look at the state of the system"),
    export_sheet=_("Take a list out as a file"),
    keep_file=_("Keep a file"),
    attach_file=_("Attach a file"),
    withdraw_file=_("Withdraw a file"),
)
