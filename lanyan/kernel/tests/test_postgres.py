"""The embedded server: one server whoever starts it, mended after a kill, and clear words when it cannot be had."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from lanyan.kernel import postgres
from lanyan.kernel.postgres import PostgresError, Server, databases
from lanyan.kernel.processes import processes_in

# Commits reach the disk cache, so that they outlive a killed process.
SMALL = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20", "min_wal_size": "32MB"}
AS_ROOT = os.geteuid() == 0

STARTER = """
import sys, time
from pathlib import Path
from lanyan.kernel.postgres import Server
server = Server(home=Path(sys.argv[1]), settings={"shared_buffers": "16MB", "fsync": "off"})
print(server.ensure(dies_with_us=True), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user can reach; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="lanyan-ground-"))
    folder.chmod(0o711)
    yield folder
    server = Server(home=folder)
    if server.data.exists():
        server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(place: Path) -> Iterator[Server]:
    """A running server of its own."""
    server = Server(home=place, settings=SMALL)
    server.ensure()
    yield server
    server.stop()


@pytest.fixture
def begin(place: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Begin other processes that ensure the same server and hold it until their input ends."""
    begun: list[subprocess.Popen[str]] = []

    def one() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", STARTER, str(place)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        begun.append(process)
        return process

    yield one
    for process in begun:
        process.kill()
        process.communicate()


def value(server: Server, query: str, *, database: str = "lanyan") -> object:
    with psycopg.connect(server.url(database=database), autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def wait_until(holds: Callable[[], bool]) -> bool:
    """Wait for something that other processes bring about; a minute is far more than it takes."""
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


class TestUrl:
    def test_touches_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setenv("LANYAN_HOME", str(tmp_path / "nowhere"))

        url = postgres.configured_url()

        assert url == f"postgresql://lanyan@/lanyan?host={tmp_path}/nowhere/data&port=5432"
        assert not (tmp_path / "nowhere").exists()

    def test_is_that_of_the_environment_when_it_names_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/fire")

        assert postgres.configured_url() == "postgresql://somebody@db.example/fire"
        assert postgres.url_for("copy") == "postgresql://somebody@db.example/copy"

    def test_uses_a_short_folder_when_the_path_is_too_long_for_a_socket(self, tmp_path: Path) -> None:
        home = tmp_path / ("long" * 30)

        folder = Server(home=home).socket_folder

        assert folder.parent == Path("/tmp")
        assert folder == Server(home=home).socket_folder
        assert folder != Server(home=home / "other").socket_folder


class TestServer:
    def test_speaks_utf8_and_utc_and_listens_to_no_network(self, server: Server) -> None:
        shown = [value(server, f"SHOW {name}") for name in ("server_encoding", "timezone", "listen_addresses")]
        provider = value(server, "SELECT concat(datlocprovider, datlocale) FROM pg_database WHERE datname = 'lanyan'")

        assert shown == ["UTF8", "UTC", ""]
        assert provider == "bC.UTF-8"

    def test_keeps_its_data_to_itself(self, server: Server) -> None:
        found = server.data.stat()

        assert stat.S_IMODE(found.st_mode) == 0o700
        assert (found.st_uid != os.geteuid()) == AS_ROOT

    def test_is_attached_to_when_it_runs(self, server: Server, place: Path) -> None:
        second = Server(home=place)

        started = second.ensure()

        assert not started
        second.release()
        assert server.is_up()

    def test_is_stopped_by_the_last_who_lets_go(self, server: Server, place: Path) -> None:
        second = Server(home=place)
        second.ensure()

        server.release()
        up_while_used = second.is_up()
        second.release()

        assert up_while_used
        assert not second.is_up()
        assert list(processes_in(server.data)) == []

    def test_is_one_when_two_start_it_together(self, begin: Callable[[], subprocess.Popen[str]], place: Path) -> None:
        both = [begin(), begin()]

        answers = sorted(process.stdout.readline().strip() for process in both if process.stdout)

        assert answers == ["False", "True"]
        assert Server(home=place).is_up()

    def test_ends_with_the_process_that_wished_it_so(
        self, begin: Callable[[], subprocess.Popen[str]], place: Path
    ) -> None:
        starter = begin()
        assert starter.stdout
        assert starter.stdout.readline() == "True\n"

        starter.kill()
        starter.wait()

        assert wait_until(lambda: not list(processes_in(place / "data")))

    def test_comes_back_with_its_data_after_a_kill(self, server: Server) -> None:
        value(server, "CREATE TABLE kept AS SELECT 7 AS number")
        assert server.process
        os.kill(server.process.pid, signal.SIGKILL)
        assert wait_until(server.has_died)

        started = server.ensure()

        assert started
        assert value(server, "SELECT number FROM kept") == 7

    def test_comes_back_while_the_killed_one_is_still_a_zombie(self, server: Server, place: Path) -> None:
        assert server.process
        os.kill(server.process.pid, signal.SIGKILL)
        assert wait_until(lambda: not server.is_up())

        # Nobody has waited for the killed process: its number is taken, as in a container without an init.
        second = Server(home=place, settings=SMALL)
        started = second.ensure()

        assert started
        second.stop()

    def test_is_not_kept_from_starting_by_a_lock_file_that_names_another_program(self, server: Server) -> None:
        server.stop()
        (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n\n\n1 1\nready\n")

        server.ensure()

        assert server.is_up()

    def test_starts_in_a_home_with_a_long_path(self, place: Path) -> None:
        server = Server(home=place / ("long" * 30), settings=SMALL)

        server.ensure()

        try:
            assert server.is_up()
            assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
        finally:
            server.stop()
            server.socket_folder.rmdir()


class TestRefusal:
    def test_names_the_folder_that_cannot_be_written(self, place: Path) -> None:
        (place / "file").write_text("in the way")

        with pytest.raises(PostgresError, match="is in the way"):
            Server(home=place / "file").ensure()

        with pytest.raises(PostgresError, match=r"Cannot write to /proc/lanyan.*LANYAN_HOME"):
            Server(home=Path("/proc/lanyan")).ensure()

    def test_of_data_made_by_another_version_names_both(self, place: Path) -> None:
        (place / "data").mkdir()
        (place / "data" / "PG_VERSION").write_text("12\n")

        with pytest.raises(PostgresError, match=r"made by PostgreSQL 12; this Lanyan brings 1[5-9]"):
            Server(home=place).ensure()

    def test_of_a_folder_with_something_else_in_it_leaves_it_alone(self, place: Path) -> None:
        (place / "data").mkdir()
        (place / "data" / "letters").write_text("mine")

        with pytest.raises(PostgresError, match="something that is not a database"):
            Server(home=place).ensure()

        assert (place / "data" / "letters").read_text() == "mine"

    def test_of_a_broken_setting_gives_the_servers_own_reason(self, place: Path) -> None:
        server = Server(home=place, settings={**SMALL, "work_mem": "lots"})

        with pytest.raises(PostgresError, match=r"did not start: .*work_mem"):
            server.ensure()

    def test_of_a_socket_folder_put_there_by_somebody_else(self, place: Path) -> None:
        server = Server(home=place / ("long" * 30), settings=SMALL)
        server.socket_folder.mkdir(mode=0o755)
        server.socket_folder.chmod(0o755)

        try:
            with pytest.raises(PostgresError, match="belongs to somebody else"):
                server.ensure()
        finally:
            server.socket_folder.rmdir()

    @pytest.mark.skipif(not AS_ROOT, reason="only root's server runs as another user")
    def test_of_a_closed_parent_names_it_and_leaves_its_permissions(self, place: Path) -> None:
        closed = place / "closed"
        closed.mkdir(mode=0o700)

        with pytest.raises(PostgresError, match=f"may not enter {closed}"):
            Server(home=closed / "home").ensure()

        assert stat.S_IMODE(closed.stat().st_mode) == 0o700


class TestDatabases:
    def test_are_copied_with_their_content_and_dropped(self, server: Server) -> None:
        source = postgres.create_database("template_city", url=server.url())
        with psycopg.connect(source) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'copied' AS word")

        copy = postgres.clone_database("template_city", "city_1", url=server.url())

        assert value(server, "SELECT word FROM kept", database="city_1") == "copied"
        assert copy == server.url(database="city_1")
        with psycopg.connect(copy):
            postgres.drop_database("city_1", url=server.url())
        assert value(server, "SELECT count(*) FROM pg_database WHERE datname = 'city_1'") == 0

    def test_that_matter_are_not_dropped(self, server: Server) -> None:
        with pytest.raises(PostgresError, match="not for dropping"):
            postgres.drop_database("lanyan", url=server.url())

    def test_made_twice_are_made_once(self, server: Server) -> None:
        postgres.create_database("twice", url=server.url())

        assert postgres.create_database("twice", url=server.url()) == server.url(database="twice")


class TestExternalServer:
    def test_that_does_not_answer_is_refused_in_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://lanyan:secret@127.0.0.1:1/lanyan")

        with pytest.raises(PostgresError, match="DATABASE_URL does not answer") as refusal:
            postgres.ensure()

        assert "\n" not in str(refusal.value)
        assert "secret" not in str(refusal.value)

    def test_that_is_too_old_is_refused(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(databases, "OLDEST_MAJOR", 99)

        with pytest.raises(PostgresError, match=r"PostgreSQL 1\d; 99 or newer is needed"):
            postgres.check_external(server.url())

    def test_that_answers_is_used_as_it_is(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", server.url())

        assert postgres.ensure() == server.url()
