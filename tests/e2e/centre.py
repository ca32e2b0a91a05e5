"""A whole installation with its supervisor, as `lanyan serve` runs it: for stories of faults."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import psutil

from lanyan.kernel.processes import WORKER, processes_in
from tests.e2e.conftest import ROOT
from tests.e2e.served import free_port

MAKE_KEY = """
from django.utils import timezone
from lanyan.units import actions
from lanyan.units.models import User
user = User.objects.get(username="chief")
print(actions.make_token(user_id=user.pk, label="119", scopes=["incidents.take_call"], at=timezone.now(), by=user)[1])
"""
PATIENCE_SECONDS = 60


class Centre:
    """A whole installation with its supervisor, as `lanyan serve` runs it."""

    def __init__(self, home: Path, database: str = "") -> None:
        """Over the embedded database of its folder, or somebody else's at this address."""
        self.home, self.port = home, free_port()
        self.environment = {**os.environ, "LANYAN_HOME": str(home), "PORT": str(self.port), "DATABASE_URL": database}
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

    def prepare(self) -> str:
        """Make the database's tables, an administrator of a detachment, and a key of theirs for the interface."""
        self.run("migrate", "--verbosity", "0")
        self.run(
            "createadmin", "--username", "chief", "--name", "站长", "--password-stdin", "--unit-code", "3308",
            "--unit-name", "衢州市消防救援支队", given="a-long-password-77\n",
        )  # fmt: skip
        return self.run("shell", "-v", "0", "-c", MAKE_KEY).splitlines()[-1]

    def _below(self) -> list[psutil.Process]:
        assert self.process
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    def workers(self) -> list[psutil.Process]:
        """The processes that do the background jobs."""
        return [process for process in self._below() if process.name() == WORKER]

    def waits_for_a_worker(self) -> None:
        """Until one stands (again)."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.workers():
            assert time.monotonic() < deadline, "no worker stands"
            time.sleep(0.2)

    def kill_web(self) -> None:
        """Kill the processes that answer, and the one they were forked off."""
        _kill(process for process in self._below() if "lanyan.config.web" in process.cmdline())

    def kill_worker(self) -> None:
        """Kill the process that does the background jobs."""
        _kill(self.workers())

    def kill_database(self) -> None:
        """Kill every process of the database at once."""
        for pid in processes_in(self.home / "data"):
            os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """Kill everything of it at once, the supervisor first: nothing is started again."""
        below = self._below()
        assert self.process
        self.process.kill()
        _kill(below)
        self.process.communicate()
        self.process = None

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=60)


def _kill(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        # It may have ended with the one it hung on.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


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
