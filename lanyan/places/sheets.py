"""The ledger of places."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.places.models import Place

PLACES = sheets.Sheet(
    key="places",
    title=_("Places"),
    model=Place,
    columns=(
        Column("name", _("name"), lambda p: p.name, width=28, link=lambda p: reverse("places:place", args=[p.pk])),
        Column("kind", _("kind"), lambda p: p.get_kind_display()),
        Column("division", _("division"), lambda p: p.division.name),
        Column("town", _("town"), lambda p: p.town),
        Column("address", _("address"), lambda p: p.address, width=40),
        Column("lon", _("longitude, WGS-84"), lambda p: f"{p.lon:.6f}", width=14),
        Column("lat", _("latitude, WGS-84"), lambda p: f"{p.lat:.6f}", width=14),
    ),
    prepare=lambda places: places.select_related("division"),
)
sheets.register(PLACES)
