"""Rounds to hydrants as they are lived: a fault noted without signal, passed on, chased, closed by a look."""

import re

import pytest

from tests.e2e.prevention import PHONE, photograph

# Looks until the worker of the rounds holds what a reload needs: the page and its scripts.
HELD = """async (ends) => {
    for (let left = 150; left; left -= 1) {
        const kept = (await (await caches.open("lanyan-water-1")).keys()).map((one) => one.url);
        const whole = ends.every((end) => kept.some((url) => url.endsWith(end)));
        if (navigator.serviceWorker.controller && whole) return true;
        await new Promise((done) => setTimeout(done, 100));
    }
    return false;
}"""
WELL = (
    "select w.id, w.name from forces_watersource w join units_unit u on u.id = w.unit_id"
    " where w.state = 'IN_SERVICE' and u.path = %s order by w.number limit 1"
)
PATH = (
    "select t.path from units_unit t join units_assignment a on a.unit_id = t.id"
    " join units_user p on p.id = a.user_id where p.username = 'hezhiyuan'"
)


def submit(page):
    page.locator("main form[method=post] footer button[type=submit]").click()


@pytest.mark.usefixtures("pdf_library")
def test_a_fault_found_without_signal_is_passed_chased_and_closed_by_a_look(people, served):
    [(path,)] = served.ask(PATH)
    [(source, name)] = served.ask(WELL, path)
    officer = people("hezhiyuan", **PHONE)
    page, context = officer.page, officer.page.context
    officer.open(f"/water/{source}/round/")
    page.wait_for_selector("html[data-round]")
    assert name in page.locator("h1").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(HELD, ["/round/", "rounds.js", "outbox.js"])

    # No signal: the look waits on the phone, also through a reload; nothing chosen is said at once.
    context.set_offline(True)
    page.locator("[data-look] button[type=submit]").click()
    page.wait_for_selector("[data-blocked]:not([hidden])")
    page.check("[name=found][value=faulty]", force=True)
    page.check("[name=kind][value=VALVE]", force=True)
    page.fill("[name=fault]", "阀杆断裂")
    page.set_input_files("[name=photographs]", photograph("阀门.jpg", "red"))
    page.locator("[data-look] button[type=submit]").click()
    page.wait_for_selector("[data-queued] li")
    page.wait_for_selector("[data-waiting].hand")
    page.reload()
    page.wait_for_selector("[data-queued] li")
    assert served.ask("select count(*) from forces_watercheck where source_id = %s and key <> ''", source) == [(0,)]

    # Signal: it arrives once, with its photograph and its own time.
    context.set_offline(False)
    page.wait_for_selector("[data-queued]:not(:has(li))", state="attached", timeout=40_000)
    told = served.ask(
        "select f.id, f.kind, f.words, f.state from forces_waterfault f where f.source_id = %s and f.closed_at is null",
        source,
    )
    assert [row[1:] for row in told] == [("VALVE", "阀杆断裂", "FOUND")]
    fault = told[0][0]
    assert served.ask(
        "select count(distinct c.id), count(a.id) from forces_watercheck c left join kernel_attachment a"
        " on a.record_kind = 'forces.watercheck' and a.record_id = c.id where c.source_id = %s and c.key <> ''",
        source,
    ) == [(1, 1)]

    # The duty officer passes it to the company, prints the list, notes receipt, chases.
    duty = people("zhengguofeng")
    desk = duty.page
    duty.open(f"/water/faults/{fault}/")
    desk.locator("a[data-verb=pass_faults]").click()
    desk.wait_for_url(re.compile(r"/pass/$"))
    assert desk.locator(f"[name=faults][value='{fault}']").is_checked()
    submit(desk)
    desk.wait_for_url(re.compile(r"/water/lists/\d+/$"))
    made = re.search(r"/lists/(\d+)/", desk.url)[1]
    for form, mark in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = desk.request.get(f"{served.base}/water/lists/{made}/file.{form}")
        assert paper.ok
        assert paper.body().startswith(mark)
    desk.locator("a[data-verb=receive_transfer]").click()
    desk.fill("[name=received_by]", "汪立新")
    submit(desk)
    desk.wait_for_url(re.compile(rf"/lists/{made}/$"))
    duty.open(f"/water/faults/{fault}/remind/")
    desk.select_option("[name=way]", "PHONE")
    desk.fill("[name=words]", "请今日到场")
    submit(desk)
    desk.wait_for_url(re.compile(rf"/faults/{fault}/$"))
    assert "请今日到场" in desk.locator("main").inner_text()
    desk.locator("a[data-verb=say_mended]").click()
    desk.fill("[name=who]", "汪立新")
    submit(desk)
    desk.wait_for_url(re.compile(rf"/faults/{fault}/$"))
    assert served.ask("select state from forces_watersource where id = %s", source) == [("FAULTY",)]

    # Only the look of the crew closes it.
    officer.open(f"/water/faults/{fault}/look/")
    page.wait_for_selector("html[data-round]")
    page.check("[name=found][value=well]", force=True)
    page.locator("[data-look] button[type=submit]").click()
    page.wait_for_selector("[data-done]:not([hidden])")
    page.wait_for_selector("[data-waiting]:not(.hand)")
    page.wait_for_selector("[data-queued]:not(:has(li))", state="attached")

    assert served.ask(
        "select f.state, w.state, c.found_faulty from forces_waterfault f"
        " join forces_watersource w on w.id = f.source_id"
        " join forces_watercheck c on c.id = f.closed_by_look_id where f.id = %s",
        fault,
    ) == [("CLOSED", "IN_SERVICE", False)]
