"""A served product for each story: its own clone of one prepared database, its own server, a browser."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from lanyan.kernel import postgres, testing
from tests.e2e.served import Served, free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "lanyan-2026"
WITHOUT_WEBGL = """
const draw = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : draw.call(this, kind, ...more);
};
"""
PREPARE = (
    "from django.utils import timezone; from lanyan.demo.ground import build_ground, build_roads;"
    " build_roads(build_ground(seed=1, at=timezone.now()))"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories need a browser; where there is none they say so."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.e2e)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="needs Debian's package chromium"))


@pytest.fixture(scope="session")
def template() -> str:
    """The prepared database's name: migrated, with the demo's ground; made once for all workers."""
    return testing.prepared_database(
        "lanyan_story_template",
        lambda url: testing.run_lanyan(url, "shell", "-v", "0", "-c", PREPARE),
        template=testing.migrated_database(),
    )


@pytest.fixture
def served(template: str, request: pytest.FixtureRequest) -> Iterator[Served]:
    """The product, fresh for one story."""
    name = re.sub(r"\W+", "_", f"story_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{request.node.name}")[:60].lower()
    server = os.environ["DATABASE_URL"]
    url = postgres.clone_database(template, name, url=server)
    product = Served(url, free_port())
    try:
        product.start()
        yield product
    finally:
        product.stop()
        postgres.drop_database(name, url=server)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all stories of a worker."""
    with sync_playwright() as playwright:
        yield _launch(playwright)


def _launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


class Person:
    """Somebody at a screen."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def sign_in(self, username: str) -> "Person":
        """Sign in as a person of the demo, with the keyboard."""
        self.page.goto(f"{self.base}/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login/" not in url)
        return self

    def open(self, path: str) -> "Person":
        """Open a page and wait until its scripts stand."""
        self.page.goto(f"{self.base}{path}")
        self.page.wait_for_selector("html[data-ready]")
        return self

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        self.page.keyboard.insert_text(text)


@pytest.fixture
def people(served: Served, chromium: Browser) -> Iterator[object]:
    """Make people: `people("yuxiaojing", language="en")` signs one in at a screen of their own.

    Maps are lists of their marks, as on a machine without WebGL, unless `maps` has them drawn: that takes a processor.
    """
    contexts, troubles = [], []

    def person(
        username: str, *, language: str = "zh-hans", width: int = 1920, height: int = 1080, maps: bool = False
    ) -> Person:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
        )
        context.add_cookies([{"name": "lanyan_language", "value": language, "url": served.base}])
        context.set_default_timeout(15_000)
        if not maps:
            context.add_init_script(WITHOUT_WEBGL)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda call: None if _ours(call.url, served.base) else troubles.append(f"asked {call.url}"))
        contexts.append(context)
        return Person(page, served.base).sign_in(username)

    yield person
    for context in contexts:
        context.close()
    assert not troubles, f"scripts failed or strangers were asked: {troubles}"


def _ours(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:"))
