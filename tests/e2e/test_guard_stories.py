"""A festival is guarded: planned, approved by another, stamped without signal, a missed round red, closed."""

import re
from datetime import datetime, timedelta

from lanyan.kernel.periods import ZONE
from tests.e2e import desk

PHONE = {"width": 360, "height": 800}


def local(at):
    return f"{at:%Y-%m-%dT%H:%M}"


def sent(page):
    page.locator("main footer button[type=submit]").click()


def verb(person, name):
    """Press the button of an act on the page of a guard, and send its form."""
    person.page.goto(person.page.url.split("/guards/")[0] + re.search(r"/guards/\d+/", person.page.url)[0] + name)
    sent(person.page)
    person.page.wait_for_url(re.compile(r"/guards/\d+/$"))


def planned(author, starts, ends):
    page = author.open("/guards/plan/").page
    page.fill("[name=title]", "水亭门元宵灯会")
    page.fill("[name=why]", "市政府元宵灯会安保工作方案")
    page.fill("[name=address]", "水亭门历史街区")
    page.fill("[name=lon]", "118.8731")
    page.fill("[name=lat]", "28.9672")
    page.fill("[name=starts_at]", local(starts))
    page.fill("[name=ends_at]", local(ends))
    page.select_option("[name=commander]", label="郑国锋")
    page.fill("[name=crowd]", "30000")
    sent(page)
    page.wait_for_url(re.compile(r"/guards/\d+/$"))
    return int(re.search(r"/guards/(\d+)/", page.url)[1])


def with_a_post(author, guard):
    page = author.open(f"/guards/{guard}/post/").page
    page.fill("[name=name]", "东门")
    page.fill("[name=task]", "看守消火栓，巡查摊位用电")
    page.fill("[name=people_needed]", "1")
    page.fill("[name=round_minutes]", "30")
    sent(page)
    page.wait_for_url(re.compile(r"/guards/\d+/$"))
    page.locator("#guard-now a[href$='/people/']").first.click()
    page.fill("[name=people]", "何志远")
    sent(page)
    page.wait_for_url(re.compile(r"/guards/\d+/$"))
    page.locator("#guard-now a[href$='/vehicles/']").first.click()
    page.locator("[name=vehicles] option").first.evaluate("one => { one.selected = true; }")
    sent(page)
    page.wait_for_url(re.compile(r"/guards/\d+/$"))


def test_a_festival_is_guarded_and_a_round_that_nobody_made_is_red(people, served):
    now = datetime.now(ZONE)
    author = people("maojianjun")
    guard = planned(author, now - timedelta(hours=1, minutes=40), now + timedelta(hours=3))
    with_a_post(author, guard)
    verb(author, "submit/")
    # Who wrote it does not approve it.
    author.page.goto(author.page.url + "approve/")
    sent(author.page)
    author.page.wait_for_selector(".errs li")

    chief = people("zhengguofeng").open(f"/guards/{guard}/")
    verb(chief, "approve/")
    assert "已批准" in chief.page.locator(".head").inner_text()

    # The one who is posted has it beside the menu, reads it, and says so.
    keeper = people("hezhiyuan", **PHONE).open("/guards/mine/")
    page = keeper.page
    page.get_by_role("button", name="签阅").click()
    page.wait_for_selector("text=已签阅")
    verb(chief, "begin/")
    assert served.ask("select kind, status from incidents_incident order by id desc limit 1") == [("GUARD", "OPEN")]

    # On the phone: at the post, and a round, the second without signal.
    page.get_by_role("link", name="进入执勤点").first.click()
    page.wait_for_selector("html[data-post]")
    page.get_by_role("button", name="到岗").click()
    page.wait_for_selector("#post-now .sc-lines b:has-text('何志远')")
    page.context.set_offline(True)
    page.get_by_role("button", name="巡查", exact=True).click()
    page.wait_for_selector("[data-queued] li")
    page.wait_for_selector("[data-waiting].hand")
    page.context.set_offline(False)
    page.wait_for_selector("[data-queued]:not(:has(li))", state="attached", timeout=40_000)
    page.wait_for_selector("#post-now .g-rounds .DONE")
    assert served.ask("select count(*) from guards_stamp where kind = 'ROUND'") == [(1,)]

    # What was found goes on as a clue.
    page.get_by_role("link", name="发现问题").click()
    page.fill("#act-FOUND [name=words]", "灯笼线路裸露")
    page.locator("#act-FOUND [name=as_clue]").check()
    page.locator("#act-FOUND button[type=submit]").click()
    page.wait_for_selector("#post-now :text('灯笼线路裸露')")
    assert served.ask("select count(*) from inspections_clue where words = '灯笼线路裸露'") == [(1,)]

    # The rounds before anybody came are red on the commander's page; they stay missed.
    chief.page.wait_for_selector(".g-rounds .MISSED")
    assert "漏巡" in chief.page.locator(".g-say").inner_text()
    verb(chief, "stand-down/")
    # It is closed when its vehicle is back, and its incident with it.
    taker = people("yuxiaojing").open("/desk/")
    incident = served.ask("select incident_id from guards_guard where id = %s", guard)[0][0]
    taker.open(f"/desk/{incident}/")
    desk.finish_runs(taker, digits="12890")
    chief.open(f"/guards/{guard}/close/")
    chief.page.fill("[name=summary]", "活动平稳，现场整改线路裸露1处。")
    sent(chief.page)
    chief.page.wait_for_url(re.compile(r"/guards/\d+/$"))
    assert "已归档" in chief.page.locator(".head").inner_text()
    assert served.ask("select status from incidents_incident where id = %s", incident) == [("CLOSED",)]

    # One incident, one run, one guard: counted from one place.
    chief.open("/figures/guards.rounds.missed/")
    assert served.ask("select count(*) from guards_round where state = 'MISSED'")[0][0] >= 2
