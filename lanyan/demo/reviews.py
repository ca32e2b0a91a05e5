"""The demo's reviews: what the rows ask of the last weeks' incidents, held in part, with findings and tasks; packs.

All by the app's own actions; what is said is invented.
"""

from datetime import datetime, timedelta
from typing import Any

from lanyan.demo.ground import CityGround, Ground
from lanyan.fallback import actions as fallback
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit
from lanyan.kernel.periods import ZONE
from lanyan.reviews import asked, rules
from lanyan.reviews.actions import reviews, tasks
from lanyan.reviews.models import Review
from lanyan.units.models import User

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Of the last weeks; so many of each city at most.
WEEKS, MOST = 5, 14
FINDINGS = (
    ("WATER", "第二到场力量未及时占领水源，供水一度中断约四分钟", "修订辖区水源手册，组织供水编成训练"),
    ("SIGNALS", "现场与指挥中心通信频道不统一，两次重复报告", "规范现场通信频道使用，组织通信演练"),
    ("SAFETY", "内攻人员登记不及时，安全员到位偏晚", "落实安全员岗位，开展内攻登记考核"),
    ("TURNOUT", "夜间出动超过一分钟", "夜间拉动每周两次"),
)
WELL = "首车到场快，侦察准确，堵截位置选择得当。"
LESSONS = "到场先定水源；通信频道随编成固定；安全员先于内攻到位。"


def build_reviews(ground: Ground, *, now: int) -> int:
    """Write both cities' reviews, and today's pack of the desk; gives how many reviews."""
    at = datetime.fromtimestamp(now, ZONE).replace(microsecond=0)
    with audit.automatic(command="demo"):
        return sum(_city(city, at) for city in ground.cities.values())


def _city(city: CityGround, at: datetime) -> int:
    people = User.objects.in_bulk([pk for pk in city.users.values() if pk])
    author, chief, doer = (
        people.get(city.users.get(role, 0)) for role in ("battalion_head", "duty_officer", "station_officer")
    )
    if author is None or chief is None or doer is None:
        return 0
    _packs(city, at)
    made = [_expected(incident, at) for incident in _asked(city, at)]
    for number, review in enumerate(one for one in made if one is not None):
        # The newest wait; of the others every fifth was forgotten and is late.
        if number >= 2 and number % 5:
            _hold(review, number, author, chief, doer, at)
    return len(made)


def _packs(city: CityGround, at: datetime) -> None:
    # The desk's alone: a PDF takes a second, and the page shows what is missing.
    for unit, _desk in fallback.wanted(city.path)[:1]:
        fallback.make_pack(unit_id=unit.pk, on=at.date(), at=at, by=None)


def _asked(city: CityGround, at: datetime) -> list[Incident]:
    closed = Incident.objects.filter(
        centre__path=city.path, status=incidents.CLOSED, is_exercise=False, closed_at__gte=at - timedelta(weeks=WEEKS)
    ).order_by("-closed_at")
    rows = [row for row in asked.rows() if row.level != rules.STATION]
    found = []
    for incident in closed.iterator():
        facts = rules.Facts(incident.kind or "", incident.level, incident.dead, incident.own_dead, incident.is_notable)
        if rules.asked(rows, facts) is not None:
            found.append(incident)
        if len(found) >= MOST:
            break
    return found


def _expected(incident: Incident, at: datetime) -> Review | None:
    return reviews.expect_review(incident_id=incident.pk, at=min(incident.closed_at or at, at))


def _hold(review: Review, number: int, author: Any, chief: Any, doer: Any, at: datetime) -> None:
    closed = review.incident.closed_at or at
    held = min(closed + (2 + number % 4) * DAY, at - HOUR)
    if held <= closed:
        return
    around = {"review_id": review.pk, "at": held + HOUR / 2, "by": author}
    reviews.begin_review(**around)
    sort, words, task = FINDINGS[number % len(FINDINGS)]
    finding = tasks.add_finding(sort=sort, words=words, **around)
    reviews.edit_review(
        held_at=held, place="支队作战指挥室", chair=chief.name,
        participants=[f"{author.name} 大队", f"{doer.name} 消防站", f"{chief.name} 支队"],
        went_well=WELL, went_wrong=words,
        lessons=LESSONS, **around,
    )  # fmt: skip
    given = tasks.give_task(
        finding_id=finding.pk, words=task, assignee_id=doer.pk, due_date=(held + (5 + number) * DAY).date(),
        at=held + HOUR / 2, by=author,
    )  # fmt: skip
    reviews.submit_review(**around)
    if number % 4:
        reviews.approve_review(review_id=review.pk, at=min(held + DAY, at), by=chief)
    if number % 3 == 1:
        done = min(held + 3 * DAY, at)
        tasks.finish_task(task_id=given.pk, words="已完成，附训练记录", at=done, by=doer)
        tasks.confirm_task(task_id=given.pk, at=min(done + HOUR, at), by=author)
