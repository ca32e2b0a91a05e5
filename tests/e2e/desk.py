"""What the stories' people do at the desk, with the keyboard."""

import re

STATION = "府山站"


def take_call(
    taker,
    *,
    phone="13800006612",
    words="厨房着火了，窗户往外冒黑烟，我妈还在里面",
    place="jgy 7",
    exact="",
    trapped="1",
):
    """Take a call from F2 to the proposed forces: number, caller, words, place by initials, kind, who is trapped."""
    page = taker.page
    taker.press("F2")
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector("#f-phone:focus")
    taker.type(phone)
    taker.press("Enter")
    taker.type("周女士")
    taker.press("Enter")
    taker.type(words)
    taker.press("Enter")
    page.wait_for_selector("#f-place:focus")
    page.keyboard.type(place, delay=15)
    page.wait_for_selector("#place-list li")
    taker.press("Enter")
    page.wait_for_selector("#f-address:focus")
    if exact:
        page.fill("#f-address", exact)
    taker.press("Enter")
    page.wait_for_selector("#f-kind:focus")
    taker.press("1")
    page.wait_for_selector("[name='facts.trapped']")
    page.focus("[name='facts.trapped']")
    taker.type(trapped)
    taker.press("Enter")
    page.wait_for_selector("#order:not([disabled])")
    page.wait_for_selector("#pane-intake .lv.f2")
    return int(re.search(r"/desk/(\d+)/", page.url)[1])


def order(taker):
    """F4, and wait until the incident stands with its vehicles."""
    taker.press("F4")
    taker.page.wait_for_selector("#radio li")


def stamp(taker, digit, times=1):
    """Press a digit of the keypad for the chosen vehicle."""
    for _ in range(times):
        with taker.page.expect_response(lambda answer: "/stamp/" in answer.url):
            taker.press(digit)


def finish_runs(taker, digits="23456789"):
    """Stamp every vehicle on the desk through to its station, one after the other, as the radio says it."""
    page = taker.page
    count = page.locator("#radio li").count()
    for number in range(count):
        page.locator("#radio li").nth(number).click()
        page.wait_for_selector(f"#radio li:nth-child({number + 1})[aria-selected=true]")
        for digit in digits:
            with page.expect_response(lambda answer: "/stamp/" in answer.url) as told:
                taker.press(digit)
            assert told.value.ok, told.value.text()
