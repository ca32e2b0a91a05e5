"""A complaint from the citizen's telephone to the answer: 360 px, no account, number and secret."""

import io
import re

import pytest
from PIL import Image

from lanyan.kernel import testing
from tests.e2e.conftest import WITHOUT_WEBGL

# The place, two who are qualified, and later the check itself: their own pages have stories of their own.
PLACE = """
from datetime import date
from lanyan.people import actions as people, certificates
from lanyan.premises.tests import make as places
from lanyan.units.models import Unit, User
from lanyan.people.models import Person
inspector = User.objects.get(username="wangli")
battalion = inspector.assignments.get().unit
places.premises(battalion, "荷花商场", division_code=battalion.division_code)


def officer(number, name, login=""):
    return people.create_person(
        number=number, name=name, category="OFFICER", unit_id=battalion.pk, username=login, by=None
    )


lead = Person.objects.filter(user=inspector).first() or officer("XF1", "王立", "wangli")
for number, person in enumerate((lead, officer("XF2", "乙"))):
    certificates.enter_certificate(
        person_id=person.pk, kind="ENFORCEMENT", number=f"STORY{number}", since_date=date(2020, 1, 1), until_date=None,
        by=None,
    )
"""
CHECK = """
from datetime import timedelta
from types import SimpleNamespace
from django.utils import timezone
from lanyan.citizens.tests import make
from lanyan.inspections.models import Inspection
from lanyan.people.models import Person
from lanyan.units.models import User
inspector = User.objects.get(username="wangli")
lead, second = Person.objects.get(user=inspector), Person.objects.get(number="XF2")
world = SimpleNamespace(user=inspector, lead=lead, second=second)
make.HOUR = timedelta(seconds=1)
make.live_through(world, Inspection.objects.get(), at=timezone.now())
"""


@pytest.fixture
def citizen(served, chromium):
    """Somebody with a telephone, 360 px wide, who has no account."""
    context = chromium.new_context(viewport={"width": 360, "height": 800}, locale="zh-CN", has_touch=True)
    context.set_default_timeout(15_000)
    context.add_init_script(WITHOUT_WEBGL)
    troubles = []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert not troubles


def photograph():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "JPEG")
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def send(page):
    page.locator("main form button.btn-do").first.click()


def wide(page):
    """How far the page can be pushed sideways: not at all."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_citizen_complains_is_answered_and_says_they_are_satisfied(people, served, citizen):
    testing.run_lanyan(served.url, "shell", "-v", "0", "-c", PLACE)
    page = citizen
    page.goto(f"{served.base}/tell/")
    assert wide(page) == 0
    page.select_option("[name=kind]", "EXIT_BLOCKED")
    page.fill("[name=words]", "二楼安全出口上锁，营业中")
    page.select_option("[name=unit]", label=page.locator("[name=unit] option", has_text="柯城").first.inner_text())
    page.fill("[name=place]", "荷花商场")
    page.set_input_files("[name=photographs]", photograph())
    send(page)
    page.wait_for_url("**/tell/received/")
    number, secret = (page.locator(f"[data-{name}]").inner_text() for name in ("number", "secret"))
    page.reload()
    assert page.locator("[data-secret]").inner_text() == secret
    assert wide(page) == 0

    officer = people("wangli").open("/complaints/")
    desk = officer.page
    desk.get_by_role("link", name=re.compile("3308-TS-")).first.click()
    desk.locator("[data-verb=accept_matter]").click()
    desk.fill("[name=premises]", "荷花商场")
    send(desk)
    desk.locator("[data-verb=check_matter]").click()
    send(desk)
    desk.wait_for_url(re.compile(r"/complaints/\d+/$"))
    assert served.ask("select extract(hour from due_at - received_at) + 24 * extract(day from due_at - received_at)"
                      " from citizens_matter") == [(24,)]  # fmt: skip
    assert served.ask("select form, cause, due_at is not null from inspections_inspection") == [
        ("COMPLAINT", "COMPLAINT", True)
    ]
    testing.run_lanyan(served.url, "shell", "-v", "0", "-c", CHECK)
    assert served.ask("select count(*) from inspections_term where code = 'complaint_urgent' and met_at < ends_at") == [
        (1,)
    ]

    desk.reload()
    desk.locator("[data-verb=verify_matter]").click()
    desk.check("[name=outcome][value=TRUE]")
    desk.fill("[name=words]", "安全出口上锁属实，已责令改正")
    send(desk)
    desk.locator("#matter-messages a.btn-do").click()
    desk.fill("[name=answer]", "您反映的问题属实，已当场开锁。")
    send(desk)
    desk.wait_for_url(re.compile(r"/complaints/\d+/#message-"))

    page.goto(f"{served.base}/tell/follow/")
    page.fill("[name=number]", number)
    page.fill("[name=secret]", "22222-22222")
    send(page)
    page.wait_for_selector("[role=alert]")
    page.fill("[name=secret]", secret.lower())
    send(page)
    page.wait_for_selector("[data-answer]")
    assert "已当场开锁" in page.locator("[data-answer]").inner_text()
    assert wide(page) == 0
    page.check("[name=satisfaction][value=SATISFIED]")
    send(page)
    page.wait_for_selector("text=您的评价")

    assert served.ask("select satisfaction from citizens_message") == [("SATISFIED",)]
    assert served.ask("select state from citizens_matter") == [("ANSWERED",)]
