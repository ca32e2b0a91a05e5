"""On the scene: opened, crews inside, a roll-call with one missing, an answer without signal, command handed over."""

import pytest

from tests.e2e import desk

TABLET = {"width": 1180, "height": 820}
PHONE = {"width": 360, "height": 800}


@pytest.fixture
def burning(people):
    """A fire whose vehicles the desk has stamped as arrived."""
    taker = people("yuxiaojing").open("/desk/")
    incident = desk.take_call(taker)
    desk.order(taker)
    desk.finish_runs(taker, digits="12")
    return taker, incident


def opened(person, path):
    person.open(path)
    person.page.wait_for_selector("html[data-scene]")


def fill(page, act, **given):
    """Open the form of an act on the page, fill it, and send it."""
    page.locator(f"#scene-now a[data-act={act}]").first.click()
    form = page.locator(f"#act-{act}[open]")
    for name, value in given.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value) if name == "to" else field.select_option(value)
        else:
            field.fill(value)
    form.locator("button[type=submit]").click()
    page.wait_for_selector(f"#act-{act}:not([open])", state="attached")


def outcome(page, wanted):
    page.wait_for_selector(f"[data-outcome={wanted}]")


def enter(page, name, people):
    fill(page, "enter_crew", name=name, headcount=people, point="2单元楼梯", bar="300", cylinder="C68", rate="HEAVY")
    page.wait_for_selector(f".sc-crew:has-text('{name}')")


def answer(page, name):
    page.locator(f".sc-crew:has-text('{name}') form[action$='/answer_roll/'] button").click()


def test_nobody_is_called_safe_before_the_last_crew_has_answered_and_command_is_handed_over(people, served, burning):
    taker, incident = burning
    first = people("wuhaitao", **TABLET).open(f"/scenes/open/{incident}/")
    page = first.page
    page.fill("[name=post]", "小区北门")
    page.locator("main footer button[type=submit]").click()
    page.wait_for_selector("html[data-scene]")
    path = page.evaluate("location.pathname")
    outcome(page, "NOBODY")
    enter(page, "攻坚一组", "3")
    enter(page, "攻坚二组", "2")
    # A name that is inside already is refused in words, and its form opens again as it was filled.
    fill(page, "enter_crew", name="攻坚二组", headcount="4", point="1单元")
    page.locator("[data-refused] li:has-text('已有同名小组') button").first.click()
    assert page.locator("#act-enter_crew[open] [name=headcount]").input_value() == "4"
    page.locator("#act-enter_crew[open] [data-close]").click()
    page.locator("form[action$='/open_roll/'] button").click()
    outcome(page, "NOT_SAFE")

    # One answers, the other is silent: not all safe.
    page.wait_for_selector("form[action$='/answer_roll/']")
    answer(page, "攻坚一组")
    page.wait_for_selector(".sc-crew.whole:has-text('攻坚一组')")
    outcome(page, "NOT_SAFE")
    assert "全部安全" not in page.locator("main").inner_text()

    # Its answer is given without signal: it waits, and nothing is safe until it has arrived.
    page.context.set_offline(True)
    answer(page, "攻坚二组")
    page.wait_for_selector("[data-queued] li")
    page.wait_for_selector("[data-waiting].hand")
    outcome(page, "NOT_SAFE")
    page.context.set_offline(False)
    page.wait_for_selector("[data-queued]:not(:has(li))", state="attached", timeout=40_000)
    outcome(page, "SAFE")
    assert "全部安全" in page.locator("main").inner_text()

    # Command goes to the duty officer, by his own act, on his phone.
    fill(page, "offer_command", to="郑国锋", briefing="火势控制，两组在内攻，气量充足")
    page.wait_for_selector("#scene-now .note:has-text('郑国锋')")
    second = people("zhengguofeng", **PHONE)
    opened(second, path)
    phone = second.page
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    phone.locator("#scene-now .note form[action$='/take_command/'] button").click()
    phone.wait_for_selector("a[data-act=offer_command]")
    page.wait_for_selector("a[data-act=take_command]")

    # The desk's page of the incident says who commands and reads the log.
    taker.open(f"/incidents/{incident}/")
    taker.page.wait_for_selector("section:has-text('现场指挥') dd:has-text('郑国锋')")
    taker.page.wait_for_selector("#incident-log li:has-text('全部安全')")
    assert served.ask(
        "select u.name, c.state from scene_command c join units_user u on u.id = c.person_id order by c.id"
    ) == [("吴海涛", "HANDED"), ("郑国锋", "COMMANDING")]
    told = sorted(verb for (verb,) in served.ask("select verb from scene_press"))
    assert told == [
        "answer_roll",
        "answer_roll",
        "enter_crew",
        "enter_crew",
        "offer_command",
        "open_roll",
        "take_command",
    ]


def test_a_mayday_by_one_touch_stands_on_every_screen(people, served, burning):
    taker, incident = burning
    first = people("wuhaitao", **PHONE).open(f"/scenes/open/{incident}/")
    page = first.page
    page.locator("main footer button[type=submit]").click()
    page.wait_for_selector("html[data-scene]")
    taker.open(f"/incidents/{incident}/")
    enter(page, "攻坚一组", "3")

    page.locator(".sc-crew form[action$='/call_mayday/'] button").click()

    page.wait_for_selector(".sc-alarms .MAYDAY:has-text('攻坚一组')")
    outcome(page, "NOT_SAFE")
    taker.page.wait_for_selector("#incident-log li.asks:has-text('遇险')")
    taker.page.wait_for_selector("[role=alert]:has-text('攻坚一组')")
    assert served.ask("select cause from scene_rollcall") == [("MAYDAY",)]
