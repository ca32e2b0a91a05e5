"""The processes of a running installation: started in order, mended when they die, stopped in order.

Children write to log files of their own and die with the supervisor; Linux sees to that even when it is killed.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from lanyan.kernel.postgres import PostgresError, Server, check_external, external_url, home
from lanyan.kernel.postgres.folders import is_root, make_folder
from lanyan.kernel.processes import RENEW, dies_with_parent, last_lines

TICK_SECONDS = 0.2
# How often a server that is not our child is asked whether it is still there, and the logs are measured.
ASK_SECONDS, ROTATE_SECONDS = 1.0, 30.0
LOG_BYTES, LOGS_KEPT = 10 * 1024 * 1024, 5
# A child that lived this long was healthy: its next start need not wait.
HEALTHY_SECONDS = 10.0
PAUSES = (0.1, 0.5, 1.0, 2.0)
FIRST_TRIES = 3


class ServeError(Exception):
    """The installation cannot be served; the message is for the person at the keyboard."""


class Stopping(BaseException):
    """Somebody asked us to stop."""


class Child:
    """One supervised process, with its log and the memory of how often it died young."""

    def __init__(
        self,
        *,
        name: str,
        command: Sequence[str],
        log_folder: Path,
        grace: float,
        environment: Mapping[str, str],
        renewed_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name, self.command, self.grace, self.renewed_by = name, list(command), grace, renewed_by
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
        self.log = log_folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.young_deaths = 0
        self._started = self._not_before = 0.0
        self._log_start = 0

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only the supervisor."""
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        self._started = time.monotonic()

    def mend(self) -> list[str] | None:
        """Start the process again when it has died and its pause is over; its last words when it died just now."""
        if self.process is not None:
            if self.process.poll() is None:
                return None
            self.kill()
            lived = time.monotonic() - self._started
            self.young_deaths = 0 if lived > HEALTHY_SECONDS else self.young_deaths + 1
            self._not_before = time.monotonic() + PAUSES[min(self.young_deaths, len(PAUSES) - 1)]
            return last_lines(self.log, start=self._log_start)
        if time.monotonic() >= self._not_before:
            self.start()
        return None

    def renew(self) -> None:
        """Let the process begin anew what a database that went away broke, without waiting."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.renewed_by)

    def stop(self) -> None:
        """Ask the process to end, and end it and all it started when its grace is over."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=self.grace)
        self.kill()

    def kill(self) -> None:
        """End what is left of the process and of those it started: a lost web process would keep the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def serve(
    *,
    port: int,
    workers: int = 1,
    before: Sequence[Sequence[str]] = (),
    greeting: Sequence[str] = (),
    beside: Sequence[Sequence[str]] = (),
) -> int:
    """Serve the installation on a port until told to stop.

    Of these management commands `before` run after the migration, `greeting` when ready, `beside` for ever.
    """
    host = os.environ.get("HOST") or "127.0.0.1"
    check_port(host=host, port=port)
    _listen_to_signals()
    children: list[Child] = []
    try:
        with database() as (url, server):
            try:
                code = _run_all([["migrate", "--verbosity", "0"], *before], url=url)
                if code:
                    return code
                # The build may have taken minutes in which somebody else took the port.
                check_port(host=host, port=port)
                children += _children(host=host, port=port, workers=workers, url=url)
                children += [_beside(command, url=url) for command in beside]
                _watch(children, server, address=(host, port), greeting=greeting, url=url)
            finally:
                _ignore_signals()
                for child in children:
                    child.stop()
                if server is not None and server.process is not None:
                    server.stop()
    except Stopping:
        _say("Lanyan has stopped.")
    return 0


def prepare(*commands: Sequence[str]) -> int:
    """Run management commands one after the other on a database that is there; the first failure's exit code."""
    with database() as (url, _server):
        return _run_all(commands, url=url)


@contextlib.contextmanager
def database() -> Iterator[tuple[str, Server | None]]:
    """Give the address of a database that answers, and the embedded server unless an external one is used."""
    make_folder(home(), mode=0o711 if is_root() else 0o700)
    external = external_url()
    if external:
        check_external(external)
        yield external, None
        return
    server = Server()
    try:
        server.ensure(dies_with_us=True)
        yield server.url(), server
    finally:
        server.release()


def check_port(*, host: str, port: int) -> None:
    """Refuse a port that cannot be had, before anything is started."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise ServeError(
            f"Port {port} on {host} cannot be used: {error.strerror}. Choose another one, for example PORT={port + 1}."
        ) from None


def rotate(log: Path, *, limit: int = LOG_BYTES, kept: int = LOGS_KEPT) -> bool:
    """Put a log that has grown over `limit` bytes aside as `.1` (older ones move up) and empty it in place."""
    # Emptied and not renamed: the writers hold the file open, in append mode, and need not be told.
    if not log.exists() or log.stat().st_size <= limit:
        return False
    for number in range(kept - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    shutil.copy2(log, log.with_name(f"{log.name}.1"))
    os.truncate(log, 0)
    return True


def _children(*, host: str, port: int, workers: int, url: str) -> list[Child]:
    """List the children in the order in which they stop: one, whose forks are the web and the worker."""
    log_folder = home() / "log"
    make_folder(log_folder, mode=0o750)
    command = [sys.executable, "-m", "lanyan.config.web", "--host", host, "--port", str(port)]
    # Many short threads: without a limit the C library keeps a heap for each.
    environment = {"DATABASE_URL": url, "MALLOC_ARENA_MAX": "2", "LANYAN_DB_POOL": "1"}
    return [
        Child(
            name="web",
            command=[*command, "--workers", str(workers), "--jobs"],
            log_folder=log_folder,
            grace=10,
            environment=environment,
            renewed_by=RENEW,
        )
    ]


def _beside(command: Sequence[str], *, url: str) -> Child:
    """Make a management command a child that is kept alive; its log bears its name."""
    return Child(
        name=command[0],
        command=[sys.executable, "-m", "lanyan", *command],
        log_folder=home() / "log",
        grace=10,
        environment={"DATABASE_URL": url},
    )


def _watch(
    children: Sequence[Child], server: Server | None, *, address: tuple[str, int], greeting: Sequence[str], url: str
) -> NoReturn:
    """Keep the database and the children alive for ever; a signal ends it."""
    web = children[0]
    ready = broken = False
    asked = rotated = time.monotonic()
    for child in children:
        child.start()
    while True:
        time.sleep(TICK_SECONDS)
        now = time.monotonic()
        if server is not None and (server.process is not None or now - asked > ASK_SECONDS):
            asked = now
            if broken or server.has_died():
                # It may come up after a start that was given up: whatever it lost is renewed then.
                broken = not _mend_database(server)
                if not broken:
                    # A worker outlives the database, but no longer hears of new jobs and only looks now and then.
                    for child in children:
                        child.renew()
        for child in children:
            words = child.mend()
            if words is not None:
                _tell_death(child, words)
        if not ready and web.young_deaths >= FIRST_TRIES:
            raise ServeError(f"The web server does not start. Its log: {web.log}")
        if not ready and web.process is not None and _is_listening(address):
            ready = True
            _greet(address, greeting, url)
        if now - rotated > ROTATE_SECONDS:
            rotated = now
            for name in (*(child.name for child in children), "worker", "postgres"):
                rotate(home() / "log" / f"{name}.log")


def _mend_database(server: Server) -> bool:
    """Start the database again when it has died; what keeps it from starting is told, and tried again next time."""
    _say("The database has ended; starting it again.")
    try:
        server.process = None
        server.ensure(dies_with_us=True)
    except PostgresError as error:
        _say(str(error))
        time.sleep(1)
        return False
    return True


def _tell_death(child: Child, words: Sequence[str]) -> None:
    """Say that a child died; with its last words when it did so at once, the first few times."""
    _say(f"{child.name} has ended; starting it again.")
    if 0 < child.young_deaths <= FIRST_TRIES:
        for line in words:
            _say(f"  {child.name}: {line}")


def _greet(address: tuple[str, int], greeting: Sequence[str], url: str) -> None:
    host, port = address
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    if greeting:
        _run_all([greeting], url=url)
    _say(f"蓝焰已启动 Lanyan is running: http://{shown}:{port}   (Ctrl-C stops it)")


def _is_listening(address: tuple[str, int]) -> bool:
    host, port = address
    try:
        socket.create_connection(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port), timeout=1).close()
    except OSError:
        return False
    return True


def _run_all(commands: Sequence[Sequence[str]], *, url: str) -> int:
    """Run management commands as processes of their own, so that the supervisor stays small and without threads."""
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "lanyan", *command], env={**os.environ, "DATABASE_URL": url}, check=False
        )
        if done.returncode:
            return done.returncode if done.returncode > 0 else 1
    return 0


def _listen_to_signals() -> None:
    for wanted in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # Started with nohup, we are to outlive the terminal.
        if wanted != signal.SIGHUP or signal.getsignal(wanted) != signal.SIG_IGN:
            signal.signal(wanted, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopping


def _ignore_signals() -> None:
    """Let the orderly stop run to its end: every step of it has its own time limit."""
    for wanted in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_IGN)


def _say(line: str) -> None:
    # A terminal that has gone away must not end the service.
    with contextlib.suppress(OSError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
