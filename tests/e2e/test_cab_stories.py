"""In the cab: an order comes, the signal goes and comes back, a stamp is taken back, the desk was first."""

import pytest

from lanyan.kernel.periods import ZONE
from tests.e2e import desk

TABLET = {"width": 1280, "height": 800}


@pytest.fixture
def out(people, served):
    """A fire is ordered; the station's first vehicle has turned out, and somebody sits in its cab."""
    taker = people("yuxiaojing").open("/desk/")
    incident = desk.take_call(taker)
    desk.order(taker)
    query = (
        "select r.vehicle_id, r.id from incidents_run r join forces_vehicle v on v.id = r.vehicle_id"
        " join forces_station s on s.id = v.home_id join units_unit u on u.id = s.unit_id"
        " where r.incident_id = %s and u.short_name = %s order by r.id limit 1"
    )
    ((vehicle, run),) = served.ask(query, incident, desk.STATION)
    cab = people("hezhiyuan", **TABLET).open(f"/cab/{vehicle}/")
    cab.page.wait_for_selector("html[data-cab]")
    return taker, cab, vehicle, run


def press(cab, stamp):
    cab.page.click(f"[data-stamps] [data-stamp={stamp}]")


def stands(served, run, stamp):
    return served.ask(f"select {stamp}_at from incidents_run where id = %s", run)[0][0]


def sent(cab):
    """Nothing waits on the device any more."""
    cab.page.wait_for_selector("[data-waiting]:empty", state="attached")


def test_an_order_appears_by_itself_and_one_touch_records_a_stamp(people, served):
    cab = people("hezhiyuan", **TABLET, maps=True).open("/cab/?choose=1")
    cab.page.locator(".cab-choose li a").first.wait_for()
    taker = people("yuxiaojing").open("/desk/")
    incident = desk.take_call(taker)
    desk.order(taker)
    vehicle = served.ask(
        "select r.vehicle_id from incidents_run r join units_unit u on u.id = r.unit_id"
        " where r.incident_id = %s and u.short_name = %s limit 1", incident, desk.STATION,
    )[0][0]  # fmt: skip
    cab.open(f"/cab/{vehicle}/")
    cab.page.wait_for_selector("html[data-cab]")
    cab.page.wait_for_selector("#cab-box canvas")

    with cab.page.expect_response(lambda answer: "/cab/presses/" in answer.url):
        press(cab, "departed")

    run, departed = served.ask("select id, departed_at from incidents_run where vehicle_id = %s", vehicle)[0]
    assert departed is not None
    assert served.ask("select result from incidents_stamppress where run_id = %s", run) == [("DONE",)]
    taker.page.wait_for_selector(f"#radio li:has-text('{cab.page.locator('.me b').inner_text()}'):has-text('途中')")


def test_presses_wait_through_a_loss_of_signal_and_arrive_in_order(out, served):
    _taker, cab, _vehicle, run = out
    press(cab, "departed")
    sent(cab)
    cab.page.context.set_offline(True)
    for stamp in ("arrived", "deployed", "water_on"):
        press(cab, stamp)
    cab.page.wait_for_selector("[data-waiting]:has-text('3')")
    assert stands(served, run, "arrived") is None

    cab.page.context.set_offline(False)
    sent(cab)

    query = "select stamp, at, received_at from incidents_stamppress where run_id = %s order by at"
    told = served.ask(query, run)
    assert [row[0] for row in told] == ["departed", "arrived", "deployed", "water_on"]
    assert stands(served, run, "water_on") == told[-1][1]
    assert all(at <= received for _stamp, at, received in told)
    assert stands(served, run, "arrived") < stands(served, run, "deployed") < stands(served, run, "water_on")


def test_what_waits_outlives_a_reload_without_signal(out, served):
    _taker, cab, _vehicle, run = out
    press(cab, "departed")
    sent(cab)
    cab.page.wait_for_selector("html[data-kept]")
    cab.page.context.set_offline(True)
    press(cab, "arrived")
    cab.page.wait_for_selector("[data-waiting]:has-text('1')")

    cab.page.reload()
    cab.page.wait_for_selector("html[data-cab]")
    cab.page.wait_for_selector("[data-stamps] .did.last:has-text('到场')")
    cab.page.context.set_offline(False)
    sent(cab)

    assert stands(served, run, "arrived") is not None


def test_an_undo_takes_back_what_was_sent_and_what_was_not(out, served):
    _taker, cab, _vehicle, run = out
    press(cab, "departed")
    sent(cab)
    cab.page.wait_for_selector("[data-undo]:visible")
    cab.page.click("[data-undo-key]")
    cab.page.wait_for_selector("[data-stamps] [data-stamp=departed]")
    sent(cab)
    cab.page.context.set_offline(True)
    press(cab, "departed")
    cab.page.wait_for_selector("[data-waiting]:has-text('1')")
    cab.page.click("[data-undo-key]")
    cab.page.wait_for_selector("[data-waiting]:empty", state="attached")
    cab.page.context.set_offline(False)

    results = served.ask("select result from incidents_stamppress where run_id = %s order by at", run)
    assert results == [("UNDONE",), ("DONE",)]
    assert stands(served, run, "departed") is None


def test_who_comes_second_is_told_who_was_first(out, served):
    taker, cab, _vehicle, run = out
    press(cab, "departed")
    sent(cab)
    cab.page.context.set_offline(True)
    sign = cab.page.locator(".me b").inner_text()
    taker.open(taker.page.url.removeprefix(taker.base))
    taker.page.click(f"#radio li:has-text('{sign}')")
    taker.page.wait_for_selector(f"#radio li[aria-selected=true]:has-text('{sign}')")
    with taker.page.expect_response(lambda answer: "/stamp/" in answer.url) as told:
        taker.press("2")
    assert told.value.ok
    press(cab, "arrived")
    cab.page.wait_for_selector("[data-waiting]:has-text('1')")
    cab.page.context.set_offline(False)

    cab.page.wait_for_selector("[data-refused] li")
    first = f"{stands(served, run, 'arrived').astimezone(ZONE):%H:%M:%S}"
    assert first in cab.page.locator("[data-refused] li").inner_text()
    cab.page.click("[data-refused] button")
    cab.page.wait_for_selector("[data-refused]:empty", state="attached")
    assert served.ask("select result, reason from incidents_stamppress where run_id = %s order by at", run)[-1] == (
        "REFUSED",
        "recorded",
    )


def test_asking_for_reinforcement_stands_out_at_the_desk(out):
    taker, cab, _vehicle, _run = out
    press(cab, "departed")
    cab.page.click("[data-ask]")
    cab.page.locator("[data-reason]").first.click()
    sent(cab)

    taker.open("/desk/")
    taker.page.wait_for_selector("#board tr", state="attached")
    assert cab.page.locator("#cab-ask[open]").count() == 0


def test_nothing_overlaps_and_every_target_fits_a_glove(out):
    _taker, cab, vehicle, _run = out
    for width, height in ((1280, 800), (360, 800)):
        cab.page.set_viewport_size({"width": width, "height": height})
        cab.open(f"/cab/{vehicle}/")
        cab.page.wait_for_selector("html[data-cab]")
        # One reading of the page: a live part may be replaced between two.
        boxes = cab.page.locator("aside button").evaluate_all(BOXES)

        assert boxes
        assert all(box["height"] >= 64 and box["width"] >= 64 for box in boxes)
        assert not any(_meet(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
        assert cab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


BOXES = """buttons => buttons.filter(button => button.checkVisibility()).map(button => {
    const {x, y, width, height} = button.getBoundingClientRect();
    return {x, y, width, height};
})"""


def _meet(a, b):
    return (
        a["x"] < b["x"] + b["width"] - 1 and b["x"] < a["x"] + a["width"] - 1
        and a["y"] < b["y"] + b["height"] - 1 and b["y"] < a["y"] + a["height"] - 1
    )  # fmt: skip
