"""The demo's duty roster: a fortnight behind and a fortnight ahead, with what was handed on; the names are invented."""

from datetime import datetime, time, timedelta

from lanyan.demo.ground import CityGround, Ground
from lanyan.kernel import audit
from lanyan.kernel.periods import ZONE
from lanyan.people import actions
from lanyan.people.models import DutyTurn, Person

CHANGE, DAYS = time(8, 30), 14
# A duty, the section whose people have it, and how many of them take turns.
DUTIES = (
    ("LEADER", "办公室", 4),
    ("CHIEF", "作战训练科", 4),
    ("ASSISTANT", "作战训练科", 6),
    ("CENTRE", "指挥中心", 5),
    ("SIGNALS", "指挥中心", 3),
)
WORDS = (
    "设备运行正常；一处水源停用，已通知辖区站。",
    "在办警情已逐一交接；柯城方向大风预警，加强值守。",
    "昨夜无重大警情；上级通报一份，已转办。",
)


def build_roster(ground: Ground, *, now: int) -> int:
    """Plan both cities' turns; those of the past were taken over. Gives how many."""
    at = datetime.fromtimestamp(now, ZONE)
    with audit.automatic(command="demo"):
        return sum(_city(city, at) for city in ground.cities.values())


def _city(city: CityGround, at: datetime) -> int:
    made: list[DutyTurn] = []
    for kind, section, count in DUTIES:
        # Those of the demo's sign-in page come first.
        people = Person.objects.serving().filter(unit=city.sections[section]).order_by("user_id", "number")
        keys = [person.pk for person in people if person.absences.on(at.date()).first() is None][:count]
        if keys:
            made += actions.plan_turns(
                unit_id=city.detachment_id, kind=kind, person_ids=keys, first_day=at.date() - timedelta(days=DAYS),
                days=2 * DAYS, change=CHANGE, by=None,
            )  # fmt: skip
    over = [turn for turn in made if turn.starts_at <= at and turn.person.user is not None]
    for number, turn in enumerate(over):
        when = turn.starts_at - timedelta(minutes=5)
        actions.take_over_turn(turn_id=turn.pk, words=WORDS[number % 3], at=when, by=turn.person.user)
    return len(made)
