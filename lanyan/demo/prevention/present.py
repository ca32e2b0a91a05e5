"""What inspectors have in hand today, through the apps' own actions: checks, orders, a seal, clues, a suspicion."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lanyan.demo.ground import CityGround, Ground
from lanyan.demo.prevention import words
from lanyan.demo.prevention.staff import inspector_login
from lanyan.inspections import checklists
from lanyan.inspections.actions import checks, conduct, evidence, hazards, major, others, seals, visits
from lanyan.inspections.actions.checks import Wanted
from lanyan.inspections.actions.visits import Where
from lanyan.inspections.models import Hazard, Inspection, SpecialDrive
from lanyan.inspections.rules import checks as rules
from lanyan.kernel import workdays
from lanyan.kernel.periods import ZONE
from lanyan.people.models import Person
from lanyan.premises.actions.risk import refresh_all_risk
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, User

TODAY, SOON = 4, (1, 2, 3)
TOLD = (
    "96119：二楼安全出口上锁",
    "12345：楼道停放电动自行车充电",
    "群众来信：仓库消防通道被堵",
    "微型站反映：灭火器过期",
)


@dataclass
class Hand:
    """One battalion's people: who has a login of the demo, and who goes along."""

    user: Any
    head: Any
    unit: Unit
    pair: tuple[int, int]
    places: list[Premises]

    def next(self) -> Premises:
        """The next place that nobody has in hand."""
        return self.places.pop(0)


def build_present(ground: Ground, *, now: int) -> None:
    """Perform what is in hand at `now` (seconds since 1970) in every city, and weigh all places anew."""
    at = datetime.fromtimestamp(now, tz=UTC).astimezone(ZONE).replace(microsecond=0)
    for city in ground.cities.values():
        hand = _hand(city, at)
        _coming(hand, at)
        _under_way(hand, at)
        _sealed(hand, city, at)
        _told(hand, city, at)
    refresh_all_risk(at=at)


def _hand(city: CityGround, at: datetime) -> Hand:
    """The inspector with the login, a colleague, and places not checked for long."""
    user, unit = inspector_login(city)
    inspectors = Person.objects.filter(unit=unit, posts__title="监督检查员", certificates__kind="ENFORCEMENT")
    mate = inspectors.exclude(user=user).order_by("pk").first()
    head = User.objects.get(pk=city.users["battalion_head"])
    recent = Inspection.objects.filter(scheduled_date__year__gte=at.year)
    free = Premises.objects.filter(unit=unit).exclude(pk__in=recent.values("premises"))
    assert mate is not None
    return Hand(user, head, unit, (user.person.pk, mate.pk), list(free.select_related("unit").order_by("pk")[:20]))


def _wanted(hand: Hand, day: date, number: int, drive: SpecialDrive | None) -> Wanted:
    """A check of a day: in a drive on a working day, else led by a complaint; nothing else is made on a day off."""
    place, given = hand.next(), {"scheduled_date": day, "carrying": hand.pair}
    if drive is not None and workdays.is_workday(day):
        return Wanted(place.pk, rules.SPOT_CHECK, rules.BY_DRIVE, drive_id=drive.pk, **given)  # type: ignore[arg-type]
    told = TOLD[number % len(TOLD)]
    return Wanted(place.pk, rules.COMPLAINT_CHECK, rules.BY_COMPLAINT, cause_words=told, **given)  # type: ignore[arg-type]


def _coming(hand: Hand, at: datetime) -> None:
    """Checks of today that wait, and those of the coming days."""
    drive = SpecialDrive.objects.running().filter(kind="NINE_SMALL", unit__path=hand.unit.path[:3]).first()
    early = at - timedelta(hours=3)
    for number in range(TODAY):
        made = checks.plan_check(wanted=_wanted(hand, at.date(), number, drive), at=early, by=hand.user)
        if number % 2:
            _notify(made, at - timedelta(hours=2), hand)
    day = at.date()
    for number, ahead in enumerate(SOON):
        day = workdays.add_workdays(day, 1 if number else ahead)
        checks.plan_check(wanted=_wanted(hand, day, number, drive), at=early, by=hand.user)


def _notify(check: Inspection, at: datetime, hand: Hand) -> None:
    # One city's numbers are not another's.
    number = f"演{check.number[:4]}消检通字〔{at.year}〕第{check.number[-5:]}号"
    checks.notify_check(inspection_id=check.pk, notice_number=number, notice_date=at.date(), at=at, by=hand.user)


def _under_way(hand: Hand, at: datetime) -> None:
    """One check that is being made: half its items answered, two hazards found, one of them ordered by a date."""
    wanted = Wanted(hand.next().pk, rules.COMPLAINT_CHECK, rules.BY_COMPLAINT, at.date(), carrying=hand.pair,
                    cause_words="96119：经营场所内停放电动自行车充电")  # fmt: skip
    check = checks.plan_check(wanted=wanted, at=at - timedelta(hours=2), by=hand.user)
    _notify(check, at - timedelta(minutes=55), hand)
    began = at - timedelta(minutes=40)
    check = conduct.start_check(inspection_id=check.pk, at=began, by=hand.user)
    items = checklists.items(check.checklist, check.checklist_version)
    half = items[: len(items) // 2 + 2]
    known = {one.item: one for one in words.FOUND}
    bad = [item for item in half if item.code in known][:2]
    lines = [conduct.Line(key=conduct.fresh_key(), at=began + timedelta(minutes=2), field="credentials", value="1")]
    for number, item in enumerate(half):
        value, said = rules.NO if item in bad else rules.YES, began + timedelta(minutes=4 + number)
        lines.append(conduct.Line(key=conduct.fresh_key(), at=said, item=item.pk, value=value))
    for line in lines:
        conduct.say(inspection_id=check.pk, line=line, at=line.at, by=hand.user)
    found = [
        hazards.find(inspection_id=check.pk, item_id=item.pk, clause=str(item.facts["clause"])[:120],
                     words=known[item.code].words, place=known[item.code].place,
                     at=at - timedelta(minutes=15), by=hand.user)
        for item in bad
    ]  # fmt: skip
    due = workdays.add_workdays(at.date(), 7)
    hazards.order_by_date(hazard_ids=[found[1].pk], due_date=due, at=at - timedelta(minutes=8), by=hand.user)
    evidence.make_link(hazard_id=found[1].pk, at=at - timedelta(minutes=6), by=hand.user)


def _sealed(hand: Hand, city: CityGround, at: datetime) -> None:
    """A seal in force, and a suspected major hazard that cannot be judged while the set of 2025 is empty."""
    running = Hazard.objects.filter(unit__path__startswith=city.path, status="ORDERED_BY_DATE", due_date__gt=at.date())
    running = running.exclude(inspection__state=rules.UNDERWAY).order_by("-found_at")
    recent = [one for one in running.select_related("inspection")[:40] if one.found_at < at - timedelta(days=2)]
    if not recent:
        return
    one, other = recent[0], recent[-1]
    # On New Year's Day it belongs to the new year, whose numbers are not counted yet.
    ago = timedelta(hours=30) if (at - timedelta(hours=30)).year == at.year else timedelta(minutes=30)
    proposed = at - ago
    seal = seals.propose_seal(hazard_id=one.pk, ground="EXITS", part=one.place or "隐患部位", at=proposed, by=hand.user)
    names = [hand.head.name, hand.user.name, "法制审核员"]
    seals.study_seal(seal_id=seal.pk, study_names=names, words="安全出口严重堵塞，同意临时查封。",
                     at=proposed + ago / 3, by=hand.user)  # fmt: skip
    seals.decide_seal(seal_id=seal.pk, agreed=True, at=proposed + ago / 2, by=hand.head)
    major.suspect(inspection_id=other.inspection_id, hazard_ids=[other.pk], category="CROWDED",
                  words="疏散楼梯数量不足，待按新标准判定", at=at - timedelta(hours=20), by=hand.user)  # fmt: skip


def _told(hand: Hand, city: CityGround, at: datetime) -> None:
    """What is no check: visits, clues that wait, supervision of a department."""
    station = next(iter(city.station_units.values()))
    for number, (seen_there, kind) in enumerate((("后厨液化气瓶与灶具间距不足", "GRID"), ("楼道堆放杂物", "STATION"))):
        where, seen = Where(hand.next().pk), at - timedelta(hours=5 + number)
        given: Any = {"where": where, "source_unit_id": station, "by_kind": kind, "words": seen_there, "by": None}
        visit = visits.enter_visit(**given, visitors="网格员 李秀珍", visited_at=seen, at=seen)
        visits.report_clue(**given, visit_id=visit.pk, at=seen + timedelta(minutes=10))
    others.enter_supervision(
        unit_id=city.detachment_id, object_id=next(iter(city.outside.values())), matter="冬春火灾防控责任落实",
        led_by="支队领导", supervised_date=at.date() - timedelta(days=3), found="部分重点场所隐患台账未更新",
        asked="一周内补齐台账并报送", due_date=workdays.add_workdays(at.date(), 4), at=at - timedelta(days=2), by=None,
    )  # fmt: skip
