"""Ready again 恢复战备: the small form of the terminal, the desk and the record."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lanyan.forces import needs
from lanyan.incidents import actions
from lanyan.incidents.forms import InstantField
from lanyan.incidents.models import Run
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms import HouseForm

# The desk's script says with this header that it wants the form alone.
DIALOG = "X-Dialog"


class ReadyForm(HouseForm):
    """What a vehicle that is back carries; only what this vehicle can carry is asked."""

    water_t = forms.FloatField(label=gettext_lazy("water on board, t"), min_value=0)
    foam_t = forms.FloatField(label=gettext_lazy("foam on board, t"), min_value=0)
    cylinders = forms.IntegerField(label=gettext_lazy("full air cylinders"), min_value=0)
    crew_complete = forms.BooleanField(label=gettext_lazy("crew complete"), required=False)
    at = InstantField(label=gettext_lazy("at"), required=False, help_text=gettext_lazy("Empty: now."))

    def __init__(self, *args: Any, run: Run, by_radio: bool, **kwargs: Any) -> None:
        self.facts = needs.facts_of(run.vehicle)
        full = {"water_t": self.facts.water_t, "foam_t": self.facts.foam_t, "cylinders": self.facts.need.cylinders}
        self.full = {name: most for name, most in full.items() if most}
        kwargs.setdefault("initial", {**self.full, "crew_complete": by_radio})
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """Leave out what it cannot carry; say beside the rest how much is full."""
        for name in ("water_t", "foam_t", "cylinders"):
            if name in self.full:
                self.fields[name].help_text = _("full: {most}").format(most=f"{self.full[name]:g}")
            else:
                del self.fields[name]

    def confirmed(self) -> dict[str, Any]:
        """Give the cleaned form to the action; the instant apart."""
        return {name: self.cleaned_data.get(name) for name in ("water_t", "foam_t", "cylinders")} | {
            "crew_complete": self.cleaned_data["crew_complete"]
        }


@require_http_methods(["GET", "POST"])
@access.requires("incidents.stamp_run")
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm water, foam, cylinders and crew of a vehicle that is back: it is ready again."""
    seen = Run.objects.visible_to(request.user, "incidents.stamp_run")
    user: Any = request.user
    run = get_object_or_404(seen.select_related("incident", "order", "vehicle__kind", "vehicle__home__unit"), pk=pk)
    dialog = DIALOG in request.headers
    form = ReadyForm(request.POST if request.method == "POST" else None, run=run, by_radio=dialog)

    def act(cleaned: dict[str, Any]) -> Run:
        now = timezone.now()
        at, source = cleaned["at"] or now, "radio" if dialog else "terminal"
        return actions.confirm_ready(run_id=pk, **form.confirmed(), at=at, entered_at=now, by=user, source=source)

    if dialog:
        return _in_dialog(request, run, form, act)
    return form_page(
        request,
        form,
        act,
        title=_("{vehicle} is ready again").format(vehicle=run.vehicle),
        line=_line(run),
        back=_back(run, request.GET.get("from", "")),
        said=_("{vehicle} is ready again.").format(vehicle=run.vehicle),
        submit=_("Ready again"),
    )


def _back(run: Run, asked_from: str) -> str:
    """Where the person came from: the terminal, the cab, else the record."""
    ways = {"terminal": run.order.station_id, "cab": run.vehicle_id}
    name, pk = (asked_from, ways[asked_from]) if asked_from in ways else ("incident", run.incident_id)
    return reverse(f"incidents:{name}", args=[pk])


def _line(run: Run) -> str:
    return f"{run.vehicle.kind.label} · {run.vehicle.home.unit.short_name} · {run.incident.short_number}"


def _in_dialog(request: HttpRequest, run: Run, form: ReadyForm, act: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return JsonResponse({"stamped": "ready"})
    context = {"form": form, "run": run, "line": _line(run)}
    return TemplateResponse(request, "incidents/_ready.html", context, status=422 if form.errors else 200)
