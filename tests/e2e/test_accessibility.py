"""axe-core over every page of the menu: nothing serious or critical, light and dark, in both languages."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
ROLES = ("yeqing", "yuxiaojing", "hezhiyuan", "xujun")
# A handful, for the dark theme and the other language: each draws other furniture.
HANDFUL = ("/desk/", "/incidents/", "/figures/", "/roles/", "/audit/", "/account/", "/account/sessions/")
MORE = ("/account/", "/account/sessions/", "/account/password/", "/account/second-factor/", "/account/tokens/")


def findings(page):
    """The grave findings of one page, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate(
        "() => axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations))"
    )
    return [
        f"{one['id']} ({one['impact']}): " + "; ".join(" ".join(node["target"][:1]) for node in one["nodes"][:3])
        for one in json.loads(told)
        if one["impact"] in GRAVE
    ]


def menu_of(person):
    links = person.page.locator("#nav a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    return list(dict.fromkeys([*links, *MORE]))


def over(person, paths):
    found = {}
    for path in paths:
        person.page.goto(f"{person.base}{path}")
        person.page.wait_for_load_state("load")
        # A page that a role may not open is no page of its menu.
        told = findings(person.page)
        if told:
            found[path] = told
    return found


@pytest.mark.parametrize("username", ROLES)
def test_no_page_of_the_menu_has_a_grave_fault(people, served, username):
    person = people(username).open("/account/")

    assert over(person, menu_of(person)) == {}


@pytest.mark.parametrize(("theme", "language"), [("dark", "zh-hans"), ("light", "en"), ("dark", "en")])
def test_a_handful_has_none_in_the_dark_and_in_english_either(people, served, theme, language):
    person = people("yeqing", language=language)
    person.page.context.add_cookies([{"name": "lanyan_theme", "value": theme, "url": served.base}])

    assert over(person, HANDFUL) == {}


def test_the_sign_in_pages_have_none(served, chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    try:
        page.goto(f"{served.base}/login/")
        assert findings(page) == []
    finally:
        context.close()
