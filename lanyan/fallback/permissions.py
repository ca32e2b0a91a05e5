"""What can be done with fallback packs."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "fallback",
    view_pack=_("Look at fallback packs"),
    make_pack=_("Make a fallback pack"),
    remove_old=_("Remove old files"),
)
