"""The supervisor: what dies is mended, what is told to stop stops in order, and logs stay small."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from lanyan.kernel.postgres import Server
from lanyan.kernel.processes import processes_in
from lanyan.kernel.supervisor import Child, ServeError, check_port, rotate

# The real supervisor and the real database; two plain programs stand in for the web and the worker.
DRIVER = """
import signal, sys
from lanyan.kernel import supervisor
def children(*, host, port, workers, url):
    folder = supervisor.home() / "log"
    supervisor.make_folder(folder, mode=0o750)
    web = [sys.executable, "-m", "http.server", str(port), "--bind", host, "--directory", str(folder)]
    common = {"log_folder": folder, "grace": 5, "environment": {}}
    worker = ["sleep", "600"]
    return [
        supervisor.Child(name="web", command=web, renewed_by=signal.SIGURG, **common),
        supervisor.Child(name="worker", command=worker, **common),
    ]
supervisor._children = children
supervisor._run_all = lambda commands, *, url: 0
sys.exit(supervisor.serve(port=int(sys.argv[1])))
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A home that the server's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="lanyan-ground-"))
    folder.chmod(0o711)
    yield folder
    server = Server(home=folder)
    if server.data.exists():
        server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def supervisor(place: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A supervisor that has said that it is ready."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HOST"}}
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(port)],
        env={**environment, "LANYAN_HOME": str(place)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def wait_until(holds: Callable[[], object]) -> bool:
    """Wait for something that other processes bring about; a minute is far more than it takes."""
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(holds())


def children_of(process: subprocess.Popen[str]) -> dict[str, int]:
    """Find the supervisor's living children by a word of their command."""
    found = {}
    for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes().decode()
        except OSError:
            continue
        for word in ("http.server", "sleep", "postgres"):
            if word in command:
                found[word] = int(number)
    return found


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class TestServe:
    @pytest.mark.parametrize("word", ["http.server", "sleep", "postgres"])
    def test_mends_a_child_that_was_killed(
        self, supervisor: subprocess.Popen[str], place: Path, port: int, word: str
    ) -> None:
        before = children_of(supervisor)

        os.kill(before[word], signal.SIGKILL)

        assert wait_until(lambda: children_of(supervisor).get(word) not in {None, before[word]})
        assert wait_until(lambda: answers(port) and Server(home=place).is_up())
        after = children_of(supervisor)
        assert after["http.server"] == before["http.server"] or word == "http.server"
        assert after["postgres"] == before["postgres"] or word == "postgres"

    def test_renews_the_worker_after_the_database(self, supervisor: subprocess.Popen[str]) -> None:
        before = children_of(supervisor)

        os.kill(before["postgres"], signal.SIGKILL)

        assert wait_until(lambda: children_of(supervisor).get("sleep") not in {None, before["sleep"]})

    def test_stops_everything_when_told_to(self, supervisor: subprocess.Popen[str], place: Path, port: int) -> None:
        supervisor.terminate()

        assert supervisor.wait(timeout=60) == 0
        assert not answers(port)
        assert list(processes_in(place / "data")) == []
        assert "shut down" in (place / "log" / "postgres.log").read_text().splitlines()[-1]

    def test_takes_everything_with_it_when_killed(
        self, supervisor: subprocess.Popen[str], place: Path, port: int
    ) -> None:
        children = children_of(supervisor)

        supervisor.kill()

        assert len(children) == 3
        assert wait_until(lambda: not any(is_alive(number) for number in children.values()))
        assert wait_until(lambda: not list(processes_in(place / "data")))

    def test_leaves_a_server_alone_that_others_started(self, place: Path, port: int) -> None:
        server = Server(home=place, settings={"fsync": "off", "shared_buffers": "16MB"})
        server.ensure()
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HOST"}}
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(port)],
            env={**environment, "LANYAN_HOME": str(place)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        process.stdout.readline()

        process.terminate()

        process.communicate()
        assert process.returncode == 0
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        server.stop()


class TestCheckPort:
    def test_names_a_port_that_is_taken_and_how_to_choose_another(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen(1)
            port = taken.getsockname()[1]

            with pytest.raises(ServeError, match=rf"Port {port} on 127.0.0.1 cannot be used.*PORT="):
                check_port(host="127.0.0.1", port=port)

    def test_accepts_a_free_one(self, port: int) -> None:
        check_port(host="127.0.0.1", port=port)

        assert not answers(port)


class TestChild:
    def test_that_dies_at_once_leaves_its_last_words(self, tmp_path: Path) -> None:
        child = Child(
            name="web", command=["sh", "-c", "echo no such city; exit 3"], log_folder=tmp_path, grace=1, environment={}
        )
        child.start()
        assert child.process
        child.process.wait()

        assert child.mend() == ["no such city"]
        assert child.young_deaths == 1

    def test_is_ended_with_all_it_started(self, tmp_path: Path) -> None:
        command = ["sh", "-c", "sleep 600 & echo $!; trap '' TERM; wait; wait"]
        child = Child(name="web", command=command, log_folder=tmp_path, grace=0.2, environment={})
        child.start()
        assert wait_until(child.log.read_text)
        grandchild = int(child.log.read_text())

        child.stop()

        assert wait_until(lambda: not is_alive(grandchild))


class TestRotate:
    def test_leaves_a_small_log_alone(self, tmp_path: Path) -> None:
        log = tmp_path / "web.log"
        log.write_text("short")

        assert not rotate(log, limit=5)
        assert not rotate(tmp_path / "none.log")
        assert log.read_text() == "short"

    def test_keeps_so_many_old_logs_and_no_more(self, tmp_path: Path) -> None:
        log = tmp_path / "web.log"

        for number in range(5):
            log.write_text(f"log {number}")
            rotate(log, limit=3, kept=2)

        assert sorted(path.name for path in tmp_path.iterdir()) == ["web.log", "web.log.1", "web.log.2"]
        assert [(tmp_path / f"web.log.{number}").read_text() for number in (1, 2)] == ["log 4", "log 3"]
        assert log.read_text() == ""

    def test_does_not_disturb_a_writer(self, tmp_path: Path) -> None:
        log = tmp_path / "web.log"
        with log.open("ab", buffering=0) as writer:
            writer.write(b"before ")

            rotate(log, limit=3)
            writer.write(b"after")

        assert log.read_text() == "after"
