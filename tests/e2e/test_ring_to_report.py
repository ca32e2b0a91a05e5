"""The main story: a call rings, vehicles go and come back, and the year's figure has grown by one."""

import re
from datetime import datetime

from lanyan.kernel.periods import ZONE
from tests.e2e import desk

YEAR = datetime.now(ZONE).year
FIGURE = f"/figures/incidents.handled/?unit=3308&year={YEAR}"


def station_of(served, username):
    return served.ask(
        "select s.id from forces_station s join units_assignment a on a.unit_id = s.unit_id"
        " join units_user u on u.id = a.user_id where u.username = %s",
        username,
    )[0][0]


def test_from_ring_to_report_with_the_keyboard(people, served):
    leader = people("xujun").open(FIGURE)
    before = leader.page.locator(".bigfig").first.inner_text()
    taker = people("yuxiaojing", maps=True).open("/desk/")
    taker.page.wait_for_selector("#desk-map[data-ready] canvas")
    station = station_of(served, "hezhiyuan")
    officer = people("hezhiyuan").open(f"/station/{station}/")
    assert officer.page.locator("[data-enter]").count() == 0

    pk = desk.take_call(taker)
    desk.order(taker)
    officer.page.wait_for_selector("text=锦桂苑")
    officer.press("Enter")
    officer.page.wait_for_selector("#orders [data-ringing]", state="detached")
    officer.press("Enter")
    taker.page.wait_for_selector("#radio li:has-text('途中')")
    received = served.ask(
        "select r.received_at, r.departed_at from incidents_run r join incidents_dispatchorder o on o.id = r.order_id"
        " where o.station_id = %s",
        station,
    )
    assert received
    assert all(both[0] and both[1] for both in received)

    page = taker.page
    for number in range(page.locator("#radio li").count()):
        page.locator("#radio li").nth(number).click()
        keys = page.locator("#radio li").nth(number).get_attribute("data-keys")
        for digit in ("" if "2:" in keys else "1") + "23456780":
            desk.stamp(taker, digit)
    assert {status for (status,) in served.ask("select status from incidents_run")} == {"RETURNED"}

    taker.open(f"/incidents/{pk}/record_result/")
    taker.page.fill("[name=rescued]", "1")
    taker.page.fill("[name=evacuated]", "23")
    taker.page.fill("[name=property_protected]", "260.5")
    taker.press("Enter")
    taker.page.wait_for_url(re.compile(rf"/incidents/{pk}/$"))
    taker.open(f"/incidents/{pk}/close_incident/")
    taker.page.locator("main form[method=post] button[type=submit]").first.click()
    taker.page.wait_for_url(re.compile(rf"/incidents/{pk}/$"))
    assert served.ask("select status, rescued from incidents_incident where id = %s", pk) == [("CLOSED", 1)]

    leader.open(FIGURE)
    after = leader.page.locator(".bigfig").first.inner_text()
    assert _number(after) == _number(before) + 1
    leader.page.get_by_role("link", name=re.compile("锦桂苑|0001")).first.click()
    leader.page.wait_for_url(re.compile(rf"/incidents/{pk}/$"))
    leader.open(f"/report/3308/{YEAR}/")
    assert "24" in leader.page.locator("main").inner_text()


def _number(text):
    return int(re.sub(r"\D", "", text.split("\n")[0]))
