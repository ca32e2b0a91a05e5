"""What prevention's stories begin with: a place, its inspectors and what is known of both; and steps they share."""

import io
import re
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

PREPARE = "from tests.e2e import prevention; prevention.build()"
PLACE, CAPPED, OLD, NEW = "城南商场", "满额酒店", "旧楼商场", "新楼商场"
LOT = tuple(f"抽查单位{number:02}" for number in range(1, 13))
# The demo's logins: 王立 inspects, 毛建军 decides.
INSPECTOR, HEAD = "wangli", "maojianjun"
LEAD, SECOND, ASSISTANT = "王立", "陈立", "李文"
SINCE = date(2020, 1, 1)
CHECKED_THEN = datetime.fromisoformat("2025-09-10T09:00:00+08:00")
PHONE = {"width": 360, "height": 800}
_numbers = count(1)


# ---- the world, by the apps' own actions ------------------------------------------------------------------
def build() -> None:
    """Add to the demo's ground what the stories find there; runs where Django is set up."""
    # The stories' own process is no Django process.
    from django.utils import timezone  # noqa: PLC0415

    from lanyan.inspections.actions import plans  # noqa: PLC0415
    from lanyan.people import actions as people  # noqa: PLC0415
    from lanyan.people.models import Person  # noqa: PLC0415
    from lanyan.units.models import Unit  # noqa: PLC0415

    lead = Person.objects.select_related("unit").get(user__username=INSPECTOR)
    unit = Unit.objects.get(pk=lead.unit_id)
    second, _clerk = (
        people.create_person(number=f"FH{number}", name=name, category=category, unit_id=unit.pk, by=None)
        for number, name, category in ((1, SECOND, "OFFICER"), (2, ASSISTANT, "CLERK"))
    )
    for person in (lead, second):
        _licence(person)
    for name in (PLACE, CAPPED, OLD, NEW, *LOT):
        _place(unit, name)
    now, both = timezone.now(), (lead.pk, second.pk)
    drive = plans.make_drive(unit_id=unit.pk, kind="EBIKE", name="电动自行车专项检查", since_date=SINCE, by=None)
    for _time in range(2):
        _check(CAPPED, both, at=now, cause="SPECIAL", drive_id=drive.pk)
    _begun(OLD, both, lead.user, at=CHECKED_THEN)
    _begun(NEW, both, lead.user, at=now - timedelta(minutes=30))


def _licence(person: Any) -> None:
    from lanyan.people import certificates  # noqa: PLC0415

    number = f"XF{next(_numbers):04}"
    certificates.enter_certificate(
        person_id=person.pk, kind="ENFORCEMENT", number=number, since_date=SINCE, until_date=None, by=None
    )


def _place(unit: Any, name: str) -> None:
    from lanyan.premises.actions import PremisesFacts, create_premises  # noqa: PLC0415

    facts = PremisesFacts(
        name=name, unit_id=unit.pk, kind="RESTAURANT", address=f"荷花中路{next(_numbers)}号", division_code="330802"
    )
    create_premises(facts=facts, at=CHECKED_THEN, by=None)


def _check(name: str, carrying: tuple[int, ...], *, at: datetime, **more: Any) -> Any:
    from django.utils.timezone import localdate  # noqa: PLC0415

    from lanyan.inspections.actions import checks  # noqa: PLC0415
    from lanyan.premises.models import Premises  # noqa: PLC0415

    facts: dict[str, Any] = {"cause": "COMPLAINT", "cause_words": "群众反映", **more}
    wanted = checks.Wanted(
        premises_id=Premises.objects.get(name=name).pk,
        form="AS_NEEDED",
        scheduled_date=localdate(at),
        checklist="GENERAL",
        carrying=carrying,
        **facts,
    )
    return checks.plan_check(wanted=wanted, at=at, by=None)


def _begun(name: str, carrying: tuple[int, ...], user: Any, *, at: datetime) -> None:
    from django.utils.timezone import localdate  # noqa: PLC0415

    from lanyan.inspections.actions import checks, conduct  # noqa: PLC0415

    check = _check(name, carrying, at=at)
    checks.notify_check(
        inspection_id=check.pk, notice_number=f"检通{next(_numbers)}", notice_date=localdate(at), at=at, by=None
    )
    conduct.start_check(inspection_id=check.pk, at=at, by=user)


# ---- steps -------------------------------------------------------------------------------------------------
def photograph(name: str = "现场.jpg", colour: str = "red") -> dict[str, Any]:
    """A picture as a camera gives it."""
    from PIL import Image  # noqa: PLC0415 - large

    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def submit(page: Any) -> None:
    """Send the form of the page."""
    page.locator("main form[method=post] button[type=submit]").last.click()


def follow(page: Any, verb: str, address: str) -> None:
    """Press the button of a verb, out of the menu where it stands in one, and wait for its page."""
    button = page.locator(f"a[data-verb={verb}]").first
    if not button.is_visible():
        page.locator(".head details.menu > summary").first.click()
    button.click()
    page.wait_for_url(re.compile(address))


def sign(page: Any, canvas: str) -> None:
    """Draw a signature with a finger."""
    pad = page.locator(canvas)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + step * 20, box["y"] + 60 + (-1) ** step * 20)
    page.mouse.up()


def plan_and_notify(inspector: Any, place: str = PLACE) -> int:
    """Plan a check for a complaint, choose its people, make the notice and have it signed; the key of the check."""
    page = inspector.open("/checks/").page
    page.click("a[href='/checks/new/']")
    page.fill("[name=premises]", place)
    page.select_option("[name=cause]", "COMPLAINT")
    page.fill("[name=cause_words]", "群众反映安全出口上锁")
    page.select_option("[name=checklist]", "GENERAL")
    submit(page)
    page.wait_for_url(re.compile(r"/checks/\d+/$"))
    pk = int(re.search(r"/checks/(\d+)/", page.url)[1])
    follow(page, "assign_staff", "/people/")
    choose(page, "lead", LEAD)
    choose(page, "second", SECOND)
    submit(page)
    page.wait_for_url(re.compile(rf"/checks/{pk}/$"))
    follow(page, "make_check_notice", "/notice/new/")
    page.fill("[name=number]", f"柯消检通字〔2026〕第{pk:04}号")
    submit(page)
    serve(page)
    page.wait_for_url(re.compile(rf"/checks/{pk}/$"))
    return pk


def choose(page: Any, field: str, name: str) -> None:
    """Choose a person out of a list, by name."""
    label = page.locator(f"[name={field}] option", has_text=name).first.inner_text()
    page.select_option(f"[name={field}]", label=label)


def serve(page: Any, receiver: str = "王建国") -> None:
    """On the page of service: who receives it signs with a finger."""
    page.wait_for_url(re.compile(r"/papers/\d+/serve/"))
    page.wait_for_selector("html[data-ready]")
    page.fill("[name=receiver]", receiver)
    sign(page, "#sign-pad")
    submit(page)
    page.wait_for_url(lambda url: "/serve/" not in url)


def begin(inspector: Any, pk: int) -> None:
    """Begin on the spot and show credentials."""
    page = inspector.page
    follow(page, "start_check", "/start/")
    submit(page)
    page.wait_for_url(re.compile(rf"/checks/{pk}/conduct/$"))
    page.wait_for_selector("html[data-check-ready]")
    page.click("button[data-field=credentials]")


def answer_all(page: Any, no: int = 0) -> None:
    """Touch an answer at every item; the first `no` of them with no."""
    items = page.locator("li[data-item]")
    for number in range(items.count()):
        items.nth(number).locator(f"button[data-value={'NO' if number < no else 'YES'}]").click()
    page.wait_for_selector("[data-waiting]:not(.hand)")


def find_hazard(page: Any, words: str, *, picture: bool = True) -> None:
    """Enter a hazard with its photograph in the check that is under way."""
    page.wait_for_selector("#found-hazards form")
    page.select_option("#found-hazards [name=hazard-item]", index=1)
    page.fill("#found-hazards [name=hazard-words]", words)
    page.fill("#found-hazards [name=hazard-place]", "二层")
    if picture:
        page.set_input_files("#found-hazards [name=hazard-photos]", photograph())
    page.locator("#found-hazards form button[type=submit]").click()
    page.wait_for_selector(f"#found-hazards .found-x a:has-text('{words}')")


def wide(page: Any) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
