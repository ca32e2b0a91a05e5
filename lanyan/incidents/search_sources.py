"""What the global search finds of incidents: the incident itself, and, behind its own permission, who called."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models import Call, Incident
from lanyan.kernel import search

search.register(
    search.Source(
        kind="incident",
        label=_("incident"),
        model=Incident,
        permission="incidents.view_incident",
        title=lambda incident: f"{incident.number} {incident.name}",
        subtitle=lambda incident: " · ".join(filter(None, [incident.place_words, incident.town])),
        text=lambda incident: " ".join(
            [
                incident.number,
                incident.short_number,
                incident.name,
                incident.address,
                incident.place_words,
                incident.town,
            ]
        ),
        url=lambda incident: reverse("incidents:incident", args=[incident.pk]),
        scope=lambda incident: incident.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="call",
        label=_("caller"),
        model=Call,
        permission="incidents.view_caller",
        title=lambda call: f"{call.phone} {call.caller}".strip() or str(call),
        subtitle=lambda call: call.words[:200],
        text=lambda call: f"{call.phone} {call.caller}",
        url=lambda call: reverse("incidents:incident", args=[call.incident_id]),
        scope=lambda call: call.incident.unit.path,
        scoped="unit",
    )
)
