"""Prevention as its people live it: a check on the phone to its closed hazard, refusals, caps, draws, transfers."""

import re

import pytest

from lanyan.kernel import testing
from tests.e2e import prevention
from tests.e2e.prevention import HEAD, INSPECTOR, PHONE, PLACE

# What the phone sends of a check under way.
SENT = re.compile(r"/checks/\d+/(say|photographs)/$")
# Looks until the worker of the page holds what its reload needs: the page and its scripts.
HELD = """async (ends) => {
    for (let left = 150; left; left -= 1) {
        const kept = (await (await caches.open("lanyan-checks-1")).keys()).map((one) => one.url);
        const whole = ends.every((end) => kept.some((url) => url.endsWith(end)));
        if (navigator.serviceWorker.controller && whole) return true;
        await new Promise((done) => setTimeout(done, 100));
    }
    return false;
}"""


@pytest.fixture(scope="session")
def template(template):
    """The stories' ground with places, inspectors and checks that have begun."""
    return testing.prepared_database(
        "lanyan_prevention_template",
        lambda url: testing.run_lanyan(url, "shell", "-v", "0", "-c", prevention.PREPARE),
        template=template,
    )


@pytest.mark.usefixtures("pdf_library")
def test_a_check_goes_from_plan_to_the_closed_hazard_on_the_phone(people, served, chromium):
    inspector = people(INSPECTOR, **PHONE)
    page = inspector.page
    pk = prevention.plan_and_notify(inspector)
    prevention.begin(inspector, pk)
    prevention.answer_all(page, no=1)
    prevention.find_hazard(page, "东侧安全出口上锁")
    assert prevention.wide(page) <= 0
    page.fill("[name=result_words]", "发现一处隐患，已告知")
    page.fill("[name=signed_name]", "王建国")
    page.wait_for_selector("[data-waiting]:not(.hand)")
    page.locator("#conclude button.btn-do").click()
    page.wait_for_selector("[data-blocked]:not([hidden])")
    prevention.sign(page, "[data-pad]")
    page.locator("#conclude button.btn-do").click()
    page.wait_for_url(re.compile(rf"/checks/{pk}/$"))

    # The notice is served there and then.
    page.click("a[href$='/hazards/order/']")
    page.check("[name=how][value=BY_DATE]")
    page.fill("[name=due_date]", day(served, 14))
    prevention.submit(page)
    prevention.serve(page)
    notice = re.search(r"/papers/(\d+)/", page.url)[1]
    told = page.request.get(f"{served.base}/papers/{notice}/file.pdf")
    assert told.ok
    assert told.body().startswith(b"%PDF")

    # The occupier's evidence, through a link and without an account.
    page.locator("a[href^='/hazards/']", has_text="YH").first.click()
    page.wait_for_url(re.compile(r"/hazards/\d+/$"))
    hazard = page.url
    prevention.follow(page, "make_evidence_link", "/link/")
    prevention.submit(page)
    address = page.input_value("#link-address")
    occupier = chromium.new_context(viewport=PHONE, locale="zh-CN").new_page()
    occupier.goto(address)
    occupier.set_input_files("[name=files]", prevention.photograph("已整改.jpg", "green"))
    occupier.check("[name=fixed]")
    occupier.locator("main form button[type=submit]").click()
    occupier.wait_for_url(re.compile(r"\?thanks$"))
    occupier.wait_for_selector("text=已整改.jpg")
    assert prevention.wide(occupier) <= 0
    occupier.context.close()

    # Re-checked, its opinion served, closed.
    page.goto(hazard)
    prevention.follow(page, "recheck_hazard", "/recheck/")
    page.locator("[name=looked_at]").first.check()
    page.locator("[name=fixed]").first.check()
    for officer in (prevention.LEAD, prevention.SECOND):
        page.locator("label", has_text=re.compile(rf"^\s*{officer}")).locator("[name=officers]").check()
    prevention.submit(page)
    page.wait_for_url(lambda url: "/recheck/" not in url)
    assert served.ask("select status from inspections_hazard where inspection_id = %s", pk) == [("CLOSED",)]
    kinds = served.ask(
        "select k.code, p.status from inspections_paper p join kernel_code k on k.id = p.kind_id"
        " where p.inspection_id = %s order by p.id",
        pk,
    )
    assert kinds == [
        ("CHECK_NOTICE", "SERVED"),
        ("CHECK_RECORD", "SERVED"),
        ("BY_DATE", "SERVED"),
        ("RECHECK", "MADE"),
    ]


def test_who_refuses_to_sign_is_noted_before_two_witnesses(people, served):
    inspector = people(INSPECTOR, **PHONE)
    page = inspector.page
    pk = prevention.plan_and_notify(inspector)
    prevention.begin(inspector, pk)
    prevention.answer_all(page)
    page.fill("[name=result_words]", "未发现隐患")
    page.click("details.alt-x > summary")
    page.fill("[name=refused_because]", "对检查结果有异议")
    page.fill("[name=witnesses]", "社区干部张兰")
    page.wait_for_selector("[data-waiting]:not(.hand)")
    page.locator("#conclude button.btn-do").click()
    page.wait_for_selector("#conclude [role=alert]:has-text('2')")
    assert served.ask("select state from inspections_inspection where id = %s", pk) == [("UNDERWAY",)]

    page.wait_for_selector("html[data-check-ready]")
    page.fill("[name=witnesses]", "社区干部张兰、物业经理陈刚")
    page.locator("#conclude button.btn-do").click()
    page.wait_for_url(re.compile(rf"/checks/{pk}/$"))

    page.wait_for_selector("text=物业经理陈刚")
    assert served.ask(
        "select service, witnesses, refusal from inspections_paper p join kernel_code k on k.id = p.kind_id"
        " where p.inspection_id = %s and k.code = 'CHECK_RECORD'",
        pk,
    ) == [("WITNESSED", "社区干部张兰、物业经理陈刚", "对检查结果有异议")]


def test_a_planned_check_over_the_cap_is_refused_in_words(people, served):
    inspector = people(INSPECTOR, **PHONE)
    page = inspector.open("/checks/new/").page
    page.fill("[name=premises]", prevention.CAPPED)
    page.select_option("[name=cause]", "SPECIAL")
    page.select_option("[name=drive]", index=1)
    prevention.submit(page)

    page.wait_for_selector("[role=alert]:has-text('满额酒店')")
    said = page.locator("[role=alert]").inner_text()
    assert "2" in said
    assert "上限" in said or "不得超过" in said or "最多" in said
    assert page.input_value("[name=premises]") == prevention.CAPPED

    # Led by a complaint it is outside the cap, as the local rule says.
    page.select_option("[name=cause]", "COMPLAINT")
    page.fill("[name=cause_words]", "12345 转办 第 8 号")
    page.select_option("[name=drive]", "")
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/checks/\d+/$"))
    assert served.ask("select counts_to_cap from inspections_inspection order by id desc limit 1") == [(False,)]


def draw(person, seed):
    """Draw four places with a seed; the address of the draw and who was drawn, in order."""
    page = person.open("/draws/new/").page
    page.fill("[name=title]", f"双随机 {seed}")
    page.fill("[name=wanted]", "4")
    page.fill("[name=seed]", seed)
    page.fill("[name=scheduled_date]", page.evaluate("new Date(Date.now() + 9e8).toISOString().slice(0, 10)"))
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/draws/\d+/$"))
    return page.url, page.locator("#drawn tbody tr").all_inner_texts()


def test_a_draw_run_again_says_the_same_and_never_draws_the_unqualified(people, served):
    inspector = people(INSPECTOR)
    address, first = draw(inspector, "qz-2026-05-13")
    page = inspector.page
    prevention.follow(page, "run_again", "/again/")
    assert page.locator("#drawn tbody tr").all_inner_texts() == first
    page.wait_for_selector("[role=status]:has-text('一致'), [role=status]:has-text('相同')")
    assert len(first) == 4
    assert prevention.ASSISTANT not in page.locator("main").inner_text()

    _other, second = draw(inspector, "qz-2026-05-14")
    assert second != first

    # Somebody else, who did not draw, gets the same result.
    head = people(HEAD, **PHONE).open(address.removeprefix(served.base))
    prevention.follow(head.page, "run_again", "/again/")
    assert [row.split() for row in head.page.locator("#drawn tbody tr").all_inner_texts()] == [
        row.split() for row in first
    ]
    assert prevention.wide(head.page) <= 0


def day(served, ahead=0):
    """Today in Beijing, or a day after it, as a date field takes it."""
    return served.ask("select ((now() at time zone 'Asia/Shanghai')::date + %s)::text", ahead)[0][0]


def check_of(served, place):
    """The key of the check of a place."""
    query = (
        "select i.id from inspections_inspection i join premises_premises p on p.id = i.premises_id where p.name = %s"
    )
    return served.ask(query, place)[0][0]


def suspect(person, served, place):
    """Enter a suspected major hazard in the check of a place; its key."""
    check = check_of(served, place)
    page = person.open(f"/checks/{check}/").page
    page.click(f"a[href='/checks/{check}/major/']")
    page.fill("[name=words]", "疏散楼梯被封堵，自动消防设施停用")
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/majors/\d+/$"))
    return int(re.search(r"/majors/(\d+)/", page.url)[1])


def do(person, verb, address, **typed):
    """Press a verb, fill its form, send it, and come back to the record."""
    page = person.page
    prevention.follow(page, verb, address)
    for name, value in typed.items():
        field = page.locator(f"[name={name}]").first
        if field.get_attribute("type") == "radio":
            page.check(f"[name={name}][value='{value}']")
        elif field.evaluate("one => one.tagName") == "SELECT":
            page.select_option(f"[name={name}]", str(value))
        else:
            field.fill(str(value))
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/\w+/\d+/$"))


def test_a_major_hazard_is_judged_listed_delisted_and_closed(people, served):
    inspector = people(INSPECTOR)
    page = inspector.page
    pk = suspect(inspector, served, prevention.OLD)
    prevention.follow(page, "judge_major", "/judge/")
    for number in range(6):
        page.locator("[name=elements]").nth(number).check()
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/majors/\d+/$"))
    do(inspector, "study_major", "/study/", study_names="徐骏\n毛建军\n王立", words="一致认定为重大火灾隐患")
    head = people(HEAD).open(f"/majors/{pk}/")
    do(head, "determine_major", "/determine/", is_major="1")

    today, later = day(served), day(served, 90)
    inspector.open(f"/majors/{pk}/")
    do(inspector, "make_major_notice", "/notice/", due_date=later)
    page.locator("a[href$='/serve/']").first.click()
    prevention.serve(page)
    inspector.open(f"/majors/{pk}/")
    do(inspector, "report_major", "/report/", through="应急管理局")
    do(inspector, "enter_major_receipt", "/receipt/", receipt="应急收〔2026〕7号")
    do(
        inspector, "list_major", "/list/", level="COUNTY", list_number="柯政督〔2026〕3号", listed_date=today,
        due_date=later, responsible="旧楼商场", supervising="区商务局",
    )  # fmt: skip
    do(inspector, "tell_progress", "/progress/", percent="80", words="疏散楼梯已打通")
    do(inspector, "ask_delisting", "/ask_delisting/")
    do(inspector, "decide_delisting", "/decide_delisting/", granted="1", delisted_date=today)
    head.open(f"/majors/{pk}/")
    do(head, "close_major", "/close/", words="复查合格，予以销案")

    found = served.ask("select status, standard, level, percent from inspections_majorhazard m"
                       " join inspections_progress p on p.major_id = m.id where m.id = %s", pk)  # fmt: skip
    assert found == [("CLOSED", "2017", "COUNTY", 80)]


def test_a_check_since_november_2025_cannot_be_judged_while_the_new_table_is_empty(people, served):
    inspector = people(INSPECTOR)
    pk = suspect(inspector, served, prevention.NEW)
    prevention.follow(inspector.page, "judge_major", "/judge/")

    said = inspector.page.locator("main").inner_text()
    assert "2025" in said
    assert inspector.page.locator("[name=elements]").count() == 0
    assert served.ask("select status, standard from inspections_majorhazard where id = %s", pk) == [("SUSPECTED", "")]


def test_a_matter_of_another_body_is_handed_over_and_answered(people, served):
    inspector = people(INSPECTOR, **PHONE)
    page = inspector.page
    check = check_of(served, prevention.NEW)
    inspector.open(f"/checks/{check}/conduct/")
    page.wait_for_selector("html[data-check-ready]")
    page.locator("li[data-item] button[data-value=NO]").first.click()
    page.wait_for_selector("[data-waiting]:not(.hand)")
    page.reload()
    prevention.find_hazard(page, "销售改装电动自行车", picture=False)
    page.locator("#found-hazards .found-x a").first.click()
    page.wait_for_url(re.compile(r"/hazards/\d+/$"))
    prevention.follow(page, "send_transfer", "/transfer/")
    page.select_option("[name=matter]", "EBIKE")
    page.fill("[name=words]", "店内销售改装电动自行车三辆")
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/transfers/\d+/$"))
    assert "市场监督" in page.locator("main").inner_text()
    do(inspector, "receive_transfer", "/receive/", receipt_number="市监收〔2026〕11号")
    prevention.follow(page, "answer_transfer", "/answer/")
    page.select_option("[name=outcome]", index=1)
    page.fill("[name=words]", "已立案查处")
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/transfers/\d+/$"))

    assert served.ask("select status, receipt_number, outcome_words from inspections_transfer") == [
        ("ANSWERED", "市监收〔2026〕11号", "已立案查处")
    ]
    assert prevention.wide(page) <= 0


def test_answers_and_photographs_wait_for_signal_and_arrive_once_in_order(people, served):
    inspector = people(INSPECTOR, **PHONE)
    page, context = inspector.page, inspector.page.context
    check = check_of(served, prevention.NEW)
    inspector.open(f"/checks/{check}/conduct/")
    page.wait_for_selector("html[data-check-ready]")
    assert page.evaluate(HELD, ["photo_queue.js", "answer_queue.js", "outbox.js", "/conduct/"])
    context.set_offline(True)
    # A page that is read again is online for a moment, until the browser is told anew.
    context.route(SENT, lambda route: route.abort())
    first = page.locator("li[data-item]").first
    first.locator("button[data-value=NO]").click()
    first.locator("button[data-value=YES]").click()
    for name, colour in (("一.jpg", "red"), ("二.jpg", "blue")):
        page.set_input_files("#photographs [name=file]", prevention.photograph(name, colour))
        page.fill("#photographs [name=caption]", name)
        page.locator("#photographs form button").click()
        page.wait_for_selector(f"[data-queued] li:has-text('{name}')")
    page.fill("[name=result_words]", "无信号时写下")
    page.wait_for_selector("[data-waiting].hand")
    page.reload()
    page.wait_for_selector("html[data-check-ready]")
    assert page.locator("[data-queued] li").count() == 2
    assert page.locator("li[data-item]").first.locator("[aria-pressed=true]").get_attribute("data-value") == "YES"
    assert page.input_value("[name=result_words]") == "无信号时写下"
    assert served.ask("select count(*) from inspections_photokey") == [(0,)]

    context.unroute(SENT)
    context.set_offline(False)
    page.wait_for_selector("[data-waiting]:not(.hand)", timeout=40_000)
    page.wait_for_selector("[data-queued]:not(:has(li))", state="attached", timeout=40_000)

    assert served.ask(
        "select a.caption from kernel_attachment a join inspections_photokey k on k.attachment_id = a.id order by a.id"
    ) == [("一.jpg",), ("二.jpg",)]
    assert served.ask("select value from inspections_answer where inspection_id = %s", check) == [("YES",)]
    assert served.ask("select result_words from inspections_inspection where id = %s", check) == [("无信号时写下",)]
    page.reload()
    page.wait_for_selector("[data-kept] a:has-text('二.jpg')")


def test_the_notice_is_refused_until_its_people_are_chosen(people, served):
    inspector = people(INSPECTOR, **PHONE)
    page = inspector.open("/checks/new/").page
    page.fill("[name=premises]", PLACE)
    page.select_option("[name=cause]", "COMPLAINT")
    page.fill("[name=cause_words]", "群众反映")
    prevention.submit(page)
    page.wait_for_url(re.compile(r"/checks/\d+/$"))

    assert page.locator("a[data-verb=make_check_notice]").count() == 0
    inspector.open(f"{page.url.removeprefix(served.base)}notice/new/")
    page.fill("[name=number]", "柯消检通字〔2026〕第0001号")
    prevention.submit(page)
    page.wait_for_selector("main [role=alert]")
    assert served.ask("select count(*) from inspections_paper where starts_with(number, '柯消检通')") == [(0,)]
