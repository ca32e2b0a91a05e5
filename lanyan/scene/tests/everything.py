"""One of every record of this app: for tests that walk through all pages."""

from datetime import timedelta
from types import SimpleNamespace

from lanyan.scene.actions import crews, entries, messages, rolls, scenes, sectors
from lanyan.scene.actions.crews import Entry
from lanyan.units.tests import make as units


def of(world: SimpleNamespace) -> None:
    """Open the scene of the city's order, with a crew inside, a roll-call, a task and a report."""
    commander = units.user("commander", world.detachment, name="程远")
    order = world.order
    at = order.issued_at + timedelta(minutes=10)
    around = {"at": at, "entered_at": at, "by": commander}
    scene = scenes.open_scene(incident_id=order.incident_id, take=True, **around)
    inside = {"scene_id": scene.pk, **around}
    sector = sectors.open_sector(name="东侧", leader="赵明", **inside)
    sectors.place_vehicle(run=order.runs.get().pk, sector=sector.pk, **inside)
    sectors.give_task(words="出两支水枪", sector=sector.pk, **inside)
    entry = Entry("攻坚一组", 3, "1号楼梯", cylinder="C68", rate="HEAVY", bar=300, sector=sector.pk)
    crew = crews.enter_crew(entry=entry, **inside)
    rolls.open_roll(**inside)
    rolls.answer_roll(crew=crew.pk, count=2, **inside)
    messages.report(kind="FIRE", words="二层明火", **inside)
    messages.send_order(words="控制东侧", **{**inside, "by": world.taker})
    entries.count_people(kind="TRAPPED", number=2, source="物业", **inside)
    entries.enter_agent(run=order.runs.get().pk, agent="WATER", sort="USED", litres=3000, **inside)
    entries.enter_weather(wind_from="NE", wind_force=3, **inside)
    world.scene, world.scene_commander = scene, commander
