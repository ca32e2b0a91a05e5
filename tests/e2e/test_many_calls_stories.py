"""Many calls at once: a station warned before the order, callers of one fire, three calls on two seats."""

import re

from tests.e2e import desk

STATION = "select s.id from forces_station s join units_unit u on u.id = s.unit_id where u.short_name = '府山站'"


def terminal_of(served):
    return f"/station/{served.ask(STATION)[0][0]}/"


def warn(taker):
    """F8 arms, F8 again warns."""
    taker.press("F8")
    taker.page.wait_for_selector("[data-warn].armed")
    taker.press("F8")
    taker.page.wait_for_selector("[data-alert]")


def test_a_station_is_warned_while_the_call_goes_on_and_the_order_follows(people, served):
    officer = people("hezhiyuan").open(terminal_of(served))
    taker = people("yuxiaojing").open("/desk/")
    pk = desk.take_call(taker)
    warn(taker)
    officer.page.wait_for_selector("#orders [data-ringing]", state="attached")
    assert "预警" in officer.page.locator("#orders").inner_text()
    officer.press("Enter")
    taker.page.wait_for_selector("[data-alert]:has-text('已收')")
    assert served.ask("select count(*) from incidents_run") == [(0,)]

    desk.order(taker)
    officer.page.wait_for_selector("#depart")

    assert served.ask("select a.status, a.order_id = o.id from incidents_prealert a"
                      " join incidents_dispatchorder o using (incident_id, station_id) where incident_id = %s",
                      pk) == [("ORDERED", True)]  # fmt: skip
    assert "预警" in officer.page.locator(".seq").inner_text()


def test_one_press_warns_nobody_and_a_warning_is_stood_down_with_a_reason(people, served):
    officer = people("hezhiyuan").open(terminal_of(served))
    taker = people("yuxiaojing").open("/desk/")
    desk.take_call(taker)
    taker.press("F8")
    taker.page.wait_for_selector("[data-warn].armed")
    taker.press("Escape")
    taker.page.wait_for_selector("[data-warn]:not(.armed)")
    assert served.ask("select count(*) from incidents_prealert") == [(0,)]

    warn(taker)
    officer.page.wait_for_selector(".alert-x")
    taker.press("F8")
    taker.page.wait_for_selector("#f-stand:focus")
    taker.type("邻居已扑灭")
    taker.press("Enter")
    taker.page.wait_for_selector("[data-alert]", state="detached")
    officer.page.wait_for_selector(".calm-x")

    assert "邻居已扑灭" in officer.page.locator("#orders").inner_text()
    assert served.ask("select status, why, reason from incidents_prealert") == [("STOOD_DOWN", "BY_HAND", "邻居已扑灭")]


def test_a_repeated_call_is_merged_and_taken_apart_again(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    first = desk.take_call(taker)
    taker.open("/desk/")
    second = desk.take_call(taker, phone="0570302118", words="锦桂苑楼上冒黑烟")
    page.wait_for_selector("[data-repeated]")
    taker.press("F7")
    page.wait_for_url(re.compile(rf"/desk/{first}/$"))
    assert served.ask("select count(*) from incidents_call where incident_id = %s", first) == [(2,)]

    taker.open(f"/incidents/{second}/")
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("link", name="重新分开").click()
    page.wait_for_url(re.compile(r"/separate_call/"))
    page.fill("[name=reason]", "不是同一幢")
    taker.press("Enter")
    page.wait_for_url(re.compile(rf"/incidents/{second}/$"))

    assert served.ask("select incident_id, phone from incidents_call order by id") == [
        (first, "13800006612"),
        (second, "0570302118"),
    ]
    assert served.ask("select status from incidents_incident where id = %s", second) == [("DRAFT",)]


def test_the_same_telephone_is_recognised_before_anything_is_typed_twice(people):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    desk.take_call(taker)
    taker.press("F2")
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    page.wait_for_selector("#f-phone:focus")
    taker.type("13800006612")
    taker.press("Enter")

    page.wait_for_selector("[data-repeated]")

    assert "同一号码" in page.locator("[data-repeated]").inner_text()


def test_three_calls_on_two_seats(people, served):
    one, two = people("yuxiaojing").open("/desk/"), people("lintao").open("/desk/")
    first = desk.take_call(one)
    second = desk.take_call(one, phone="13911110000", words="对面楼也冒烟", place="jgy 9")
    third = desk.take_call(two, phone="13922220000", words="三楼冒烟", place="jgy 3")

    one.press("F10")
    one.page.wait_for_selector("#f-hand:focus")
    one.page.select_option("#f-hand", label="1 林涛")
    one.page.focus("#f-hand")
    one.press("Enter")
    one.page.wait_for_selector("[data-take]")
    two.page.wait_for_selector("#board .hand:has-text('接手')")
    two.open(f"/desk/{second}/")
    two.press("F10")
    two.page.wait_for_selector("[data-take]", state="detached")
    desk.order(two)
    one.open(f"/desk/{first}/")
    desk.order(one)

    owners = dict(
        served.ask("select i.id, u.username from incidents_incident i join units_user u on u.id = i.owner_id")
    )
    assert owners == {first: "yuxiaojing", second: "lintao", third: "lintao"}
    assert served.ask("select count(*) from incidents_incident where handed_at is not null") == [(0,)]
    twice = served.ask("select vehicle_id from incidents_run where ended_at is null group by 1 having count(*) > 1")
    assert twice == []
