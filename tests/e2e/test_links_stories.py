"""The duty officer's papers and the power company: a report sent, an answer in the command log."""

import re

from lanyan.kernel import testing
from tests.e2e import desk

POWER = """
from django.utils import timezone
from lanyan.links.actions.linkages import LinkageFacts, add_linkage
from lanyan.units.models import User
officer = User.objects.get(username="zhengguofeng")
facts = LinkageFacts("POWER", "国网衢州供电公司", "0570-8800001")
add_linkage(unit_id=officer.assignments.get().unit_id, facts=facts, at=timezone.now(), by=officer)
"""


def worked(served):
    """Let the worker do what waits."""
    testing.run_lanyan(served.url, "procrastinate", "worker", "--one-shot", "--queues", "default")


def fire(served, people):
    """A fire of level two in a high-rise, ordered at the desk; the rows ask for a first report."""
    testing.run_lanyan(served.url, "shell", "-v", "0", "-c", POWER)
    taker = people("yuxiaojing").open("/desk/")
    pk = desk.take_call(taker, trapped="1")
    desk.order(taker)
    worked(served)
    return taker, pk


def test_the_first_report_is_due_composed_edited_approved_by_another_and_sent(people, served):
    _taker, pk = fire(served, people)
    officer = people("zhengguofeng").open("/situation/due/")
    page = officer.page
    assert "支队值班首长" in page.locator("#reports-waiting").inner_text()
    assert re.search(r"还剩 \d+ 分钟", page.locator("#reports-waiting").inner_text())
    page.get_by_role("link", name="生成").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="生成").click()
    assert "被困1人" in page.locator(".paper-x").first.inner_text()
    page.get_by_role("link", name="编辑").click()
    page.fill("[name=text]", page.input_value("[name=text]") + "\n现场总指挥：郑国锋。")
    with page.expect_navigation():
        page.get_by_role("button", name="保存").click()
    report = re.search(r"/situation/(\d+)/", page.url)[1]

    chief = people("xujun").open(f"/situation/{report}/approve/")
    assert "现场总指挥：郑国锋" in chief.page.locator(".paper-x").inner_text()
    with chief.page.expect_navigation():
        chief.page.get_by_role("button", name="批准").click()

    officer.open(f"/situation/{report}/send/")
    page.select_option("[name=addressee]", "LEADER")
    with page.expect_navigation():
        page.get_by_role("button", name="报送").click()
    assert "支队值班首长" in page.locator("#report-sendings").inner_text()
    waiting = served.ask(
        "select count(*) from links_reportdue where incident_id = %s and addressee = 'LEADER' and met_at is null",
        int(pk),
    )
    assert waiting[0][0] == 0
    assert served.ask("select written_by_id = approved_by_id from links_situationreport")[0][0] is False


def test_the_power_company_is_notified_and_its_answer_stands_in_the_log(people, served):
    taker, pk = fire(served, people)
    taker.open(f"/incidents/{pk}/")
    page = taker.page
    page.get_by_role("link", name="通知联动单位").click()
    page.wait_for_selector(".asked-x")
    assert "国网衢州供电公司" in page.locator(".asked-x").inner_text()
    page.fill("[name=words]", "请断开锦桂苑7幢电源")
    with page.expect_navigation():
        page.get_by_role("button", name="发出通知").click()
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("link", name="答复").first.click()
    page.fill("[name=answer]", "已断电")
    with page.expect_navigation():
        page.get_by_role("button", name="登记通知的答复").click()

    said = page.locator("#incident-log").inner_text()
    assert "国网衢州供电公司答复：已断电" in said
    assert "请断开锦桂苑7幢电源" in said
