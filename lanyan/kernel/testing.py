"""The test session's own database server and home folder: one per run, shared by all workers, gone afterwards.

A pytest plugin and not part of `conftest.py` because settings are read before any conftest: the address of the
database must be in the environment by then. With `DATABASE_URL` set, that server is used and none is started.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from lanyan.kernel.postgres import PostgresError, Server, clone_database, create_database, drop_database
from lanyan.kernel.postgres.server import THROWAWAY
from lanyan.kernel.processes import processes_in

PREFIX = "lanyan-test-"
STALE_AFTER_SECONDS = 600


class TestGround:
    """The temporary home of one test run and the server in it."""

    __test__ = False

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX))
        # Root's server runs as another user, who must be able to pass through.
        self.home.chmod(0o711)
        self.server: Server | None = None
        os.environ["LANYAN_HOME"] = str(self.home)
        if not os.environ.get("DATABASE_URL"):
            # What tests take back would be counted by autovacuum at some moment of its own, and plans would change.
            more = {"shared_buffers": "128MB", "autovacuum": "off"}
            self.server = Server(home=self.home, settings={**THROWAWAY, **more})
            os.environ["DATABASE_URL"] = self.server.url()
        atexit.register(self.clear)

    def start(self) -> None:
        """Start the server; it dies with this process even when that is killed."""
        if self.server:
            self.server.ensure(dies_with_us=True)

    def clear(self) -> None:
        """Stop the server and remove the folder; a second call does nothing."""
        if self.server:
            self.server.stop()
            self.server = None
        shutil.rmtree(self.home, ignore_errors=True)


def remove_stale_homes() -> None:
    """Remove the folders of runs that were killed before they could tidy up."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            found = folder.stat()
            old = time.time() - found.st_mtime > STALE_AFTER_SECONDS
            if old and found.st_uid == os.geteuid() and not any(processes_in(folder / "data")):
                shutil.rmtree(folder, ignore_errors=True)


def prepared_database(name: str, fill: Callable[[str], None], *, template: str = "") -> str:
    """Make a database that others are copied from, once for all workers: `fill` is given its address.

    It starts as a copy of `template`, else empty.
    """
    server = os.environ["DATABASE_URL"]
    home = Path(os.environ["LANYAN_HOME"])
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / f"{name}.ready").exists():
            drop_database(name, url=server)
            fill(clone_database(template, name, url=server) if template else create_database(name, url=server))
            (home / f"{name}.ready").touch()
    return name


def run_lanyan(url: str, *arguments: str) -> None:
    """Run one `lanyan` command over the database at `url`."""
    environment = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, "-m", "lanyan", *arguments], env=environment, check=True, timeout=240)


def migrated_database() -> str:
    """The name of a database with all tables and nothing in them but what migrations bring."""
    return prepared_database("lanyan_migrated", lambda url: run_lanyan(url, "migrate", "--verbosity", "0"))


# Workers of pytest-xdist inherit the environment, and with it the controller's server.
ground = None if "PYTEST_XDIST_WORKER" in os.environ else TestGround()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server before the workers are."""
    if ground and not session.config.option.collectonly:
        remove_stale_homes()
        try:
            ground.start()
        except PostgresError as error:
            pytest.exit(str(error), returncode=2)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if ground:
        ground.clear()


@pytest.fixture
def pdf_library() -> None:
    """For tests that make a PDF: skipped, with the reason, where the system's libraries for it are missing."""
    try:
        import weasyprint  # noqa: F401, PLC0415
    except OSError as problem:
        pytest.skip(f"PDF needs the Debian packages libpango-1.0-0 and libpangoft2-1.0-0 ({problem})")
