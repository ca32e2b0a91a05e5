"""The page that reports what a vehicle carries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyan.forces import actions
from lanyan.forces.duty_forms import LoadForm
from lanyan.forces.models import Vehicle
from lanyan.kernel import access
from lanyan.units.doors import form_page

LOAD = "forces.report_load"


@require_http_methods(["GET", "POST"])
@access.requires(LOAD)
def report_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what a vehicle carries."""
    mine = Vehicle.objects.visible_to(request.user, LOAD).select_related("kind", "home__unit", "load")
    record = get_object_or_404(mine, pk=pk)
    known = getattr(record, "load", None)
    names = {"water_t": "water_t", "foam_t": "foam_t", "cylinders": "cylinders_full"}
    first = {name: getattr(known, column, None) for name, column in names.items()}
    form = LoadForm(request.POST if request.method == "POST" else None, vehicle=record, initial=first)
    return form_page(
        request,
        form,
        lambda _cleaned: actions.report_load(vehicle_id=pk, **form.load(), at=timezone.now(), by=request.user),
        title=_("What {name} carries").format(name=record),
        line=f"{record.kind.label} · {record.home.unit.short_name}",
        back=reverse("forces:vehicle", args=[pk]),
        said=_("The load has been reported."),
    )
