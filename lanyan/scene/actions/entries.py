"""Entries: people at risk, agents, weather, photographs. None overwritten, a wrong one is withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents.models import Incident
from lanyan.kernel import audit, files, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment
from lanyan.kernel.verbs import needed, short
from lanyan.scene import weather as services
from lanyan.scene.actions.common import chosen, note, of_scene, run_of, scene_of, timely
from lanyan.scene.models import AgentEntry, PeopleCount, Scene, Weather
from lanyan.scene.models.entries import MOST_FORCE

MOST_PEOPLE, MOST_LITRES = 1_000_000, 100_000_000
COLDEST, HOTTEST = -60, 60
SCENE = "scene"


@transaction.atomic
def count_people(
    *, scene_id: int, kind: str, number: int, source: str, at: datetime, entered_at: datetime, by: Any
) -> PeopleCount:
    """Note how many people are trapped, out, missing or hurt, as somebody says at a time."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    chosen(kind, PeopleCount.Kind.values, "kind")
    if not 0 <= number <= MOST_PEOPLE:
        raise Refused(_("This is out of all bounds."), field="number")
    source = needed(source, "source", most=80)
    with audit.act("scene.count_people", by=by):
        entry = PeopleCount.objects.create(
            scene=scene, kind=kind, number=number, source=source, at=at, entered_at=entered_at, by=by
        )
        note(scene, "count_people", at=at, entered_at=entered_at, by=by, people=kind, count=number, source_words=source)
    return entry


@transaction.atomic
def enter_agent(
    *,
    scene_id: int,
    run: int,
    agent: str,
    sort: str,
    litres: int,
    source: str = "",
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> AgentEntry:
    """Note litres of water or foam of a vehicle: used, supplied to it, or left on board."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    sent = run_of(scene, run)
    chosen(agent, AgentEntry.Agent.values, "agent")
    chosen(sort, AgentEntry.Sort.values, "sort")
    if not 0 <= litres <= MOST_LITRES:
        raise Refused(_("This is out of all bounds."), field="litres")
    facts: dict[str, Any] = {"agent": agent, "sort": sort, "litres": litres}
    with audit.act("scene.enter_agent", by=by):
        entry = AgentEntry.objects.create(
            scene=scene, run=sent, source=short(source, "source", most=80), at=at, entered_at=entered_at, by=by,
            **facts,
        )  # fmt: skip
        note(
            scene, "enter_agent", at=at, entered_at=entered_at, by=by, run=sent, vehicle=sent.vehicle.call_sign, **facts
        )
    return entry


@transaction.atomic
def withdraw_entry(
    *, scene_id: int, model: type[Any], entry: int, reason: str, at: datetime, entered_at: datetime, by: Any
) -> Any:
    """Withdraw a count of people or an entry of agents: it stays, with the reason, and says nothing any more."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    found = of_scene(model, entry, scene, "entry")
    if found.withdrawn_at is not None:
        raise Refused(_("This entry has been withdrawn."), field="entry")
    found.withdrawn_at, found.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("scene.withdraw_entry", by=by, reason=found.withdrawn_reason):
        found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        note(
            scene, "withdraw_entry", at=at, entered_at=entered_at, by=by,
            was_at=found.at, reason=found.withdrawn_reason,
        )  # fmt: skip
    return found


# ---- weather ------------------------------------------------------------------------------------------------
@transaction.atomic
def enter_weather(
    *,
    scene_id: int,
    wind_from: str = "",
    wind_force: int | None = None,
    temperature: int | None = None,
    rain: str = "",
    at: datetime,
    entered_at: datetime,
    by: Any,
) -> Weather:
    """Note the weather at the scene as somebody sees it."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    told = services.Reading(wind_from, wind_force, temperature, rain)
    return _weather(scene, told, "", at, entered_at, by)


@transaction.atomic
def ask_weather(*, scene_id: int, at: datetime, entered_at: datetime, by: Any) -> Weather:
    """Ask the weather service that is set for the scene's point, and note what it says as its word."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    incident = scene.incident
    if incident.lon is None or incident.lat is None:
        raise Refused(_("The point is not known yet."))
    service = services.present()
    if service is None:
        raise Refused(_("No weather service is set."))
    told = service.read(incident.lon, incident.lat, at)
    if told is None:
        raise Refused(_("The weather service did not answer."))
    return _weather(scene, told, service.key, at, entered_at, by)


def _weather(
    scene: Scene, told: services.Reading, adapter: str, at: datetime, entered_at: datetime, by: Any
) -> Weather:
    chosen(told.wind_from, ["", *Weather.Wind.values], "wind_from")
    chosen(told.rain, ["", *Weather.Rain.values], "rain")
    if told.wind_force is not None and not 0 <= told.wind_force <= MOST_FORCE:
        raise Refused(_("Between 0 and {most}.").format(most=MOST_FORCE), field="wind_force")
    if told.temperature is not None and not COLDEST <= told.temperature <= HOTTEST:
        raise Refused(_("This is out of all bounds."), field="temperature")
    if not told.wind_from and told.wind_force is None and told.temperature is None and not told.rain:
        raise Refused(_("Nothing is entered."), field="wind_from")
    facts: dict[str, Any] = {
        "wind_from": told.wind_from,
        "wind_force": told.wind_force,
        "temperature": told.temperature,
        "rain": told.rain,
    }
    with audit.act("scene.enter_weather", by=by):
        entry = Weather.objects.create(scene=scene, adapter=adapter, at=at, entered_at=entered_at, by=by, **facts)
        note(scene, "enter_weather", at=at, entered_at=entered_at, by=by, adapter=adapter, **facts)
    return entry


# ---- photographs and files ----------------------------------------------------------------------------------
@transaction.atomic
def keep_photograph(
    *, scene_id: int, upload: Any, caption: str = "", at: datetime, entered_at: datetime, by: Any
) -> Attachment:
    """Keep a photograph or a file of the scene: it stands at the incident, so its page and its archive have it."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    caption = short(caption, "caption")
    with audit.act("scene.keep_photograph", by=by):
        stored = files.keep(upload=upload, kinds=(uploads.IMAGE, uploads.PDF), by=by, at=entered_at, field="upload")
        attachment = files.attach(
            record=scene.incident, stored=stored, kind=SCENE, name=upload.name, caption=caption, by=by, at=at
        )
        note(scene, "keep_photograph", at=at, entered_at=entered_at, by=by, name=attachment.name, caption=caption)
    return attachment


@transaction.atomic
def withdraw_photograph(
    *, scene_id: int, photograph: int, reason: str, at: datetime, entered_at: datetime, by: Any
) -> Attachment:
    """Withdraw a photograph of the scene with a reason; it is shown no more and stays."""
    scene = scene_of(scene_id)
    timely(scene, at, entered_at)
    incident: Incident = scene.incident
    if not Attachment.objects.of(incident).standing().filter(pk=photograph, kind=SCENE).exists():
        raise Refused(_("There is no such record at this scene."), field="photograph")
    reason = needed(reason, "reason")
    with audit.act("scene.withdraw_photograph", by=by, reason=reason):
        withdrawn = files.withdraw(attachment_id=photograph, reason=reason, by=by, at=at)
        note(scene, "withdraw_photograph", at=at, entered_at=entered_at, by=by, name=withdrawn.name, reason=reason)
    return withdrawn
