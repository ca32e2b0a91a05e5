"""After the incident: a finding becomes a task, done by one and confirmed by another; and an outage kept on paper."""

import re
from datetime import datetime, timedelta

import pytest

from lanyan.kernel.periods import ZONE
from tests.e2e import desk


def sent(page):
    page.locator("main footer button[type=submit]").click()


@pytest.fixture
def over(people, served):
    """A fire that is closed at the desk."""
    taker = people("yuxiaojing").open("/desk/")
    incident = desk.take_call(taker)
    desk.order(taker)
    desk.finish_runs(taker, digits="1234567890")
    taker.open(f"/incidents/{incident}/")
    taker.page.locator("a[data-verb=close_incident]").click()
    sent(taker.page)
    taker.page.wait_for_url(re.compile(rf"/incidents/{incident}/$"))
    assert served.ask("select status from incidents_incident where id = %s", incident) == [("CLOSED",)]
    return incident


def act(person, path, **given):
    """Open the form of an act, fill it, and send it."""
    page = person.open(path).page
    for name, value in given.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    sent(page)
    page.wait_for_url(lambda url: not url.endswith(path))


def test_a_finding_becomes_a_task_that_is_done_by_one_and_confirmed_by_another(people, served, over):
    # The review stands in the list by itself, with its last day.
    pk = served.ask("select id from reviews_review where incident_id = %s", over)[0][0]
    author = people("maojianjun").open("/reviews/")
    author.page.wait_for_selector("td:has-text('应开展')")
    act(author, f"/reviews/{pk}/begin/")
    act(author, f"/reviews/{pk}/finding/", sort="WATER", words="第二到场力量未及时占领水源")
    now = datetime.now(ZONE)
    held = {"held_at": f"{now:%Y-%m-%dT%H:%M:%S}", "participants": "何志远 府山站\n郑国锋 支队", "lessons": "先找水源"}
    act(author, f"/reviews/{pk}/edit/", **held)
    act(author, f"/reviews/{pk}/submit/")
    finding = served.ask("select id from reviews_finding where review_id = %s", pk)[0][0]
    doer = served.ask("select id from units_user where username = 'hezhiyuan'")[0][0]
    due = f"{now.date() + timedelta(days=7)}"
    act(author, f"/reviews/findings/{finding}/task/", words="修订水源手册", assignee=str(doer), due_date=due)
    act(people("zhengguofeng"), f"/reviews/{pk}/approve/")

    # Urged is not done; done is not yet confirmed.
    doer = people("hezhiyuan").open("/reviews/tasks/?mine=true")
    doer.page.locator("tbody a").first.click()
    doer.page.wait_for_url(re.compile(r"/reviews/tasks/\d+/$"))
    task = int(re.search(r"/tasks/(\d+)/", doer.page.url)[1])
    act(author, f"/reviews/tasks/{task}/urge/")
    assert served.ask("select state from reviews_reviewtask where id = %s", task) == [("OPEN",)]
    act(doer, f"/reviews/tasks/{task}/finish/", words="已修订并下发")
    author.open(f"/reviews/tasks/{task}/").page.get_by_role("link", name="确认完成").click()
    sent(author.page)
    author.page.wait_for_selector(".tg:has-text('已确认')")
    assert served.ask("select state from reviews_reviewtask where id = %s", task) == [("CONFIRMED",)]

    # It is found by the words of its finding, and the replay goes by keys from entry to entry.
    author.open("/reviews/?q=占领水源").page.wait_for_selector("tbody a")
    page = author.open(f"/reviews/replay/{over}/").page
    page.wait_for_selector("html[data-replay]")
    first = page.locator("[data-at]").inner_text()
    page.focus("#replay-at")
    for _ in range(4):
        author.press("PageDown")
    assert page.locator("[data-at]").inner_text() != first or page.locator("[data-lines] li.here").count() == 1
    author.press("End")
    assert page.locator("[data-lines] li:not(.past)").count() == 0


def test_an_outage_is_kept_on_paper_and_counted_by_its_true_times(people, served):
    # Before: the station's pack of the day is missing, and red; it is made, looked at, fetched.
    keeper = people("hezhiyuan").open("/fallback/")
    page = keeper.page
    page.wait_for_selector(".tg.now")
    page.locator("form[action$='/make/'] button").first.click()
    page.wait_for_selector("a:has-text('查看并打印')")
    assert page.locator(".tg.now").count() == 0
    page.get_by_role("link", name="查看并打印").first.click()
    page.wait_for_selector(".f-sheet")
    number = page.locator(".f-number").first.inner_text()
    assert re.fullmatch(r"[A-Z]{2}\d+-\d{8}-\d{2}", number)

    # After: what the paper says is entered at the desk with its true times.
    began = datetime.now(ZONE) - timedelta(hours=5)

    def at(minutes):
        return f"{began + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}"

    desk_person = people("yuxiaojing").open("/fallback/")
    page = desk_person.page
    page.get_by_role("link", name="补录纸质记录").click()
    page.wait_for_url(re.compile(r"/incidents/late/$"))
    page.fill("[name=form_number]", "JJ01-0001")
    page.fill("[name=kept_by]", "余晓静")
    page.fill("[name=reason]", "指挥中心停电")
    page.fill("[name=answered_at]", at(0))
    page.fill("[name=closed_at]", at(90))
    page.fill("[name=address]", "锦桂苑 7 幢")
    page.select_option("[name=kind]", "FIRE")
    page.select_option("[name=subkind]", "FIRE-HIGH")
    page.select_option("[name=level]", "2")
    page.fill("[name=rescued]", "1")
    page.locator("[name=vehicle_0] option").nth(1).evaluate("one => { one.selected = true; }")
    page.fill("[name=people_0]", "6")
    page.fill("[name=ordered_0]", at(1))
    page.fill("[name=departed_0]", at(3))
    # The times must not run backwards.
    page.fill("[name=arrived_0]", at(2))
    page.fill("[name=returned_0]", at(80))
    sent(page)
    page.wait_for_selector(".errs li")
    assert served.ask("select count(*) from incidents_lateentry") == [(0,)]
    page.fill("[name=arrived_0]", at(9))
    sent(page)
    page.wait_for_url(re.compile(r"/incidents/\d+/$"))
    assert "补录" in page.locator(".band-x").inner_text()
    assert served.ask("select status, rescued from incidents_incident") == [("CLOSED", 1)]
    assert served.ask("select count(*) from incidents_run where ended_at is null") == [(0,)]

    # It counts like any other.
    desk_person.open(f"/figures/runs.people/?year={began.year}")
    page.wait_for_selector("main:has-text('6')")
    assert served.ask("select sum(headcount) from incidents_run where departed_at is not null") == [(6,)]
