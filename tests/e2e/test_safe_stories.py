"""Safe and whole: a role taken away in the middle of work, the second factor, sessions ended from elsewhere."""

import time
from base64 import b32decode
from binascii import unhexlify

from django_otp.oath import TOTP

STEP_SECONDS = 30


def code(secret, ahead=0):
    """What a device with this secret shows, one step ahead for a second code within the same half minute."""
    totp = TOTP(unhexlify(secret))
    totp.time = time.time() + ahead * STEP_SECONDS
    return f"{totp.token():06d}"


def user_of(served, username):
    return served.ask("select id from units_user where username = %s", username)[0][0]


def test_a_role_taken_away_stops_the_open_desk_at_once_and_says_why(people, served):
    taker = people("yuxiaojing").open("/desk/")
    taker.page.wait_for_selector("[data-live-light]:not([hidden]):not(.lost)")
    role = served.ask("select id from units_assignment where user_id = %s", user_of(served, "yuxiaojing"))[0][0]
    admin = people("yeqing").open(f"/assignments/{role}/end/")
    admin.page.locator("main form[method=post] button[type=submit]").click()
    admin.page.wait_for_url("**/users/**")

    taker.page.wait_for_selector("#notice[open]", timeout=5_000)
    assert "权限已变更" in taker.page.locator("#notice").inner_text()
    taker.page.locator("#notice button").click()
    taker.page.wait_for_load_state()
    assert taker.page.locator(".prob .code").inner_text() == "403"


def test_the_second_factor_is_set_up_and_asked_for_and_a_backup_code_opens(people, served):
    officer = people("hezhiyuan").open("/account/")
    page = officer.page
    page.get_by_role("link", name="设置", exact=True).click()
    shown = page.locator("#secret").inner_text().replace(" ", "")
    secret = b32decode(shown).hex()
    page.fill("[name=code]", code(secret))
    page.keyboard.press("Enter")
    page.wait_for_selector("#backup-codes")
    codes = page.locator("#backup-codes code").all_inner_texts()
    assert len(codes) == 10

    other = people("xujun")
    other.page.context.clear_cookies()
    other.page.goto(f"{served.base}/login/")
    for typed in (code(secret, ahead=1), codes[0]):
        other.page.context.clear_cookies()
        other.page.goto(f"{served.base}/login/")
        other.page.fill("input[name=username]", "hezhiyuan")
        other.page.fill("input[name=password]", "lanyan-2026")
        other.press("Enter")
        other.page.wait_for_url("**/login/code/")
        other.page.fill("input[name=code]", typed)
        other.press("Enter")
        other.page.wait_for_url(lambda url: "/login/" not in url)

    acts = [row[0] for row in served.ask("select metadata ->> 'act' from pghistory_context order by created_at")]
    assert {"units.enable_second_factor", "units.use_backup_code", "units.sign_in"} <= set(acts)


def test_a_session_ended_from_elsewhere_stops_and_the_sign_in_page_says_why(people, served):
    left = people("yuxiaojing").open("/desk/")
    left.page.wait_for_selector("[data-live-light]:not([hidden]):not(.lost)")
    here = people("yuxiaojing").open("/account/sessions/")
    here.page.get_by_role("button", name="结束其他全部会话").click()
    here.page.locator("#confirm button[value=yes]").click()
    here.page.wait_for_selector("text=已结束 1 个会话")

    left.page.wait_for_selector("#notice[open]", timeout=5_000)
    left.page.locator("#notice button").click()
    left.page.wait_for_url("**/login/**")
    assert "已从另一处结束" in left.page.locator("main").inner_text()


def test_an_administrator_finds_who_did_what_and_opens_the_record(people, served):
    admin = people("yeqing").open("/units/new/")
    admin.page.select_option("[name=parent]", index=1)
    admin.page.select_option("[name=kind]", "STATION")
    admin.page.fill("[name=name]", "石梁站")
    admin.page.locator("main form[method=post] button[type=submit]").click()
    admin.page.wait_for_selector("h1:has-text('石梁站')")
    admin.open("/audit/")

    row = admin.page.locator("table.t tbody tr").first
    assert "新建单位" in row.inner_text() or "石梁站" in row.inner_text()
    row.get_by_role("link", name="石梁站").first.click()
    admin.page.wait_for_selector("h1:has-text('石梁站')")


def test_a_role_is_made_and_shows_in_the_matrix(people, served):
    admin = people("yeqing").open("/roles/new/")
    page = admin.page
    page.fill("[name=code]", "night_watch")
    page.fill("[name=name_zh]", "夜班值守")
    page.fill("[name=name_en]", "night watch")
    page.locator("input[name=permissions]").first.check()
    page.fill("[name=reason]", "轮班试点")
    page.locator("main button[type=submit]").click()
    page.wait_for_selector("h1:has-text('夜班值守')")
    admin.open("/roles/")

    assert "夜班值守" in page.locator(".matrix-x thead").inner_text()
