"""Picture every page of a running demo, wide and narrow, in both languages, and lay all out on one contact sheet.

    python scripts/screenshots.py                   every page into .lanyan/screenshots, with index.html
    python scripts/screenshots.py --only report     only pages whose name contains this
    python scripts/screenshots.py --readme          the pictures of the README into docs/images

The demo is looked for at http://127.0.0.1:8000; `BASE` names another address. Nothing is changed in it. Exit code 1
when a page broke: an answer that was not expected, a script that failed, a request to a stranger.
"""

import argparse
import html
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright
from playwright.sync_api import Error as BrowserError

ROOT = Path(__file__).resolve().parents[1]
BASE = os.environ.get("BASE", "http://127.0.0.1:8000").rstrip("/")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Maps draw with WebGL; without a graphics card the processor does it.
ARGUMENTS = ["--no-sandbox", "--use-gl=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars"]
WIDE, NARROW = (1920, 1080), (360, 800)
LONGEST = 4000  # pixels of a long page
SETTLE_MS, MAP_SETTLE_MS = 400, 2000  # charts fade in; a map is idle once before its roads have come
DRAWN = "[data-map]:not([data-ready]), [data-chart]:not([data-ready])"
YEAR = 2024  # the year both cities have reported on
DESK, TERMINAL, REPORT = "/desk/", "/station/", "/report/"
DARK = ("desk-incident", "terminal-order", "report-2024")
README_BYTES = 250_000
README_SCALES = (0.7, 0.65, 0.6, 0.55, 0.5)


@dataclass(frozen=True)
class Shot:
    """One page to picture: its name, its address, as whom (a user name; empty: as a stranger)."""

    name: str
    path: str
    who: str
    expected: int = 200


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    size: tuple[int, int] = WIDE
    language: str = "zh-hans"
    theme: str = "light"

    @property
    def name(self) -> str:
        """Tell the looks apart in a file's name."""
        width = "wide" if self.size == WIDE else "narrow"
        return f"{width}-{self.language[:2]}{'-dark' if self.theme == 'dark' else ''}"


LOOKS = (Look(), Look(NARROW), Look(language="en"), Look(NARROW, language="en"))


@dataclass
class Taken:
    """One picture on the contact sheet, with what went wrong on it."""

    shot: Shot
    look: Look
    file: str
    troubles: list[str] = field(default_factory=list)


class Demo:
    """The running demo: its people, each signed in once, and their browsers."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.states: dict[str, StorageState | None] = {"": None}
        self.roles = self._roles()

    def _roles(self) -> dict[str, str]:
        """Read from the login page who may enter: the first person of each role, as {role: user name}."""
        with self.browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{BASE}/login/")
            found: dict[str, str] = {}
            for button in page.locator("aside button[name=username]").all():
                role = button.locator("span").inner_text().split("·")[0].strip()
                found.setdefault(role, button.get_attribute("value") or "")
        if not found:
            raise SystemExit(
                f"{BASE} shows no demo people at its login page; is it a demo? (BASE names another address)"
            )
        return found

    def context(self, who: str, look: Look, scale: float = 1) -> BrowserContext:
        """Open a browser of a person with a look."""
        if who not in self.states:
            self.states[who] = self._sign_in(who)
        width, height = look.size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            has_touch=look.size == NARROW,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            storage_state=self.states[who],
        )
        chosen = {"lanyan_language": look.language, "lanyan_theme": look.theme}
        context.add_cookies([{"name": name, "value": value, "url": BASE} for name, value in chosen.items()])
        context.set_default_timeout(20_000)
        return context

    def _sign_in(self, who: str) -> StorageState:
        with self.browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{BASE}/login/")
            page.click(f"aside button[name=username][value='{who}']")
            page.wait_for_url(lambda url: "/login/" not in url)
            return context.storage_state()


# ---- what there is to picture -----------------------------------------------------------------------------
def shots(demo: Demo) -> list[Shot]:
    """Everything worth a picture: the menus of all roles, the first record of each list, and the main screens."""
    found = {"/login/": Shot("login", "/login/", "")}
    menus: dict[str, list[str]] = {}
    for who in demo.roles.values():
        with demo.context(who, Look()) as context:
            page = context.new_page()
            menus[who] = _links(page)
            for shot in _menu(page, who, menus[who], found):
                found[shot.path] = shot
    for finder, needed, without in ((_desk, DESK, ""), (_terminal, TERMINAL, DESK), (_reports, REPORT, TERMINAL)):
        who = next((who for who, menu in menus.items() if needed in menu and without not in menu), None)
        if who is None:
            continue
        with demo.context(who, Look()) as context:
            for shot in finder(context.new_page(), who):
                found[shot.path] = shot
    return list(found.values())


def _links(page: Page) -> list[str]:
    """The addresses of a person's menu and of the menu under their name."""
    page.goto(f"{BASE}/")
    links = page.locator("#nav a[href^='/'], .top a[href^='/account/']")
    return list(dict.fromkeys(links.evaluate_all("all => all.map(one => one.getAttribute('href'))")))


def _menu(page: Page, who: str, menu: list[str], known: dict[str, Shot]) -> Iterator[Shot]:
    """Everything a person's menu leads to that nobody before could open, and the first record of each list."""
    yield Shot(f"home-{who}", f"/?{who}", who)
    for path in menu:
        if path in known:
            continue
        yield Shot(_name(path), path, who)
        page.goto(f"{BASE}{path}")
        first = page.locator("main table a[href^='/']").first
        if first.count() and (record := first.get_attribute("href")) and record not in known:
            yield Shot(f"{_name(path)}-record", record, who)


def _desk(page: Page, who: str) -> Iterator[Shot]:
    """The desk with the gravest incident in hand, its record, and a page that is not there."""
    page.goto(f"{BASE}/desk/")
    rows = page.locator("#board tbody tr")
    grave = rows.evaluate_all(
        "rows => rows.map(row => [Number((row.querySelector('.lv')?.className.match(/[fr](\\d)/) || [0, 0])[1]),"
        " row.querySelector('a').getAttribute('href')]).sort((a, b) => b[0] - a[0]).map(row => row[1])"
    )
    if grave:
        yield Shot("desk-incident", grave[0], who)
        yield Shot("incident-open", grave[0].replace("/desk/", "/incidents/"), who)
    page.goto(f"{BASE}/incidents/?notable=true")
    case = page.locator("main table a[href^='/incidents/']").first
    if case.count():
        yield Shot("incident-case", case.get_attribute("href") or "", who)
    yield Shot("ledger-empty", "/incidents/?q=%E4%B8%8D%E5%AD%98%E5%9C%A8", who)
    yield Shot("search", "/search/?q=jgy", who)
    yield Shot("not-found", "/no/such/page/", who, expected=404)


def _terminal(page: Page, who: str) -> Iterator[Shot]:
    """The terminal, with its order and the dispatch sheet when one waits."""
    page.goto(f"{BASE}/station/")
    path = urlsplit(page.url).path
    sheet = page.locator("[data-print-sheet]").first
    if not sheet.count():
        sys.stderr.write(f"no order waits at the terminal of {who}: it is pictured calm\n")
    yield Shot("terminal-order" if sheet.count() else "terminal-calm", path, who)
    if sheet.count():
        yield Shot("sheet", sheet.get_attribute("href") or "", who)


def _reports(page: Page, who: str) -> Iterator[Shot]:
    """The annual report of the year reported on, and figures of each form."""
    page.goto(f"{BASE}/report/")
    path = re.sub(r"\d{4}/$", f"{YEAR}/", urlsplit(page.url).path)
    code = path.split("/")[2]
    yield Shot(f"report-{YEAR}", path, who)
    for key in ("incidents.handled", "runs.people", "results.property_protected"):
        yield Shot(f"figure-{key}", f"/figures/{key}/?unit={code}&year={YEAR}", who)


def _name(path: str) -> str:
    return re.sub(r"\W+", "-", path).strip("-") or "home"


# ---- taking them ------------------------------------------------------------------------------------------
def open_page(page: Page, shot: Shot) -> list[str]:
    """Open a page, wait until it is drawn, and say what was wrong with it."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("request", lambda call: None if _ours(call.url) else troubles.append(f"asked {call.url}"))
    answer = page.goto(f"{BASE}{shot.path}")
    if answer is not None and answer.status != shot.expected:
        troubles.append(f"answered {answer.status}")
    try:
        page.wait_for_selector("html[data-ready]", state="attached", timeout=8_000)
        page.wait_for_function("what => !document.querySelector(what)", arg=DRAWN, timeout=8_000)
        page.wait_for_function("() => !document.querySelector('.htmx-request')", timeout=8_000)
    except BrowserError as late:
        # The sheet itself is printed by the browser and has no scripts.
        if shot.name != "sheet":
            troubles.append(f"not drawn in time: {str(late).splitlines()[0]}")
    page.wait_for_timeout(MAP_SETTLE_MS if page.locator("[data-map]").count() else SETTLE_MS)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*troubles, f"{over} px too wide"] if over > 1 else troubles


def _ours(url: str) -> bool:
    return url.startswith((BASE, "data:", "blob:"))


def _picture(page: Page, file: Path) -> None:
    """Take the whole page, long ones cut."""
    tall = min(LONGEST, page.evaluate("document.documentElement.scrollHeight"))
    width = page.viewport_size["width"] if page.viewport_size else WIDE[0]
    height = max(tall, page.viewport_size["height"] if page.viewport_size else WIDE[1])
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def take(demo: Demo, wanted: list[Shot], folder: Path) -> list[Taken]:
    """Picture everything in every look; the dark ones are for the screens that stand in dark rooms."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    dark = Look(theme="dark")
    for who in dict.fromkeys(shot.who for shot in wanted):
        for look in (*LOOKS, dark):
            mine = [shot for shot in wanted if shot.who == who and (look != dark or shot.name in DARK)]
            if not mine:
                continue
            with demo.context(who, look) as context:
                taken += [_take(context, shot, look, folder) for shot in mine]
    return taken


def _take(context: BrowserContext, shot: Shot, look: Look, folder: Path) -> Taken:
    done = Taken(shot, look, f"{shot.name}.{look.name}.png")
    page = context.new_page()
    try:
        done.troubles = open_page(page, shot)
        _picture(page, folder / done.file)
    except BrowserError as broken:
        done.troubles.append(str(broken).splitlines()[0])
    finally:
        page.close()
    told = "; ".join(done.troubles)
    sys.stderr.write(f"{done.file}{': ' if told else ''}{told}\n")
    return done


# ---- the contact sheet and the README ---------------------------------------------------------------------
STYLE = """body{font:14px system-ui,sans-serif;margin:24px;background:#f4f6f9;color:#14202e}
section{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;border-top:1px solid #c5ced8;padding:12px 0}
h2{flex:0 0 100%;margin:0;font-size:16px}figure{margin:0;background:#fff;border:1px solid #c5ced8}
img{display:block;width:420px}img.narrow{width:150px}figcaption{padding:4px 8px}.bad{color:#b3261e;font-weight:600}"""


def contact_sheet(taken: list[Taken]) -> str:
    """Lay the pictures out by page, with what was wrong in red."""
    sections = []
    for shot in dict.fromkeys(one.shot for one in taken):
        figures = "".join(_figure(one) for one in taken if one.shot == shot)
        sections.append(
            f"<section><h2>{html.escape(f'{shot.name} · {shot.path} · {shot.who}')}</h2>{figures}</section>"
        )
    broken = sum(bool(one.troubles) for one in taken)
    title = f"Lanyan 蓝焰: {len(taken)} pictures, {broken} with trouble"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1>{''.join(sections)}</html>"
    )


def _figure(one: Taken) -> str:
    narrow = ' class="narrow"' if one.look.size == NARROW else ""
    told = "".join(f'<br><span class="bad">{html.escape(trouble)}</span>' for trouble in one.troubles)
    return (
        f'<figure><a href="{one.file}"><img src="{one.file}"{narrow} loading="lazy" alt="{one.shot.name}"></a>'
        f"<figcaption>{one.look.name}{told}</figcaption></figure>"
    )


README = {
    "desk": ("desk-record", Look()),
    "terminal": ("terminal-order", Look(theme="dark")),
    "report": (f"report-{YEAR}", Look()),
    "figure": ("figure-incidents.handled", Look()),
    "premises": ("premises-record", Look()),
    "clock": ("legal_clock", Look()),
    "cover": ("cover", Look()),
}


def picture_readme(demo: Demo, wanted: list[Shot], folder: Path) -> int:
    """Write the pictures of the README, as large as fits into their bytes; 1 when one is missing or broken."""
    folder.mkdir(parents=True, exist_ok=True)
    by_name = {shot.name: shot for shot in wanted}
    missing = 0
    for name, (page_name, look) in README.items():
        shot = by_name.get(page_name)
        troubles = _readme_picture(demo, shot, look, folder / f"{name}.png") if shot else [f"there is no {page_name}"]
        missing += bool(troubles)
        sys.stderr.write(f"{name}.png: {'; '.join(troubles) or 'written'}\n")
    return int(missing > 0)


def _readme_picture(demo: Demo, shot: Shot, look: Look, file: Path) -> list[str]:
    for scale in README_SCALES:
        with demo.context(shot.who, look, scale) as context:
            page = context.new_page()
            troubles = open_page(page, shot)
            image = page.screenshot()
        if troubles or len(image) <= README_BYTES:
            break
    if not troubles:
        file.write_bytes(image)
    return troubles if len(image) <= README_BYTES else [*troubles, f"{len(image)} bytes are too many"]


def main() -> int:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / ".lanyan" / "screenshots", help="folder of the pictures")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    parser.add_argument("--readme", action="store_true", help="write the pictures of the README into docs/images")
    options = parser.parse_args()
    if not Path(CHROMIUM).exists():
        parser.error("chromium is missing. On Debian: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        demo = Demo(browser)
        wanted = shots(demo)
        if options.readme:
            return picture_readme(demo, wanted, ROOT / "docs" / "images")
        taken = take(demo, [shot for shot in wanted if options.only in shot.name], options.out)
    (options.out / "index.html").write_text(contact_sheet(taken), encoding="utf-8")
    sys.stdout.write(f"{len(taken)} pictures: {options.out / 'index.html'}\n")
    return int(any(one.troubles for one in taken))


if __name__ == "__main__":
    sys.exit(main())
