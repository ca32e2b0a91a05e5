"""The demo's scenes: each fire in hand with water on has one, performed by the app's own actions up to this minute.

No interval is set: a demo that stands for days would open roll-calls all the while.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from lanyan.demo.ground import CityGround, Ground
from lanyan.incidents import rules
from lanyan.incidents.models import Incident
from lanyan.kernel.periods import ZONE
from lanyan.scene.actions import crews, entries, messages, rolls, scenes, sectors
from lanyan.scene.actions.crews import Entry
from lanyan.scene.models.scenes import COMMAND
from lanyan.units.models import User

COMMANDERS = ("duty_officer", "battalion_head", "commander")
STEP = timedelta(seconds=10)


class Told:
    """One scene as it is told: each act a step after the one before, the last of them now."""

    def __init__(self, incident: Incident, began: datetime, now: datetime) -> None:
        self.incident, self.at, self.now = incident, began, now
        self.scene = 0

    def step(self, act: Any, by: Any, **given: Any) -> Any:
        """Perform one act, a step later but never in the future."""
        self.at = min(self.at + STEP, self.now)
        where = {"scene_id": self.scene} if self.scene else {"incident_id": self.incident.pk}
        return act(**where, **given, at=self.at, entered_at=self.at, by=by)


def build_scenes(ground: Ground, *, now: int) -> int:
    """Open the scene of every fire in hand where water is on; gives how many."""
    at = datetime.fromtimestamp(now, tz=UTC).astimezone(ZONE).replace(microsecond=0)
    return sum(_tell(city, incident, at) for city in ground.cities.values() for incident in _burning(city))


def _burning(city: CityGround) -> list[Incident]:
    fires = Incident.objects.filter(status=rules.OPEN, kind=rules.FIRE, centre__path__startswith=city.path)
    return list(fires.exclude(water_on_at=None).filter(scene=None).order_by("pk"))


def _tell(city: CityGround, incident: Incident, now: datetime) -> int:
    people = User.objects.in_bulk([pk for pk in city.users.values() if pk])
    known = [people[city.users[role]] for role in COMMANDERS if city.users.get(role) in people]
    commander = next((one for one in known if one.may(COMMAND, incident.unit.path)), None)
    desk = people.get(city.users.get("dispatcher", 0))
    runs = list(incident.runs.exclude(water_on_at=None).order_by("pk"))
    if commander is None or desk is None or not runs or incident.water_on_at is None:
        return 0
    told = Told(incident, incident.water_on_at, now)
    told.scene = told.step(scenes.open_scene, commander, post="北门", take=True).pk
    told.step(messages.report, commander, kind="ARRIVAL", words="二层局部燃烧，无明显倒塌迹象")
    told.step(entries.count_people, commander, kind="TRAPPED", number=1, source="门卫")
    sector = told.step(sectors.open_sector, commander, name="北侧", leader="赵志刚", words="主攻")
    told.step(sectors.place_vehicle, commander, run=runs[0].pk, sector=sector.pk)
    told.step(sectors.give_task, commander, words="出两支水枪，堵截向东蔓延", sector=sector.pk)
    first = Entry("攻坚一组", 3, "北门卷帘", ("王磊", "李强", "赵明"), "搜救", sector=sector.pk, cylinder="C68",
                  rate="HEAVY", bar=295)  # fmt: skip
    second = Entry("攻坚二组", 2, "东侧楼梯", ("孙伟", "周涛"), "堵截", cylinder="C90", rate="MEDIUM", bar=280)
    crew = told.step(crews.enter_crew, commander, entry=first)
    told.step(crews.enter_crew, commander, entry=second)
    told.step(messages.send_order, desk, words="控制东侧，防止向相邻仓库蔓延")
    told.step(entries.enter_agent, commander, run=runs[0].pk, agent="WATER", sort="USED", litres=3000)
    told.step(entries.enter_weather, commander, wind_from="NE", wind_force=3, temperature=12, rain="NONE")
    told.step(rolls.open_roll, commander)
    told.step(rolls.answer_roll, commander, crew=crew.pk, count=3)
    return 1
