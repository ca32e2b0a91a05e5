"""Kill -9 of server and database under load: what was acknowledged is there, once, after everything stands again."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lanyan.kernel.postgres import Server
from lanyan.kernel.processes import processes_in
from tests.e2e.conftest import ROOT
from tests.e2e.served import free_port

MAKE_KEY = """
from django.utils import timezone
from lanyan.units import actions
from lanyan.units.models import User
user = User.objects.get(username="chief")
print(actions.make_token(user_id=user.pk, label="119", scopes=["incidents.take_call"], at=timezone.now(), by=user)[1])
"""
CALLERS, CALLS_EACH = 4, 30


class Centre:
    """A whole installation with its supervisor, as `lanyan serve` runs it."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.environment = {**os.environ, "LANYAN_HOME": str(home), "PORT": str(self.port)}
        self.environment.pop("DATABASE_URL")
        self.process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, given: str = "") -> str:
        """Run one `lanyan` command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "lanyan", *arguments],
            env=self.environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            check=True,
            timeout=180,
        )
        return done.stdout.strip()

    def serve(self) -> None:
        """Start everything and wait until it is said to run."""
        command = [sys.executable, "-m", "lanyan", "serve"]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert str(self.port) in self.process.stdout.readline()

    def kill_web(self) -> None:
        """Kill the process that answers."""
        told = subprocess.run(
            ["pgrep", "-f", f"lanyan.config.web.*--port {self.port}"], capture_output=True, text=True, check=False
        )
        for pid in told.stdout.split():
            os.kill(int(pid), signal.SIGKILL)

    def kill_database(self) -> None:
        """Kill every process of the database at once."""
        for pid in processes_in(self.home / "data"):
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=60)


@pytest.fixture
def centre() -> Iterator[Centre]:
    """An installation of its own, in a folder of its own."""
    home = Path(tempfile.mkdtemp(prefix="lanyan-cut-"))
    home.chmod(0o711)
    centre = Centre(home)
    try:
        centre.run("migrate", "--verbosity", "0")
        centre.run(
            "createadmin", "--username", "chief", "--name", "站长", "--password-stdin", "--unit-code", "3308",
            "--unit-name", "衢州市消防救援支队", given="a-long-password-77\n",
        )  # fmt: skip
        yield centre
    finally:
        centre.stop()
        Server(home=home).stop()
        shutil.rmtree(home, ignore_errors=True)


def call_until_answered(centre: Centre, key: str, source_id: str) -> int:
    """Send one call again and again until somebody acknowledges it; its incident's id."""
    body = json.dumps({"source": "ALARM", "source_id": source_id, "unit": "3308", "words": "冒烟"}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{centre.port}/api/incidents/intake", body, headers)
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(json.load(answer)["id"])
        except (OSError, http.client.HTTPException):  # refused, cut off, or cut off in the middle of the answer
            assert time.monotonic() < deadline, "nobody answered for two minutes"
            time.sleep(0.2)


@pytest.mark.slow
def test_kill_of_web_and_database_loses_nothing_and_doubles_nothing(centre):
    key = centre.run("shell", "-v", "0", "-c", MAKE_KEY).splitlines()[-1]
    centre.serve()
    acknowledged: dict[str, int] = {}

    def caller(number: int) -> None:
        for call in range(CALLS_EACH):
            source_id = f"{number}-{call}"
            acknowledged[source_id] = call_until_answered(centre, key, source_id)

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for quota, blow in (
        (0.2, centre.kill_web),
        (0.4, centre.kill_database),
        (0.6, centre.kill_web),
        (0.8, centre.kill_database),
    ):
        while len(acknowledged) < quota * CALLERS * CALLS_EACH:
            time.sleep(0.05)
        blow()
    for thread in threads:
        thread.join()

    with psycopg.connect(Server(home=centre.home).url()) as database:
        kept = dict(database.execute("select source_id, incident_id from incidents_call").fetchall())
        incidents = database.execute("select count(*), count(distinct number) from incidents_incident").fetchone()
        serials = database.execute("select last from kernel_serial where series like 'incident:%'").fetchall()
    assert kept == acknowledged
    assert incidents == (CALLERS * CALLS_EACH, CALLERS * CALLS_EACH)
    assert sum(last for (last,) in serials) == CALLERS * CALLS_EACH
