"""A served product for each story: its own clone of one prepared database, its own server, a browser."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from lanyan.kernel import postgres

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
PREPARE = (
    "from django.utils import timezone; from lanyan.demo.ground import build_ground;"
    " build_ground(seed=1, at=timezone.now())"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories need a browser; where there is none they say so."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.e2e)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="needs Debian's package chromium"))


def _lanyan(url: str, *arguments: str, **more: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, **more}
    subprocess.run([sys.executable, "-m", "lanyan", *arguments], env=environment, cwd=ROOT, check=True, timeout=240)


@pytest.fixture(scope="session")
def template() -> str:
    """The prepared database's name: migrated, with the demo's ground; made once for all workers."""
    server = os.environ["DATABASE_URL"]
    name = "lanyan_story_template"
    home = Path(os.environ.get("LANYAN_HOME", tempfile.gettempdir()))
    with (home / "story-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "story-template.ready").exists():
            postgres.drop_database(name, url=server)
            url = postgres.create_database(name, url=server)
            _lanyan(url, "migrate", "--verbosity", "0")
            _lanyan(url, "shell", "-v", "0", "-c", PREPARE)
            (home / "story-template.ready").touch()
    return name


class Served:
    """One running product over its own database; it can be killed and started again."""

    def __init__(self, url: str, port: int) -> None:
        self.url, self.port = url, port
        self.base = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the product

    def start(self) -> None:
        """Start the web process and wait until it answers."""
        environment = {**os.environ, "DATABASE_URL": self.url, "LANYAN_DB_POOL": "1"}
        arguments = ["lanyan.config.asgi:application", "--host", "127.0.0.1", "--port", str(self.port)]
        more = ["--lifespan", "off", "--timeout-graceful-shutdown", "1", "--log-level", "warning"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *arguments, *more],
            env=environment,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
        )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.base}/health/", timeout=5):
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.said()}")

    def said(self) -> str:
        """What the server wrote."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def kill(self) -> None:
        """Kill -9, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database afterwards: for what the screen does not show."""
        with psycopg.connect(self.url) as connection:
            return list(connection.execute(query, values).fetchall())


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    """Make people: `people("yuxiaojing", language="en")` signs one in at a screen of their own."""
    contexts, troubles = [], []

    def person(username: str, *, language: str = "zh-hans", width: int = 1920, height: int = 1080) -> Person:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        context.add_cookies([{"name": "lanyan_language", "value": language, "url": served.base}])
        context.set_default_timeout(15_000)
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
