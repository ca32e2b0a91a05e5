"""The demo's tips and complaints: a year of past ones as finished rows, and a few in hand by the app's own actions.

All invented. The past's checks stand in another system under their numbers, so that no check is counted here that
nobody planned; where premises are in the ledger, some of the past belongs to them.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pgtrigger
from pghistory.models import Context

from lanyan.citizens import rules
from lanyan.citizens.actions import answering, matters, receiving
from lanyan.citizens.actions.matters import Taken, Way
from lanyan.citizens.actions.receiving import Person, Told
from lanyan.citizens.models import Complainant, Matter, Message
from lanyan.demo.ground import CityGround, Ground
from lanyan.inspections.actions.common import next_number
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import Term
from lanyan.inspections.rules import clock
from lanyan.kernel import audit, codes, search
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Place
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, User

# So many matters of the past a city; the first of them so many days ago, the last ones so many.
PAST = {"3308": 264, "1404": 187}
FIRST_DAYS, LAST_DAYS = 365, 20
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRACKED = (Matter, Message, Complainant, Term)

KINDS = {
    "EBIKE": (
        24,
        ("楼道内违规停放电动自行车并飞线充电", "地下室充电点无人值守", "电梯轿厢内推入电动自行车"),
    ),
    "EXIT_BLOCKED": (
        18,
        ("二楼安全出口上锁", "疏散楼梯口被货架堵住", "营业期间后门从外面反锁"),
    ),
    "CORRIDOR": (14, ("楼梯间堆放纸箱和旧家具", "走道堆放杂物，两人无法并行")),
    "LANE_BLOCKED": (12, ("消防车通道被私家车长期占用", "消防车登高场地摆设摊位", "小区入口加装石墩，消防车无法进入")),
    "FACILITY_BROKEN": (10, ("室内消火栓没有水带", "灭火器压力不足", "应急照明灯不亮", "喷淋管道漏水后一直未修")),
    "FACILITY_OFF": (6, ("消防控制室把报警主机长期静音并关停", "喷淋总阀被关闭")),
    "SLEEPING": (5, ("店铺夹层有人住宿，仅一个出口", "仓库内隔出房间住人")),
    "OPENING": (3, ("网吧未经检查已开业", "足浴店装修后直接营业")),
    "FLAMMABLE": (3, ("餐馆后厨存放多个液化气瓶", "门店存放大量酒精")),
    "HOT_WORK": (2, ("装修期间无监护动火焊接",)),
    "OTHER": (3, ("消防通道标识缺失", "物业未组织消防演练")),
}
CHANNELS = {"12345": 45, "PUBLIC": 23, "96119": 19, "PATROL": 6, "COUNTER": 4, "LETTER": 3}
SURNAMES, NAMES = "王李张刘陈杨赵黄周吴徐孙", ("敏", "磊", "秀英", "建国", "晓东", "丽华", "志强", "雨欣")
ANSWERS = {
    rules.TRUE: "您反映的问题属实，已依法督促整改，感谢您的监督。",
    rules.UNTRUE: "经现场核查，未发现您反映的情况，如有新的线索请随时反映。",
    rules.NOT_OURS: "您反映的事项不属于消防救援机构职责，已告知可向有权部门反映。",
}
HOW = {"PUBLIC": "PAGE", "12345": "SENDER", "LETTER": "LETTER", "COUNTER": "IN_PERSON"}


@dataclass
class Desk:
    """What one city's complaints are written from: its units, places and people, and the dice."""

    city: CityGround
    battalions: list[Unit]
    premises: list[Premises]
    places: list[tuple[str, float, float, str]]
    dice: random.Random
    number: int = 0

    @property
    def serial(self) -> int:
        """The next number of this city's invented rows."""
        self.number += 1
        return self.number


def build_complaints(ground: Ground, *, now: int) -> int:
    """Write the past and the present of both cities' complaints; gives how many matters that are."""
    at, made = datetime.fromtimestamp(now, ZONE), 0
    for city in ground.cities.values():
        desk = _desk(city, ground.seed)
        past = _past(desk, at)
        written = Matter.objects.filter(pk__in=past).select_related("premises", "unit")
        search.index("matter", written.prefetch_related("messages"))
        made += len(past) + _present(desk, at)
    return made


def _desk(city: CityGround, seed: int) -> Desk:
    units = list(Unit.objects.filter(pk__in=city.battalions.values()).order_by("path"))
    known = Premises.objects.open().filter(unit__in=units).select_related("unit").order_by("pk")
    places = Place.objects.in_division(city.code).order_by("pk").select_related("division")[:400]
    found = [(place.name, place.lon, place.lat, place.division.code[:6]) for place in places]
    return Desk(city, units, list(known[:300]), found, random.Random(f"complaints-{city.code}-{seed}"))


def _drawn(desk: Desk, weights: dict[str, int]) -> str:
    return desk.dice.choices(list(weights), list(weights.values()))[0]


def _where(desk: Desk) -> dict[str, Any]:
    """A place: premises of the ledger now and then, else a name with its point."""
    if desk.premises and desk.dice.random() < 0.6:
        premises = desk.dice.choice(desk.premises)
        return {"premises": premises, "unit": premises.unit, "place_words": ""}
    if desk.places:
        name, lon, lat, division = desk.dice.choice(desk.places)
        unit = next(
            (one for one in desk.battalions if one.division_code == division), desk.dice.choice(desk.battalions)
        )
        return {"unit": unit, "place_words": name, "lon": lon, "lat": lat}
    return {"unit": desk.dice.choice(desk.battalions), "place_words": f"荷花中路{desk.serial}号"}


# ---- the past -------------------------------------------------------------------------------------------------
def _past(desk: Desk, at: datetime) -> list[int]:
    """A year of finished matters, with their messages, persons, terms and history at the true instants."""
    days = sorted(desk.dice.uniform(LAST_DAYS, FIRST_DAYS) for _each in range(PAST.get(desk.city.code, 120)))
    received = [_office_hour(desk, at - timedelta(days=day)) for day in reversed(days)]
    off = [f"{model._meta.label}:{name}" for model in TRACKED for name in ("insert_insert", "update_update")]
    with pgtrigger.ignore(*off):
        found = [_matter(desk, then) for then in received]
        _join(desk, found)
        # Who leads is written first: who follows names its key.
        Matter.objects.bulk_create([one for one in found if one.state != rules.JOINED])
        Matter.objects.bulk_create([one for one in found if one.state == rules.JOINED])
        messages = Message.objects.bulk_create([_message(desk, matter) for matter in found])
        persons = Complainant.objects.bulk_create(_person(desk, one) for one in messages if not one.anonymous)
        terms = Term.objects.bulk_create([_term(matter) for matter in found])
    _history(desk, [*found, *messages, *persons, *terms])
    return [matter.pk for matter in found]


def _office_hour(desk: Desk, then: datetime) -> datetime:
    hour = desk.dice.choices(range(24), [1, 1, 0, 0, 0, 1, 2, 4, 8, 10, 10, 8, 5, 6, 9, 10, 9, 7, 5, 5, 4, 4, 3, 2])[0]
    return then.replace(hour=hour, minute=desk.dice.randrange(60), second=desk.dice.randrange(60), microsecond=0)


def _matter(desk: Desk, then: datetime) -> Matter:
    kind = _drawn(desk, {kind: weight for kind, (weight, _words) in KINDS.items()})
    end = clock.deadline(codes.table("complaint_kinds")[kind].facts["term"], then)
    where = _where(desk)
    matter = Matter(
        number=next_number(where["unit"], "TS", then),
        kind=kind,
        words=desk.dice.choice(KINDS[kind][1]),
        received_at=then,
        entered_at=then + timedelta(minutes=desk.dice.randrange(1, 25)),
        term_code=end.code,
        due_at=end.at,
        due_article=end.article,
        state=rules.CLOSED,
        **where,
    )
    _ended(desk, matter)
    return matter


def _ended(desk: Desk, matter: Matter) -> None:
    """How a matter of the past went: not ours, or checked (nearly always in time), answered, closed."""
    matter.accepted_at = matter.entered_at + timedelta(minutes=desk.dice.randrange(5, 90))
    if desk.dice.random() < 0.06:
        matter.refused_at, matter.refusal = matter.accepted_at + HOUR, desk.dice.choice(("NOT_FIRE", "OTHER_BODY"))
        matter.refusal_words, settled = ANSWERS[rules.NOT_OURS], matter.accepted_at + HOUR
    else:
        span = matter.due_at - matter.accepted_at
        late = desk.dice.random() < 0.025
        matter.checked_at = (
            matter.due_at + 5 * HOUR if late else matter.accepted_at + span * desk.dice.uniform(0.1, 0.9)
        )
        matter.checking_at = matter.accepted_at + (matter.checked_at - matter.accepted_at) / 3
        matter.elsewhere_number = f"消监检〔{matter.checked_at:%Y}〕第{desk.serial:04}号"
        matter.outcome = rules.TRUE if desk.dice.random() < 0.62 else rules.UNTRUE
        matter.outcome_words = "情况属实，已责令改正" if matter.outcome == rules.TRUE else "未发现所反映的情况"
        matter.verified_at = settled = matter.checked_at + timedelta(hours=desk.dice.uniform(1, 20))
    matter.answered_at = settled + timedelta(hours=desk.dice.uniform(2, 40))
    matter.closed_at = matter.answered_at + timedelta(hours=desk.dice.uniform(1, 60))


def _join(desk: Desk, found: list[Matter]) -> None:
    """Some told of the same again, some hours later: joined into the one before, which is due first."""
    for one, two in pairwise(found):
        near = two.received_at - one.received_at < 2 * DAY and one.due_at <= two.due_at
        still = one.state != rules.JOINED and one.checked_at is not None and two.entered_at < one.checked_at
        if near and still and desk.dice.random() < 0.5:
            for name in ("premises", "unit", "place_words", "lon", "lat", "kind", "words", "term_code"):
                setattr(two, name, getattr(one, name))
            _blank(two, one)


EMPTIED = ("refused_at", "checking_at", "checked_at", "verified_at", "answered_at", "closed_at")


def _blank(follower: Matter, leader: Matter) -> None:
    """Nothing happens to a matter that was joined: all of it stands at the leader."""
    end = clock.deadline(leader.term_code, follower.received_at)
    follower.term_code, follower.due_at, follower.due_article = end.code, end.at, end.article
    follower.state, follower.joined_into, follower.joined_at = rules.JOINED, leader, follower.entered_at + HOUR
    follower.accepted_at = None
    for name in EMPTIED:
        setattr(follower, name, None)
    for name in ("elsewhere_number", "outcome", "outcome_words", "refusal", "refusal_words"):
        setattr(follower, name, "")


def _message(desk: Desk, matter: Matter) -> Message:
    channel = _drawn(desk, CHANNELS)
    key = f"demo-{desk.city.code}-{desk.serial:06}-{matter.number}"
    message = Message(
        matter=matter,
        number=next_number(matter.unit, "LJ", matter.received_at),
        channel=channel,
        sender_number=f"{matter.received_at:%Y%m%d}{desk.serial:06}" if channel == "12345" else "",
        words=matter.words,
        anonymous=desk.dice.random() < 0.4,
        received_at=matter.received_at,
        entered_at=matter.entered_at,
        digest=receiving.digest_of(receiving.secret_of(key)),
        key=key[:64],
    )
    _answer(desk, message, matter.joined_into or matter)
    return message


def _answer(desk: Desk, message: Message, leader: Matter) -> None:
    answered = leader.answered_at
    assert answered is not None
    if message.anonymous and message.channel in ("96119", "LETTER", "PATROL") and desk.dice.random() < 0.5:
        message.excused_at, message.excuse = answered, "NO_CONTACT"
        return
    message.answered_at, message.answer_how = answered, HOW.get(message.channel, "PHONE")
    message.answer = ANSWERS[leader.outcome or rules.NOT_OURS]
    if desk.dice.random() < 0.85:
        weights = {rules.SATISFIED: 72, rules.FAIR: 15, rules.DISSATISFIED: 5, rules.SILENT: 8}
        message.satisfaction, message.satisfaction_at = _drawn(desk, weights), answered + HOUR


def _person(desk: Desk, message: Message) -> Complainant:
    name = desk.dice.choice(SURNAMES) + desk.dice.choice(NAMES)
    return Complainant(message=message, name=name, phone=f"1990000{desk.dice.randrange(10_000):04}")


def _term(matter: Matter) -> Term:
    end = clock.deadline(matter.term_code, matter.received_at)
    reason = ""
    if matter.state == rules.JOINED:
        reason = f"并入 {matter.joined_into}"
    elif matter.refused_at:
        reason = "不予受理"
    late = matter.checked_at is not None and matter.checked_at >= end.at
    return Term(
        code=end.code,
        record_kind=Matter._meta.label_lower,
        record_id=matter.pk,
        title=f"{matter.number} {codes.table('complaint_kinds')[matter.kind].label_zh}"[:120],
        unit=matter.unit,
        premises=matter.premises,
        since_at=end.since,
        ends_at=end.at,
        warns_at=max(clock.warn_at(end), end.since),
        last_day=end.last_day,
        article=end.article[:120],
        provisional=end.provisional,
        met_at=matter.checked_at,
        dropped_at=(matter.joined_at or matter.refused_at) if reason else None,
        dropped_reason=reason,
        warned_at=end.at - HOUR if late else None,
        listed_at=end.at if late else None,
    )


def _history(desk: Desk, records: list[Any]) -> None:
    """What the switched-off triggers would have written: each row once, at the instant it was finished."""
    context = Context.objects.create(id=_uuid(desk), metadata={"act": "demo.build", "reason": "demo"})
    by_model: dict[Any, list[Any]] = {}
    for record in records:
        by_model.setdefault(type(record), []).append(record)
    for model, rows in by_model.items():
        event = model.pgh_event_model
        names = {field.name for field in event._meta.concrete_fields} & {f.name for f in model._meta.concrete_fields}
        event.objects.bulk_create(
            event(
                pgh_created_at=_finished(row),
                pgh_label="insert",
                pgh_obj_id=row.pk,
                pgh_context_id=context.pk,
                **{model._meta.get_field(name).attname: getattr(row, model._meta.get_field(name).attname)
                   for name in names},
            )
            for row in rows
        )  # fmt: skip


def _uuid(desk: Desk) -> UUID:
    return UUID(int=desk.dice.getrandbits(128), version=4)


def _finished(row: Any) -> datetime:
    names = ("closed_at", "joined_at", "satisfaction_at", "answered_at", "met_at", "dropped_at", "received_at")
    instants = [value for name in names if (value := getattr(row, name, None)) is not None]
    return max(instants) if instants else row.message.received_at


# ---- the present ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Scene:
    """One matter in hand: through what, what, how many hours ago it came, and how far it has come."""

    channel: str
    kind: str
    hours: float
    steps: str = ""
    named: bool = False
    # Which place of the present: equal numbers are the same place.
    place: int = 0


# Steps: a accepted, c checked and verified, w answered, x closed, r not ours.
SCENES = (
    Scene("PATROL", "LANE_BLOCKED", 24 * 12, "a", place=1),
    Scene("PUBLIC", "CORRIDOR", 24 * 7, "acwx", place=2),
    Scene("12345", "EBIKE", 24 * 5, "acw", named=True, place=3),
    Scene("LETTER", "FACILITY_BROKEN", 24 * 4, "ac", named=True, place=4),
    Scene("COUNTER", "OTHER", 24 * 2, "r", named=True, place=5),
    Scene("12345", "SLEEPING", 27, "a", named=True, place=6),
    Scene("96119", "FACILITY_OFF", 20.5, "a", named=True, place=7),
    Scene("PUBLIC", "FACILITY_OFF", 19.25, "", place=7),
    Scene("PUBLIC", "EXIT_BLOCKED", 0.8, "", place=8),
)


def _present(desk: Desk, at: datetime) -> int:
    """What is in hand: entered and dealt with by the app's own actions."""
    user = User.objects.filter(pk__in=desk.city.users.values()).order_by("pk").first()
    inspector = User.objects.filter(pk=desk.city.users.get("inspector", 0)).first() or user
    wheres: dict[int, dict[str, Any]] = {}
    for scene in SCENES:
        where = wheres.setdefault(scene.place, _where(desk))
        _lived(desk, scene, where, at, inspector)
    return len(SCENES)


def _lived(desk: Desk, scene: Scene, where: dict[str, Any], at: datetime, by: Any) -> None:
    then = at - timedelta(hours=scene.hours)
    premises = where.get("premises")
    place = Where(premises.pk) if premises else Where(None, where["place_words"], where["unit"].pk)
    name = desk.dice.choice(SURNAMES) + desk.dice.choice(NAMES)
    told = Told(
        channel=scene.channel,
        kind=scene.kind,
        words=KINDS[scene.kind][1][0],
        where=place,
        person=Person(name, f"1990000{desk.dice.randrange(10_000):04}") if scene.named else Person(),
        sender_number=f"{then:%Y%m%d}{desk.serial:06}" if scene.channel == "12345" else "",
        lon=where.get("lon"),
        lat=where.get("lat"),
    )
    key = f"demo-present-{desk.city.code}-{desk.serial:06}"
    with audit.automatic(command="demo"):
        made = receiving.receive_message(told=told, received_at=then, key=key, at=then, by=None)
        _step_by_step(made.message, scene, then, by)


def _step_by_step(message: Message, scene: Scene, then: datetime, by: Any) -> None:
    matter = message.matter
    if "r" in scene.steps:
        words = ANSWERS[rules.NOT_OURS]
        matters.refuse_matter(matter_id=matter.pk, refusal="OTHER_BODY", words=words, at=then + HOUR, by=by)
    if "a" in scene.steps:
        taken = Taken(matter.kind, matter.words, matter.premises_id, matter.place_words)
        matters.accept_matter(matter_id=matter.pk, taken=taken, at=then + HOUR, by=by)
    if "c" in scene.steps:
        way, checked = Way(elsewhere_number=f"消监检〔{then:%Y}〕第9{message.pk:05}号"), then + 20 * HOUR
        matters.check_matter(matter_id=matter.pk, way=way, at=then + 2 * HOUR, by=by)
        matters.verify_matter(
            matter_id=matter.pk, outcome=rules.TRUE, words="情况属实，已责令改正", checked_at=checked, at=checked, by=by
        )
    if "w" in scene.steps:
        how = HOW.get(scene.channel, "PHONE")
        answer = ANSWERS[rules.TRUE]
        answering.answer_message(message_id=message.pk, how=how, answer=answer, at=then + 30 * HOUR, by=by)
    if "x" in scene.steps:
        satisfied = rules.SATISFIED
        answering.rate_answer(message_id=message.pk, satisfaction=satisfied, at=then + 31 * HOUR, by=None)
        matters.close_matter(matter_id=matter.pk, at=then + 32 * HOUR, by=by)
