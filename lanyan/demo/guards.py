"""The demo's guards: festivals of the past on incidents that were there, one under way, one submitted, one drafted.

The past is written as it stands, on closed incidents of guard duty: nothing is ordered anew, so no count changes.
What is in hand is performed by the app's own actions; vehicles keep the runs they have.
"""

from datetime import datetime, timedelta
from typing import Any

from lanyan.demo.ground import CityGround, Ground
from lanyan.forces.models import Station
from lanyan.guards.actions import plans, posts, running, stamps
from lanyan.guards.actions.plans import GuardFacts
from lanyan.guards.actions.posts import PostFacts
from lanyan.guards.models import Guard, GuardPost, PostPerson, PostVehicle, Round, Stamp
from lanyan.guards.rules import life, rounds
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import audit, codes, search, serials
from lanyan.kernel.periods import ZONE, midnight
from lanyan.people.models import Person
from lanyan.units.models import Unit, User

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
PAST = 14
# What is celebrated in which month; invented events, the festivals are the calendar's.
FESTIVALS = {
    1: "元旦跨年迎新活动", 2: "春节古城庙会", 3: "元宵灯会", 4: "春季花海节", 5: "五一文旅消费季", 6: "端午龙舟赛",
    7: "夏季啤酒音乐节", 8: "七夕古街夜游", 9: "祭孔大典", 10: "国庆文化周", 11: "柑橘丰收节", 12: "年终半程马拉松",
}  # fmt: skip
RISKS = "人流高峰时段通道拥堵，救援车辆进出受限\n临时用电、灯笼线路负荷大\n餐饮摊位使用明火和液化气瓶"
MEASURES = (
    "前置消防车驻守东门，保持车头朝外\n每三十分钟巡查一次摊位和临时用电\n与公安、景区管理方共用对讲频道，设单向分流"
)
POSTS = (
    ("东门", "驻守车辆，看守东门消火栓，引导救援通道", 0.0006, 0.0),
    ("主广场", "巡查摊位用火用电，疏导人流", -0.0005, 0.0005),
)


def build_guards(ground: Ground, *, now: int) -> int:
    """Write both cities' guards; gives how many."""
    at = datetime.fromtimestamp(now, ZONE).replace(microsecond=0)
    with audit.automatic(command="demo"):
        return sum(_city(city, at) for city in ground.cities.values())


def _city(city: CityGround, at: datetime) -> int:
    people = User.objects.in_bulk([pk for pk in city.users.values() if pk])
    author, chief = (people.get(city.users.get(role, 0)) for role in ("battalion_head", "duty_officer"))
    unit = Unit.objects.filter(path__startswith=city.path, kind=Unit.Kind.BATTALION).order_by("path").first()
    if author is None or chief is None or unit is None:
        return 0
    made = _past(city, unit, author, chief)
    made += _under_way(city, unit, author, chief, at)
    return made + _to_come(city, unit, author, chief, at)


# ---- the past -------------------------------------------------------------------------------------------------
def _past(city: CityGround, unit: Unit, author: Any, chief: Any) -> int:
    over = Incident.objects.filter(
        centre__path=city.path, kind=incidents.GUARD, status=incidents.CLOSED, is_exercise=False, lon__isnull=False
    )
    months: dict[tuple[int, int], Incident] = {}
    for incident in over.select_related("subkind").order_by("-answered_at").iterator():
        began = incident.answered_at.astimezone(ZONE)
        months.setdefault((began.year, began.month), incident)
        if len(months) > PAST:
            break
    found = list(months.values())[:PAST]
    for incident in reversed(found):
        _closed(incident, unit, author, chief)
    return len(found)


def _closed(incident: Incident, unit: Unit, author: Any, chief: Any) -> None:
    begun, over = incident.answered_at, incident.closed_at or incident.answered_at + 3 * HOUR
    month, year = begun.astimezone(ZONE).month, begun.astimezone(ZONE).year
    series = f"{unit.division_code[:4]}-QW-{year}"
    guard = Guard.objects.create(
        number=f"{series}-{serials.take(f'guard:{series}'):04}", unit=unit,
        kind=incident.subkind or codes.table("incident_kinds")["GUARD-DAILY"],
        title=FESTIVALS[month], why="市政府重大活动安全保卫工作方案", state=life.CLOSED, address=incident.where,
        lon=incident.lon, lat=incident.lat, starts_at=begun, ends_at=max(over, begun + HOUR), commander=chief,
        crowd=5000 * (1 + month % 4), risks=RISKS, measures=MEASURES, radio="对讲机 6 频道", planned_by=author,
        planned_at=begun - 5 * DAY, submitted_at=begun - 4 * DAY, approved_by=chief, approved_at=begun - 3 * DAY,
        begun_at=begun, stood_down_at=over, closed_at=over, incident=incident,
        summary="活动平稳有序，现场纠正乱接线、占用通道等问题，无火情。",
    )  # fmt: skip
    runs = list(Run.objects.filter(incident=incident).select_related("vehicle__home__unit"))
    where = runs[0].vehicle.home.unit.path if runs else unit.path
    persons = list(Person.objects.serving().filter(unit__path__startswith=where).order_by("number")[:4])
    for number, (name, task, east, north) in enumerate(POSTS, start=1):
        post = GuardPost.objects.create(
            guard=guard, number=number, name=name, task=task, lon=guard.lon + east, lat=guard.lat + north,
            since_at=begun, until_at=guard.ends_at, people_needed=2, round_minutes=30 if number == 2 else None,
        )  # fmt: skip
        _stood(post, persons[2 * number - 2 : 2 * number], guard)
        for run in runs if number == 1 else ():
            PostVehicle.objects.create(post=post, vehicle=run.vehicle, since_at=begun, until_at=guard.ends_at, run=run)
    search.index("guard", [guard])


def _stood(post: GuardPost, persons: list[Person], guard: Guard) -> None:
    """The people of a post that is over, with their stamps; of every ninth round nobody said anything."""
    told = guard.approved_at
    for number, person in enumerate(persons):
        PostPerson.objects.create(
            post=post, person=person, since_at=post.since_at, until_at=post.until_at, leads=not number, told_at=told,
            seen_at=told + HOUR if told else None,
        )  # fmt: skip
    over = guard.stood_down_at or post.until_at
    for number, due in enumerate(rounds.windows(post.since_at, over, post.round_minutes), start=1):
        at = due.since + (due.until - due.since) / 2
        stamp = None
        if persons and (number + guard.pk) % 9:
            facts = {"guard": guard, "post": post, "person": persons[0], "at": at, "entered_at": at}
            stamp = Stamp.objects.create(kind=Stamp.Kind.ROUND, **facts)
        state = life.DONE if stamp else life.MISSED
        Round.objects.create(
            post=post, number=number, due_since_at=due.since, due_until_at=due.until, state=state, stamp=stamp,
            missed_at=None if stamp else due.until,
        )  # fmt: skip


# ---- in hand --------------------------------------------------------------------------------------------------
def _facts(title: str, starts: datetime, ends: datetime, point: tuple[Any, Any], where: str, by: Any) -> GuardFacts:
    return GuardFacts(
        title=title, kind="GUARD-DAILY", why="市政府重大活动安全保卫工作方案", address=where,
        lon=point[0], lat=point[1], starts_at=starts, ends_at=ends, commander_id=by.pk, crowd=20000, risks=RISKS,
        measures=MEASURES,
        radio="对讲机 6 频道，现场指挥 13800003308",
    )  # fmt: skip


def _planned(unit: Unit, facts: GuardFacts, persons: list[Person], author: Any, at: datetime) -> Guard:
    guard = plans.plan_guard(unit_id=unit.pk, facts=facts, at=at, by=author)
    for number, (name, task, east, north) in enumerate(POSTS):
        given = PostFacts(
            name, task, facts.lon + east, facts.lat + north, facts.starts_at, facts.ends_at, 2,
            round_minutes=30 if number else None,
        )  # fmt: skip
        post = posts.add_post(guard_id=guard.pk, facts=given, at=at, by=author)
        chosen = [one.pk for one in persons[2 * number : 2 * number + 2]]
        if chosen:
            posts.post_people(
                guard_id=guard.pk, post_id=post.pk, person_ids=chosen, leads=True, at=at, by=author
            )  # fmt: skip
    return guard


def _under_way(city: CityGround, unit: Unit, author: Any, chief: Any, at: datetime) -> int:
    """On the open incident of guard duty of longest standing: begun with it, one post taken, one silent."""
    open_ones = Incident.objects.filter(centre__path=city.path, kind=incidents.GUARD, status=incidents.OPEN, guard=None)
    incident = open_ones.filter(is_exercise=False, lon__isnull=False).order_by("answered_at").first()
    if incident is None:
        return 0
    run = incident.runs.filter(status__in=incidents.ON_SCENE).select_related("vehicle__home__unit").first()
    home = run.vehicle.home.unit.path if run else unit.path
    persons = list(Person.objects.serving().filter(unit__path__startswith=home).order_by("number")[:4])
    begun = (incident.opened_at or incident.answered_at).replace(microsecond=0) + MINUTE
    starts = begun.replace(minute=0, second=0)
    month = at.astimezone(ZONE).month
    facts = _facts(FESTIVALS[month], starts, starts + 6 * HOUR, (incident.lon, incident.lat), incident.where, chief)
    guard = _planned(unit, facts, persons, author, begun - 3 * DAY)
    plans.submit_guard(guard_id=guard.pk, at=begun - 2 * DAY, by=author)
    plans.approve_guard(guard_id=guard.pk, reason="已协调错峰", at=begun - 2 * DAY + HOUR, by=chief)
    running.begin_guard(guard_id=guard.pk, incident_id=incident.pk, at=min(begun, at), by=chief)
    gate = GuardPost.objects.filter(guard=guard).order_by("number").first()
    if gate is not None and run is not None:
        until = facts.ends_at
        PostVehicle.objects.create(post=gate, vehicle=run.vehicle, since_at=starts, until_at=until, run=run)
        for person in persons[:2]:
            arrived = min(begun + 5 * MINUTE, at)
            stamps.stamp_post(
                post_id=gate.pk, kind="ARRIVED", person_id=person.pk, at=arrived, entered_at=arrived, by=chief
            )  # fmt: skip
    running.watch(guard_id=guard.pk, at=at)
    return 1


def _to_come(city: CityGround, unit: Unit, author: Any, chief: Any, at: datetime) -> int:
    """Next month's festival waits for approval; the one after it is being drafted."""
    station = Station.objects.filter(unit__path__startswith=unit.path).select_related("unit").order_by("pk").first()
    if station is None:
        return 0
    persons = list(Person.objects.serving().filter(unit__path__startswith=station.unit.path).order_by("number")[4:8])
    today = at.astimezone(ZONE).date()
    for days, submit in ((9, True), (24, False)):
        evening = midnight(today + days * DAY, 18)
        title = FESTIVALS[evening.month] + ("" if submit else "（二期）")
        facts = _facts(title, evening, evening + 4 * HOUR, (station.lon, station.lat), "古城街区", chief)
        guard = _planned(unit, facts, persons, author, at - DAY)
        vehicle = station.vehicles.filter(condition="IN_SERVICE").order_by("pk").first()
        gate = GuardPost.objects.filter(guard=guard).order_by("number").first()
        if vehicle is not None and gate is not None:
            given = {"guard_id": guard.pk, "post_id": gate.pk, "at": at - DAY, "by": author}
            posts.post_vehicles(vehicle_ids=[vehicle.pk], **given)
        if submit and persons[2:]:
            plans.submit_guard(guard_id=guard.pk, at=at - HOUR, by=author)
    return 2
