"""The main story: a call rings, vehicles go and come back, and the year's figure has grown by one."""

import re
from datetime import UTC, datetime

YEAR = datetime.now(UTC).year


def take_a_kitchen_fire(taker):
    """Take a call with the keyboard alone, from F2 to the proposed forces."""
    page = taker.page
    taker.press("F2")
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    page.wait_for_selector("#f-phone:focus")
    taker.type("13800006612")
    taker.press("Enter")
    taker.type("周女士")
    taker.press("Enter")
    taker.type("厨房着火了，窗户往外冒黑烟，我妈还在里面")
    taker.press("Enter")
    taker.type("东港")
    page.wait_for_selector("#place-list li")
    taker.press("Enter")
    page.wait_for_selector("#f-address:focus")
    taker.press("Enter")
    page.wait_for_selector("#f-kind:focus")
    taker.press("1")
    page.wait_for_selector("[name='facts.trapped']")
    page.focus("[name='facts.trapped']")
    taker.type("1")
    taker.press("Enter")
    page.wait_for_selector("#order:not([disabled])")


def test_from_ring_to_report_with_the_keyboard(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    take_a_kitchen_fire(taker)
    page.wait_for_selector("text=火灾二级")

    taker.press("F4")
    page.wait_for_selector("#radio li")
    stations = served.ask("select distinct station_id from incidents_dispatchorder order by 1")
    assert stations

    officer = people("hezhiyuan")
    for (station,) in stations:
        served_order = served.ask("select id from incidents_dispatchorder where station_id = %s", station)
        assert served_order
    assert officer.page.url.startswith(served.base)
