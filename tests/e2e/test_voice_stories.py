"""Who is calling and what was said: looked up by the page, taken by one key, recorded, found on the incident, heard."""

import json
import urllib.request
from datetime import timedelta

from tests.e2e import desk


def entered(person, path, **given):
    """Fill the form of a page and send it."""
    page = person.open(path).page
    for name, value in given.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main footer button[type=submit]").click()
    page.wait_for_url("**/voice/")


def key_of(person):
    """Make a key for the recorder, and copy it from the page."""
    page = person.open("/account/tokens/").page
    page.fill("[name=label]", "录音仪")
    page.check("[name=scopes][value='voice.bring_recordings']")
    page.locator("form[data-form] button[type=submit]").click()
    return page.locator("#fresh-key").inner_text()


def brought(served, key, began, seat, number):
    """The recorder tells what it holds, over the interface; gives what the interface answers."""
    told = {
        "id": "0001", "channel": "1", "seat": seat, "direction": "IN", "number": number, "uri": "1.wav",
        "began_at": began.isoformat(), "ended_at": (began + timedelta(seconds=9)).isoformat(),
    }  # fmt: skip
    request = urllib.request.Request(
        f"{served.base}/api/voice/recordings",
        json.dumps({"recorder": "REC-1", "recordings": [told]}).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_a_caller_is_looked_up_the_address_taken_by_one_key_and_the_call_heard_again(people, served):
    admin = people("yeqing")
    entered(admin, "/voice/lookup/set/", name="运营商来电查询", adapter="SIMULATOR")
    entered(admin, "/voice/recorders/add/", code="REC-1", name="接警录音仪", adapter="SIMULATOR")
    key = key_of(admin)

    # The number is typed; when the cursor leaves it, the page asks, and the answer stands below.
    taker = people("yuxiaojing").open("/desk/")
    page = taker.page
    taker.press("F2")
    page.wait_for_selector("#f-phone:focus")
    taker.type("13867001234")
    taker.press("Enter")
    page.wait_for_selector("[data-call-panel] :text('移动电话')")
    page.wait_for_selector("#desk-map .mk.located")
    assert page.input_value("#f-address") == ""

    # One key takes it, while the cursor stands where it stood; the dispatcher goes on from there.
    page.keyboard.press("Alt+a")
    page.wait_for_selector("[data-call-panel] :text('已采用')")
    page.wait_for_function("() => document.querySelector('#f-address').value.endsWith('附近')")
    page.focus("#f-words")
    taker.type("厨房着火了")
    page.focus("#f-kind")
    taker.press("1")
    page.wait_for_selector("[name='facts.trapped']")
    page.wait_for_selector("#order:not([disabled])")
    desk.order(taker)
    incident, lon, seat, answered = served.ask(
        "select i.id, i.lon, c.seat, c.answered_at from incidents_incident i"
        " join incidents_call c on c.incident_id = i.id"
    )[0]
    asked = served.ask("select number, state, lon, taken_at is not null from voice_calleranswer")
    assert asked == [("13867001234", "FOUND", lon, True)]

    # The recorder tells; the recording stands beside the call in hand, and on the incident, with its player.
    assert brought(served, key, answered, seat, "13867001234") == {"created": 1, "same": 0, "refused": []}
    taker.open(f"/desk/{incident}/")
    page.wait_for_selector(".desk > .more li.on audio")
    taker.open(f"/incidents/{incident}/")
    sound = page.locator(".rec-list audio")
    sound.focus()
    taker.press("Space")
    page.wait_for_function("() => document.querySelector('.rec-list audio').currentTime > 0.2")
    assert served.ask("select count(*) from voice_listening") == [(1,)]

    # Who looks into the history finds both: that somebody was looked up, and that somebody listened.
    admin.open("/audit/")
    told = admin.page.locator("main").inner_text()
    assert "查询来电信息" in told
    assert "调听录音" in told
    assert "138****1234" in told
