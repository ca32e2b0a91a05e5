"""What several pages do alike: find the record within the reader's reach, and where it is shown."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lanyan.kernel.models import Attachment
from lanyan.premises.models import Building, Premises, PrePlanRevision
from lanyan.units.models import Unit

VIEW, FACTS, KEEP, PLANS = (
    "premises.view_premises",
    "premises.keep_facts",
    "premises.keep_buildings",
    "premises.write_plan",
)
# Units that supervise, and those that turn out.
SUPERVISING = (Unit.Kind.DETACHMENT, Unit.Kind.BATTALION)
TURNING_OUT = (Unit.Kind.STATION, Unit.Kind.GOVERNMENT_TEAM, Unit.Kind.ENTERPRISE_TEAM, Unit.Kind.TOWNSHIP_STATION)


def premises_seen(request: HttpRequest, pk: int, permission: str = VIEW) -> Premises:
    """Premises that the reader may see, or do this to."""
    seen = Premises.objects.visible_to(request.user, permission).select_related("unit", "station", "merged_into")
    found: Premises = get_object_or_404(seen, pk=pk)
    return found


def building_seen(request: HttpRequest, pk: int, permission: str = VIEW) -> Building:
    """A building that the reader may see, or do this to."""
    found: Building = get_object_or_404(
        Building.objects.visible_to(request.user, permission).select_related("unit"), pk=pk
    )
    return found


def hung(request: HttpRequest, model: Any, pk: int, permission: str, *joined: str) -> Any:
    """Something that hangs on premises the reader may do this to."""
    return get_object_or_404(
        model.objects.visible_to(request.user, permission).select_related("premises", *joined), pk=pk
    )


# What photographs and drawings hang on, which act keeps it, and where it is shown.
HOLDERS = {
    "premises.premises": (Premises, FACTS, "premises:premises"),
    "premises.building": (Building, KEEP, "premises:building"),
    "premises.preplanrevision": (PrePlanRevision, PLANS, "premises:plan"),
}


def file_kept(request: HttpRequest, pk: int) -> tuple[Attachment, str]:
    """A file on a record that the reader keeps, and where that is shown."""
    attachment = get_object_or_404(Attachment.objects.standing(), pk=pk, record_kind__in=HOLDERS)
    model, permission, url_name = HOLDERS[attachment.record_kind]
    seen: Any = model.objects.visible_to(request.user, permission)
    return attachment, reverse(url_name, args=[get_object_or_404(seen, pk=attachment.record_id).pk])


def address(premises: Any) -> str:
    """Where premises are shown; also for what hangs on them."""
    return reverse("premises:premises", args=[getattr(premises, "premises_id", premises.pk)])


def units(request: HttpRequest, permission: str, *kinds: Any) -> QuerySet[Unit]:
    """The units over which a person may do this."""
    mine: QuerySet[Unit] = Unit.objects.visible_to(request.user, permission).filter(closed_date=None)
    return (mine.of_kind(*kinds) if kinds else mine).order_by("path")


def day_asked(request: HttpRequest) -> date | None:
    """The day of `?on=2026-03-05`; None when none is asked for or it is no day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
