"""Two servers over somebody else's PostgreSQL: what one takes the other shows and does; one that dies is not missed."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lanyan.kernel.postgres import Server
from tests.e2e.centre import Centre, call_until_answered

QUEUED = ":text('1 个来电排队')"


@pytest.fixture
def outside() -> Iterator[str]:
    """A PostgreSQL that neither server started: its address."""
    home = Path(tempfile.mkdtemp(prefix="lanyan-outside-"))
    home.chmod(0o711)
    server = Server(home=home)
    try:
        server.ensure()
        yield server.url()
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def servers(outside: str, tmp_path: Path) -> Iterator[tuple[Centre, Centre]]:
    """Two installations over it, each in a folder of its own."""
    first, second = Centre(tmp_path / "a", outside), Centre(tmp_path / "b", outside)
    try:
        yield first, second
    finally:
        first.stop()
        second.stop()


def signed_in(browser, base):
    page = browser.new_context(base_url=base, locale="zh-CN").new_page()
    page.goto("/login/")
    page.fill("[name=username]", "chief")
    page.fill("[name=password]", "a-long-password-77")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


@pytest.mark.slow
def test_two_servers_over_one_database_are_one_centre(servers, outside, chromium):
    first, second = servers
    key = first.prepare()
    first.serve()
    second.serve()
    assert not (first.home / "data").exists()

    # What the one takes stands on the other's screen by itself; a login made at the one holds at the other.
    page = signed_in(chromium, f"http://127.0.0.1:{second.port}")
    page.goto("/desk/")
    page.wait_for_selector("[data-live-light]:not(.lost)")
    taken = call_until_answered(first, key, "from-the-first")
    page.wait_for_selector(QUEUED)
    cookie = next(each for each in page.context.cookies() if each["name"] == "sessionid")
    other = chromium.new_context(base_url=f"http://127.0.0.1:{first.port}")
    other.add_cookies([{"name": "sessionid", "value": cookie["value"], "url": f"http://127.0.0.1:{first.port}"}])
    shown = other.new_page()
    assert shown.goto("/desk/").status == 200
    assert shown.url.endswith("/desk/")

    # The same call told to both is one call; one server dies whole, the other goes on with the work of both.
    assert call_until_answered(second, key, "from-the-first") == taken
    first.kill()
    second.waits_for_a_worker()
    assert call_until_answered(second, key, "from-the-second") != taken
    with psycopg.connect(outside) as database:
        assert database.execute("SELECT count(*) FROM incidents_call").fetchone() == (2,)
        assert database.execute("SELECT count(*) FROM procrastinate_workers").fetchone() != (0,)
