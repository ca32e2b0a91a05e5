"""At the duty desk: false alarm, reinforcement, two dispatchers, a reload in the middle, another language."""

import re

from tests.e2e import desk


def test_a_false_alarm_is_filed_with_its_reason(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    pk = desk.take_call(taker)
    page.get_by_role("link", name="虚假警").click()
    page.wait_for_url(re.compile(r"/file_false/"))
    page.select_option("[name=subkind]", index=1)
    page.fill("[name=reason]", "烟感误报，物业到场确认")
    taker.press("Enter")
    page.wait_for_url(re.compile(rf"/incidents/{pk}/$"))

    assert served.ask("select status, kind from incidents_incident where id = %s", pk) == [("CLOSED", "FALSE")]
    assert "烟感误报" in page.locator("main").inner_text()


def test_reinforcement_follows_as_a_numbered_wave(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    pk = desk.take_call(taker)
    desk.order(taker)
    taker.press("F6")
    page.wait_for_selector("#find-forces:focus")
    page.locator("input[name=pick]:not(:checked):not([disabled]):not([data-busy])").first.check()
    page.wait_for_selector("#order:not([disabled])")
    with page.expect_navigation():
        taker.press("F4")
    page.wait_for_selector("#radio li")

    waves = served.ask("select wave from incidents_dispatchorder where incident_id = %s order by serial", pk)
    assert waves[-1] == (1,)
    assert waves[0] == (0,)


def test_two_dispatchers_cannot_send_the_same_vehicle_twice(people, served):
    first, second = (people("yuxiaojing").open("/desk/") for _ in range(2))
    desk.take_call(first)
    desk.take_call(second, phone="13800007777", words="另一处着火")
    same = first.page.locator("input[name=pick]:checked").first.get_attribute("value")
    assert second.page.locator(f"input[name=pick][value={same}]").is_checked()

    # Whoever is at work among the forces keeps what they ticked; the order itself must refuse.
    second.page.focus("#find-forces")
    desk.order(first)
    second.press("F4")
    second.page.wait_for_selector("#desk-errors .note")

    assert "0001" in second.page.locator("#desk-errors").inner_text()
    twice = served.ask("select vehicle_id from incidents_run where ended_at is null group by 1 having count(*) > 1")
    assert twice == []
    assert served.ask("select count(*) from incidents_incident where status = 'OPEN'") == [(1,)]


def test_what_was_typed_survives_a_reload(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    taker.press("F2")
    page.wait_for_selector("#f-phone:focus")
    taker.type("05703021188")
    page.focus("#f-words")
    taker.type("东门口冒烟")
    page.reload()
    page.wait_for_selector("html[data-ready]")

    assert page.input_value("#f-words") == "东门口冒烟"
    assert page.input_value("#f-phone") == "05703021188"
    page.wait_for_selector("#saved:not(:empty)")
    assert served.ask("select words from incidents_call") == [("东门口冒烟",)]


def test_enter_never_fires_while_an_input_method_composes(people):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    taker.press("F2")
    page.wait_for_selector("#f-phone:focus")
    page.focus("#f-words")
    page.evaluate(
        "document.querySelector('#f-words').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true}))"
    )
    assert page.evaluate("document.activeElement.id") == "f-words"
    taker.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-place"


def test_a_second_caller_is_joined_and_both_are_kept(people, served):
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    pk = desk.take_call(taker)
    desk.order(taker)
    taker.open("/desk/")
    desk.take_call(taker, phone="0570302118", words="锦桂苑楼上冒黑烟")
    page.wait_for_selector("[data-repeated]")
    taker.press("F7")
    page.wait_for_url(re.compile(rf"/desk/{pk}/$"))

    assert served.ask("select count(*) from incidents_call where incident_id = %s", pk) == [(2,)]


def test_the_whole_desk_speaks_english(people):
    taker = people("yuxiaojing", language="en").open("/desk/")
    desk.take_call(taker)
    text = taker.page.locator("main").inner_text()

    assert "Proposed forces" in text
    assert "fire level 2" in text.lower()
    assert "Responsible station" in text
