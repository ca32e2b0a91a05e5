"""At the record and the station: correction after closing, the terminal after a lost connection, rights."""

import re

from tests.e2e import desk


def close(taker, pk):
    """Bring every vehicle home and close."""
    page = taker.page
    for number in range(page.locator("#radio li").count()):
        page.locator("#radio li").nth(number).click()
        for digit in "123456780":
            desk.stamp(taker, digit)
    taker.open(f"/incidents/{pk}/close_incident/")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/incidents/{pk}/$"))


def test_a_closed_incident_is_corrected_as_a_revision_with_its_reason(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    pk = desk.take_call(taker)
    desk.order(taker)
    close(taker, pk)

    taker.open(f"/incidents/{pk}/correct_incident/")
    page.fill("[name=rescued]", "2")
    page.fill("[name=reason]", "漏记一人")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/incidents/{pk}/$"))

    assert served.ask("select status, rescued from incidents_incident where id = %s", pk) == [("CLOSED", 2)]
    page.wait_for_selector("text=漏记一人")


def test_the_terminal_shows_an_order_that_came_while_it_was_cut_off(people, served):
    station = served.ask(
        "select s.id from forces_station s join units_unit u on u.id = s.unit_id where u.short_name = %s", desk.STATION
    )[0][0]
    officer = people("hezhiyuan").open(f"/station/{station}/")
    officer.page.wait_for_selector("[data-live-light]:not(.lost)", state="attached")
    served.kill()
    officer.page.wait_for_selector("[data-live-light].lost", state="attached")
    served.start()
    taker = people("yuxiaojing").open("/desk/")
    desk.take_call(taker)
    desk.order(taker)

    officer.page.wait_for_selector("text=锦桂苑", timeout=20_000)
    officer.press("Enter")
    officer.page.wait_for_selector("#orders [data-ringing]", state="detached")
    assert served.ask("select count(*) from incidents_dispatchorder where received_at is not null") == [(1,)]


def test_a_leader_reads_everything_and_is_offered_nothing(people, served):
    taker = people("yuxiaojing").open("/desk/")
    pk = desk.take_call(taker)
    desk.order(taker)
    leader = people("xujun").open(f"/incidents/{pk}/")

    assert "锦桂苑" in leader.page.locator("main").inner_text()
    assert leader.page.locator("main button[name=stamp]").count() == 0
    assert "13800006612" not in leader.page.content()
