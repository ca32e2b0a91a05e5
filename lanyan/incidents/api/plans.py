"""Dispatch plans at the API."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from lanyan.incidents import plans
from lanyan.incidents.api.schemas import PlanOut
from lanyan.incidents.models import DispatchPlan
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["incidents"])


@router.get("/units/{pk}/dispatch-plan", response=PlanOut, auth=TokenAuth("incidents.view_plans"))
def dispatch_plan(request: HttpRequest, pk: int) -> Any:
    """The plan in force on the ground of a unit: its own, else that of the nearest unit over it, with its rows."""
    unit = get_object_or_404(Unit.objects.visible_to(request.auth, "incidents.view_plans"), pk=pk)
    plan = DispatchPlan.objects.standing(unit.path).select_related("unit").first()
    if plan is None:
        raise Http404
    told = {name: getattr(plan, name, None) for name in PlanOut.model_fields}
    return told | {"unit": plan.unit.name, "rows": plans.rows_of(plan)}
