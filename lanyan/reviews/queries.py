"""Reads that join several nouns: the page of a review, the replay of an incident."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.reviews import replay
from lanyan.reviews.models import Finding, Participant, Review, ReviewTask

JOINED = ("unit", "incident__unit", "incident__subkind", "incident__centre", "written_by", "approved_by")


def found(user: Any) -> QuerySet[Review]:
    """The reviews a reader sees, with what their page names."""
    return Review.objects.visible_to(user).select_related(*JOINED)  # type: ignore[no-any-return]


def listed(user: Any) -> QuerySet[Review]:
    """The reviews of the list."""
    return found(user).defer("facts").annotate(open_tasks=Count("tasks", filter=Q(tasks__state="OPEN")))


def page(review: Review, today: Any) -> dict[str, Any]:
    """Everything the page of a review shows: a fixed number of queries."""
    tasks = list(
        ReviewTask.objects.filter(review=review)
        .select_related("assignee", "confirmed_by", "given_by")
        .order_by("number")
    )
    by_finding: dict[int, list[Any]] = {}
    for task in tasks:
        by_finding.setdefault(task.finding_id, []).append((task, task.late_on(today)))
    findings = Finding.objects.filter(review=review).order_by("number")
    return {
        "record": review,
        "participants": list(Participant.objects.standing().filter(review=review).order_by("pk")),
        "findings": [(one, by_finding.get(one.pk, [])) for one in findings],
        "late": review.late_on(today),
        "facts": told(review.facts),
    }


def told(facts: dict[str, Any]) -> dict[str, Any]:
    """The frozen facts as a page shows them: instants as instants."""
    if not facts:
        return {}
    return {
        **facts,
        "stamps": {name: _instant(value) for name, value in facts["stamps"].items()},
        "runs": [
            {**run, **{name: _instant(run[name]) for name in ("departed_at", "promised_at", "arrived_at")}}
            for run in facts["runs"]
        ],
        "orders": [
            {**order, **{name: _instant(order[name]) for name in ("issued_at", "received_at", "stood_down_at")}}
            for order in facts["orders"]
        ],
        "log": [(_instant(at), words) for at, words in facts["log"]],
    }


def _instant(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


# ---- the replay ---------------------------------------------------------------------------------------------
def replayed(incident: Incident, now: datetime) -> dict[str, Any]:
    """The replay of an incident: legs of its vehicles, lines of its log, silences of an hour and more."""
    runs = list(incident.runs.select_related("vehicle__home__unit", "order").order_by("order__serial", "pk"))
    log = list(incident.log.select_related("by").order_by("at", "pk"))
    instants = [incident.answered_at, *(entry.at for entry in log)]
    instants += [at for run in runs for at in run.times().values() if at is not None]
    until = incident.closed_at or (max(instants) if incident.status != incidents.OPEN else now)
    until = max(until, *instants) + timedelta(seconds=1)
    scene = (incident.lon, incident.lat) if incident.lon is not None and incident.lat is not None else None
    return {
        "since": incident.answered_at.isoformat(),
        "until": until.isoformat(),
        "scene": scene,
        "name": incident.name,
        "vehicles": [_track(run, scene, until) for run in runs],
        "log": [
            {"at": entry.at.isoformat(), "words": str(entry), "by": entry.by.name if entry.by else "", "gap": False}
            for entry in log
        ],
        "gaps": [[since.isoformat(), end.isoformat()] for since, end in replay.gaps([*instants, until])],
    }


def marks(incident: Incident) -> dict[str, Any]:
    """The map to begin with: the scene and the stations that sent something, so that all of it is in sight."""
    stations = {run.vehicle.home for run in incident.runs.select_related("vehicle__home__unit")}
    spec: list[dict[str, Any]] = [
        {"kind": "sta", "icon": "station", "title": str(one), "at": [one.lon, one.lat]} for one in stations
    ]
    if incident.lon is not None and incident.lat is not None:
        spec.append({"kind": "inc", "icon": "flame", "title": incident.name, "at": [incident.lon, incident.lat]})
    return {"marks": spec}


def _track(run: Any, scene: Any, until: datetime) -> dict[str, Any]:
    home = run.vehicle.home
    found = replay.legs(run.times(), (home.lon, home.lat), scene, run.ended_at or until)
    return {
        "name": run.vehicle.call_sign,
        "station": home.unit.short_name,
        "legs": [
            {
                "since": leg.since.isoformat(), "until": leg.until.isoformat(), "kind": leg.kind, "from": leg.start,
                "to": leg.end,
            }
            for leg in found
        ],
    }  # fmt: skip


def panel(incident: Incident, user: Any, today: Any) -> dict[str, Any]:
    """What the incident's page says of its review."""
    review = Review.objects.standing().filter(incident=incident).select_related("unit").first()
    seen = review is not None and Review.objects.visible_to(user).filter(pk=review.pk).exists()
    context: dict[str, Any] = {"incident": incident, "review": review if seen else None}
    if review is not None and seen:
        tasks = ReviewTask.objects.standing().filter(review=review)
        context |= {
            "late": review.late_on(today),
            "open_tasks": tasks.open().count(),
            "all_tasks": tasks.count(),
            "url": reverse("reviews:review", args=[review.pk]),
        }
    return context
