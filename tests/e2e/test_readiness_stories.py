"""Readiness: a handover by two people on one screen; the board turns red when something is lacking and green again."""

import re

from tests.e2e import desk
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_ring_to_report import station_of


def row_of(page, station):
    return page.locator(f"#readiness tr[data-station='{station}']")


def test_two_people_hand_the_station_over_in_one_page(people, served):
    officer = people("hezhiyuan")
    station = station_of(served, "hezhiyuan")
    leader = people("xujun").open("/readiness/")
    before = row_of(leader.page, station).locator(".ho").inner_text()
    page = officer.page

    officer.open("/shifts/make/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/shifts/\d+/seats/$"))
    page.wait_for_selector("html[data-ready]")
    shift = int(re.search(r"/shifts/(\d+)/", page.url)[1])
    officer.press("Control+s")
    page.wait_for_url(re.compile(rf"/shifts/{shift}/$"))
    page.locator(f"form[action='/shifts/{shift}/handover/'] button").click()
    page.wait_for_url(re.compile(r"/handovers/\d+/$"))
    page.wait_for_selector("html[data-ready]")
    page.fill("#notes", "备用钥匙在值班室抽屉")
    page.locator(".sign-x .me-x button").first.click()
    page.wait_for_selector(".sign-x.signed")
    assert served.ask("select state from forces_shift where id = %s", shift) == [("DRAFT",)]

    page.fill(".other-x [name=username]", "wuhaitao")
    page.fill(".other-x [name=password]", "not-the-password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".note.now")
    page.fill(".other-x [name=username]", "wuhaitao")
    page.fill(".other-x [name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".sign-x.signed >> nth=1")

    assert "备用钥匙在值班室抽屉" in page.locator("main").inner_text()
    assert served.ask("select state from forces_shift where id = %s", shift) == [("IN_FORCE",)]
    on_duty = "select count(*) from forces_shift where station_id = %s and state = 'IN_FORCE'"
    assert served.ask(on_duty, station) == [(1,)]
    signed = "select count(distinct u) from forces_handover h, unnest(array[signed_out_by_id, signed_in_by_id]) u"
    assert served.ask(f"{signed} where h.incoming_id = %s", shift) == [(2,)]
    leader.page.wait_for_selector(f"#readiness tr[data-station='{station}'] .ho:not(:text-is('{before}'))")


def test_the_board_is_red_until_the_vehicle_is_confirmed_and_back_in_service(people, served):
    station = station_of(served, "hezhiyuan")
    leader = people("xujun").open("/readiness/")
    row = row_of(leader.page, station)
    red = f"#readiness tr[data-station='{station}'].bad"
    green = f"#readiness tr[data-station='{station}']:not(.bad)"
    leader.page.wait_for_selector(green)
    assert row.locator(".fo.away").count() == 0

    taker = people("yuxiaojing").open("/desk/")
    desk.take_call(taker)
    desk.order(taker)
    leader.page.wait_for_selector(f"{green} .fo.away")
    page = taker.page
    for number in range(page.locator("#radio li").count()):
        page.locator("#radio li").nth(number).click()
        page.wait_for_selector(f"#radio li:nth-child({number + 1})[aria-selected=true]")
        for digit in "1280":
            desk.stamp(taker, digit)
    leader.page.wait_for_selector(f"{red} .off .held")
    ours = served.ask(
        "select r.id from incidents_run r join forces_vehicle v on v.id = r.vehicle_id"
        " where v.home_id = %s and r.status = 'RETURNED' order by r.id",
        station,
    )

    # The first is said ready by radio: + asks for the four confirmations, Enter gives them.
    page.locator(f"#radio li[data-run='{ours[0][0]}']").click()
    taker.press("+")
    page.wait_for_selector("#ready-dialog[open] [name=cylinders]")
    taker.press("Enter")
    page.wait_for_selector(f"#radio li[data-run='{ours[0][0]}']", state="detached")
    # The others at the station's terminal: refused while the crew is not complete, then ready.
    officer = people("hezhiyuan")
    for (run,) in ours[1:]:
        officer.open(f"/station/{station}/")
        officer.page.locator(f"a[href^='/runs/{run}/ready/']").click()
        officer.page.wait_for_selector("[name=crew_complete]")
        officer.page.locator("main form button[type=submit]").click()
        officer.page.wait_for_selector(".field-x.bad [name=crew_complete]")
        officer.page.check("[name=crew_complete]")
        officer.page.locator("main form button[type=submit]").click()
        officer.page.wait_for_url(re.compile(r"/station/"))
    leader.page.wait_for_selector(f"{green} .off:not(:has(.held))")
    assert len(ours) > 1

    head = people("maojianjun")
    vehicle = served.ask(
        "select v.id from forces_vehicle v join forces_formationvehicle p on p.vehicle_id = v.id"
        " where v.home_id = %s and v.condition = 'IN_SERVICE' order by v.id limit 1",
        station,
    )[0][0]
    head.open(f"/vehicles/{vehicle}/off-road/")
    head.page.fill("[name=reason]", "水泵检修")
    head.press("Enter")
    leader.page.wait_for_selector(f"{red} .fo.no")
    head.open(f"/vehicles/{vehicle}/in-service/")
    head.page.locator("main form button[type=submit]").click()
    leader.page.wait_for_selector(green)
