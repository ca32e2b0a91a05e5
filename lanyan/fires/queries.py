"""Reads that join several nouns: incidents without a word of whether they were a fire, a draft's first facts."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from lanyan.fires.models import Fire, NoFire
from lanyan.fires.models.fires import VIEW
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.units.models import within


def unrecorded(user: Any) -> QuerySet[Incident]:
    """Ended incidents of the kind fire in a reader's units that have neither a fire nor the mark of none."""
    fires = Fire.objects.standing().filter(incident=OuterRef("pk"))
    marks = NoFire.objects.standing().filter(incident=OuterRef("pk"))
    found = Incident.objects.visible_to(user).filter(within(user.paths(VIEW), "unit__path"))
    ended = found.filter(status=incidents.CLOSED, kind=incidents.FIRE, is_exercise=False)
    return ended.filter(~Exists(fires), ~Exists(marks)).select_related("unit", "subkind")  # type: ignore[no-any-return]


def first_facts(incident: Incident | None) -> dict[str, Any]:
    """What a draft begins with: what the incident says, to be put right by who writes."""
    if incident is None:
        return {"reported_date": timezone.localdate()}
    return {
        "started_at": timezone.localtime(incident.answered_at - timedelta(minutes=1)),
        "started_estimated": True,
        "reported_date": timezone.localtime(incident.answered_at).date(),
        "place_kind": place_of(incident),
        "division": incident.division_id,
        "town": incident.town,
        "address": incident.address or incident.place_answer or incident.place_words,
        "lon": incident.lon,
        "lat": incident.lat,
        "vehicle_kind": "",
    }


def place_of(incident: Incident) -> str:
    """The kind of place that a sub-kind of incident stands for; empty where it says none."""
    code = incident.subkind.code if incident.subkind else ""
    for row in codes.table("fire_places").values():
        if code and code in row.facts.get("subkinds", "").split("|"):
            return row.code
    return ""
