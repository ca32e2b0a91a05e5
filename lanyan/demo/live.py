"""Keeps the demo cities alive: calls come in and are taken, by the apps' own actions, from the draft to the closing.

Nothing is remembered between two steps. What is due next follows from what stands in the database and from dice that
the call's own key throws, so a script that was killed takes up its incidents where they stood. An incident that a
person has touched is left alone from then on.
"""

import logging
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max

from lanyan.demo import ground
from lanyan.demo.ground import DemoRefused
from lanyan.demo.live_acts import Scene, act_next
from lanyan.demo.live_cases import City
from lanyan.demo.live_way import whereabouts
from lanyan.forces.actions import place_vehicle
from lanyan.incidents import actions, rules
from lanyan.incidents.models import Call, Incident, LogEntry, Run
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit, User

LOGIN, NAME = "demo-live", "演示"
EVERY_SECONDS = 90.0
# More at once would leave a visitor's own call without a vehicle.
MOST_OPEN = 14
# A tracker reports every few seconds while it moves, and now and then while it stands.
POSITION_SECONDS, STANDING_SECONDS = 4.0, 45.0
# The first call comes soon: somebody is watching.
FIRST_SECONDS = 5.0
MOVING = (rules.DEPARTED, rules.LEFT_SCENE, rules.AVAILABLE, rules.TURNED_BACK)

log = logging.getLogger(__name__)


def speaker() -> User:
    """The login in whose name the script acts: nobody can sign in with it."""
    known = User.objects.filter(username=LOGIN).first()
    if known is not None:
        return known
    with audit.act("demo.live", reason="demo"):
        return User.objects.create(
            username=LOGIN, name=NAME, seat=NAME, password=make_password(None), is_active=False, is_demo=True
        )


class Director:
    """Lets the demo's cities live, one step at a time; `every` is how many seconds lie between two calls of a city."""

    def __init__(self, *, every: float = EVERY_SECONDS) -> None:
        if ground.state() != ground.DEMO:
            raise DemoRefused("Only a demo can be kept alive; this database holds none.")
        self.every = every
        self.me = speaker()
        roots = Unit.objects.filter(kind=Unit.Kind.DETACHMENT, closed_date=None).order_by("path")
        self.cities = [City(root, self.me) for root in roots]
        self._next: dict[str, datetime] = {}
        # Only saves looking too often: whoever starts anew looks at everything at once.
        self._not_before: dict[int, datetime] = {}
        # What a person has touched stays touched.
        self._left: set[int] = set()

    def step(self, at: datetime) -> None:
        """Do what is due: at most one act an incident, one call a city, and the positions of whoever drives."""
        for city in self.cities:
            for incident in self.mine(city):
                self._play(city, incident, at)
            mine = self.mine(city)
            self._drive(city, mine, at)
            if at >= self._due(city, at) and len(mine) < MOST_OPEN:
                self._ring(city, at)

    def mine(self, city: City) -> list[Incident]:
        """The script's open incidents of a city, oldest first, but those that it has left to people."""
        found = Incident.objects.unfinished().filter(
            centre=city.centre, owner=self.me, calls__source_id__startswith=city.mark
        )
        return list(found.exclude(pk__in=self._left).order_by("pk").distinct())

    def is_touched(self, incident: Incident) -> bool:
        """Has a person taken it in hand, stamped or edited anything of it?"""
        if incident.owner_id != self.me.pk:
            return True
        if LogEntry.objects.filter(incident=incident, by__isnull=False).exclude(by=self.me).exists():
            return True
        return any(
            record.pgh_event_model.objects.filter(pgh_obj_id=record.pk, pgh_context__metadata__has_key="user")
            .exclude(pgh_context__metadata__user=self.me.pk)
            .exists()
            for record in (incident, *incident.calls.all())
        )

    # ---- calls ---------------------------------------------------------------------------------------------
    def _due(self, city: City, at: datetime) -> datetime:
        """When the next call comes in; a script that starts again does not catch up on what it missed."""
        if city.code not in self._next:
            soon = at + timedelta(seconds=Random(city.key(at)).uniform(1.0, FIRST_SECONDS))
            found = Call.objects.filter(source_id__startswith=city.mark, answered_at__lte=at)
            last = found.aggregate(last=Max("answered_at"))["last"]
            self._next[city.code] = max(soon, last + self._gap(city, last)) if last is not None else soon
        return self._next[city.code]

    def _gap(self, city: City, after: datetime) -> timedelta:
        """The pause after a call: as irregular as calls are, but never quite none and never endless."""
        pause = Random(f"gap-{city.key(after)}").expovariate(1 / self.every)
        return timedelta(seconds=min(max(pause, self.every / 6), self.every * 3))

    def _ring(self, city: City, at: datetime) -> None:
        key = city.key(at)
        actions.take_call(
            centre=city.centre,
            source=city.told(key).source,
            source_id=key,
            rang_at=at - timedelta(seconds=3),
            at=at,
            by=self.me,
        )
        self._next[city.code] = at + self._gap(city, at)

    # ---- incidents -----------------------------------------------------------------------------------------
    def _play(self, city: City, incident: Incident, at: datetime) -> None:
        if at < self._not_before.get(incident.pk, at):
            return
        try:
            with transaction.atomic():
                # Locked before it is judged: a person who comes now waits for this act, or it for theirs.
                held = Incident.objects.select_for_update().get(pk=incident.pk)
                if held.status not in (rules.DRAFT, rules.OPEN) or self.is_touched(held):
                    self._left.add(held.pk)
                    return
                key = held.calls.filter(source_id__startswith=city.mark).values_list("source_id", flat=True).first()
                if key is not None:
                    scene = Scene(city, held, key, self.me)
                    act_next(scene, at)
                    self._not_before[incident.pk] = at + scene.patience
        except Refused as refusal:
            log.warning("%s: %s", incident.number, refusal)

    # ---- positions -----------------------------------------------------------------------------------------
    def _drive(self, city: City, mine: list[Incident], at: datetime) -> None:
        """Report where the vehicles of the script's own incidents are, as their trackers would."""
        runs = (
            Run.objects.open()
            .filter(incident__in=mine, status__in=(*rules.OUT, rules.RETURNED))
            .select_related("vehicle__home", "incident__centre")
            .order_by("order_id", "pk")
        )
        before: dict[int, int] = {}
        for run in runs:
            behind = before[run.order_id] = before.get(run.order_id, -1) + 1
            said, pause = run.vehicle.positioned_at, POSITION_SECONDS if run.status in MOVING else STANDING_SECONDS
            if said is not None and at - said < timedelta(seconds=pause):
                continue
            lon, lat = whereabouts(run, at, behind=behind)
            place_vehicle(vehicle_id=run.vehicle_id, lon=round(lon, 6), lat=round(lat, 6), at=at, by=self.me)
