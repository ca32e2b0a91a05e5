"""Acts of the places app. Pages ask for the first two; the others name what was done in the history."""

from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access

access.declare(
    "places",
    view_places=_("Look at places"),
    change_places=_("Keep places"),
    import_places=_("Bring in the ledger of addresses"),
    add_place=_("Add a place"),
    correct_place=_("Correct a place"),
)
