"""The wall: a call comes in and stands on it, closes and is gone; a figure opens into its records."""

from tests.e2e import desk


def test_a_call_stands_on_the_wall_until_it_is_closed(people, served):
    wall = people("xujun", maps=True).open("/wall/")
    wall.page.wait_for_selector("#wall-box canvas")
    wall.page.wait_for_selector(".calm-w")
    asked = []
    wall.page.on("request", lambda call: asked.append(call) if "/wall/now/" in call.url else None)
    taker = people("yuxiaojing").open("/desk/")
    incident = desk.take_call(taker)
    desk.order(taker)

    wall.page.wait_for_selector(".open-w li:has-text('锦桂苑') .signs-w:not(:empty)")
    assert {call.headers.get("x-lanyan-reread") for call in asked} == {"1"}
    assert wall.page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
    )
    desk.finish_runs(taker, digits="123456780")
    taker.open(f"/incidents/{incident}/close_incident/")
    taker.page.locator("main form[method=post] button[type=submit]").first.click()
    wall.page.wait_for_selector(".calm-w")

    assert wall.page.locator(".open-w li:has-text('锦桂苑')").count() == 0


def test_a_figure_of_the_wall_opens(people):
    wall = people("xujun").open("/wall/")
    wall.page.locator(".year-w a.value-w").first.click()
    wall.page.wait_for_url(lambda url: "/figures/incidents.handled/" in url)

    assert wall.page.locator("h1").inner_text()
