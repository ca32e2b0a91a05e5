"""The proposed forces at the desk: a closed road, what is lacking, and a busy vehicle sent all the same."""

import json

from lanyan.kernel import testing
from tests.e2e import desk


def forces(taker, pk):
    """What the forces pane says now: the map of its ways, and how soon each chosen formation is there."""
    page = taker.page
    page.goto(f"{taker.base}/desk/{pk}/")
    page.wait_for_selector("html[data-ready]")
    told = page.evaluate(
        "async (path) => { const page = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');"
        " return [page.getElementById('fresh-marks').textContent,"
        " [...page.querySelectorAll('.fm.sel .eta')].map((one) => one.textContent)]; }",
        f"/desk/{pk}/forces/",
    )
    return json.loads(told[0]), told[1]


def test_a_closed_road_sends_the_way_round_at_once(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    pk = desk.take_call(taker)
    before, soon = forces(taker, pk)
    way = before["routes"][0]
    assert len(way) > 3
    assert "按路网" in page.locator("#pane-forces").inner_text()

    page.goto(f"{taker.base}/roads/note/")
    page.wait_for_selector("html[data-ready]")
    page.fill("[name=road]", "西安路大桥")
    page.fill("[name=points]", "\n".join(f"{lon} {lat}" for lon, lat in way[1:3]))
    page.fill("[name=reason]", "桥面塌陷")
    page.focus("[name=reason]")
    with page.expect_navigation():
        taker.press("Enter")
    assert "正在生效" in page.locator("main").inner_text()
    testing.run_lanyan(served.url, "procrastinate", "worker", "--one-shot", "--queues", "default")
    after, later = forces(taker, pk)

    assert after["routes"][0] != way
    assert later != soon
    assert any("西安路大桥" in mark["text"] for mark in after["marks"])
    closure = served.ask("select id from forces_roadclosure")[0][0]
    page.goto(f"{taker.base}/roads/{closure}/lift/")
    with page.expect_navigation():
        page.get_by_role("button", name="解除").click()
    testing.run_lanyan(served.url, "procrastinate", "worker", "--one-shot", "--queues", "default")
    assert forces(taker, pk) == (before, soon)


def test_what_is_lacking_is_named_with_the_soonest_that_has_it(people, served):
    served.ask(
        "update forces_vehicle set condition = 'OFF_ROAD', condition_reason = '年检', condition_since_at = now()"
        " where capabilities ? 'ladder_m' and (capabilities->>'ladder_m')::float > 20 returning id"
    )
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    desk.take_call(taker)
    page.select_option("[name='facts.place_class']", "high_rise")
    page.wait_for_selector("#pane-forces .short-x.now")
    said = page.locator("#pane-forces .short-x.now").first.inner_text()

    assert "举高" in said
    assert "不能出动" in said


def test_a_busy_vehicle_goes_with_a_reason_and_only_then(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    desk.take_call(taker)
    desk.order(taker)
    second = desk.take_call(taker, phone="13800007777", words="另一处着火")
    # Ticked with the keyboard: the box has the cursor while the pane is read again.
    busy = page.locator("input[name=pick][data-busy]:not([disabled])").first
    wanted = busy.get_attribute("value")
    busy.focus()
    taker.press("Space")
    page.wait_for_selector("#override-x:not([hidden])")
    taker.press("F4")
    page.wait_for_selector("#desk-errors .note")
    ticked = [box.get_attribute("value") for box in page.locator("input[name=pick]:checked").all()]
    assert wanted in ticked
    assert len(set(ticked)) == len(ticked)
    assert served.ask("select count(*) from incidents_run where incident_id = %s", second) == [(0,)]

    page.fill("#f-override", "人员被困，就近先到")
    page.fill("#f-change", "就近增派")
    taker.press("F4")
    page.wait_for_selector("#radio li")

    reasons = served.ask("select distinct override_reason from incidents_run where incident_id = %s", second)
    assert ("人员被困，就近先到",) in reasons


def test_the_proposal_follows_while_the_call_is_written_down(people, served):
    taker, head = people("yuxiaojing").open("/desk/"), people("yeqing")
    page = taker.page
    desk.take_call(taker)
    first = page.locator(".fm.sel").first
    sign = served.ask(
        "select v.id, v.call_sign from forces_vehicle v join forces_formationvehicle p on p.vehicle_id = v.id"
        " where 'f' || p.formation_id = %s or 'v' || v.id = %s limit 1",
        *[first.locator("input").get_attribute("value")] * 2,
    )[0]
    head.open(f"/vehicles/{sign[0]}/hold/")
    head.page.fill("[name=reason]", "安保备勤")
    head.page.select_option("[name=kind]", "RESERVED")
    head.page.focus("[name=reason]")
    with head.page.expect_navigation():
        head.press("Enter")

    said = page.locator("#pane-forces .fm", has_text="备勤保留").first
    said.wait_for()
    assert sign[1] in said.inner_text()
