"""One embedded PostgreSQL server: its data, its process, and who is using it."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from lanyan.kernel.processes import dies_with_parent, last_lines, processes_in

from . import folders
from .binaries import CLEAN_ENVIRONMENT, Binaries, find_binaries
from .folders import PostgresError

DATABASE = "lanyan"
ROLE = "lanyan"
PORT = 5432
# Seconds without a sign of progress (an answer or a line in the log) before a start is given up.
PATIENCE = 120
MEBIBYTE = 1024 * 1024

SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    # One machine, backed up by pg_dump: what is loaded into a fresh table need not be written twice.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    # Many short questions: compiling one takes longer than answering it.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
# For data that is thrown away: nothing waits for the disk.
THROWAWAY: dict[str, str] = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Server:
    """The server of one home folder; several processes may each hold one, and the last to let go stops it."""

    def __init__(self, *, home: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.home = home or folders.home()
        self.data = self.home / "data"
        self.log = self.home / "log" / "postgres.log"
        self.socket_folder = folders.socket_folder(self.data)
        self.settings = {**SETTINGS, **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self._users: int | None = None

    def url(self, *, database: str = DATABASE) -> str:
        """Give the address of a database on this server, whether it runs or not."""
        # The port is spelled out because PGPORT in the environment would otherwise change the socket's name.
        folder = quote(str(self.socket_folder), safe="/")
        return f"postgresql://{ROLE}@/{quote(database, safe='')}?host={folder}&port={PORT}"

    def is_up(self) -> bool:
        """Say whether the server takes connections to Lanyan's database; a process id would prove nothing."""
        return self._answers(DATABASE)

    def ensure(self, *, dies_with_us: bool = False) -> bool:
        """Attach to the running server or start it; True when it was started here. Two at once make one server."""
        self._hold()
        if self.is_up():
            return False
        with self._alone():
            if self.is_up():
                return False
            started = not self._answers("postgres") and not self._outlived_by_another()
            if started:
                self._start(dies_with_us=dies_with_us)
            self._create_database()
        return started

    def start(self, *, dies_with_us: bool = False) -> None:
        """Start the server, or attach when it runs already."""
        self.ensure(dies_with_us=dies_with_us)

    def release(self) -> None:
        """Let go of the server, stopping it when no other command uses it."""
        if self._users is None:
            return
        try:
            # Whoever comes now waits for this lock and then starts the server anew.
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self._stop()
        self._let_go()

    def stop(self) -> None:
        """Stop the server whoever uses it, waiting until it has written everything down."""
        self._stop()
        self._let_go()

    def has_died(self) -> bool:
        """Say whether the server started here has ended, or the one attached to has stopped answering."""
        if self.process is not None:
            return self.process.poll() is not None
        return not self.is_up()

    # Starting -----------------------------------------------------------------------------------------------------

    def _start(self, *, dies_with_us: bool) -> None:
        binaries = find_binaries()
        identity = folders.server_identity()
        folders.check_reachable(self.home, identity)
        self._check_data(binaries)
        if not (self.data / "PG_VERSION").exists():
            self._initdb(binaries)
        if self.socket_folder != self.data:
            folders.claim_socket_folder(self.socket_folder, identity)
        self._clear_leftovers()
        settings = {**self.settings, "port": str(PORT), "unix_socket_directories": str(self.socket_folder)}
        if _shared_memory_is_small():
            # A container's usual 64 MB of /dev/shm is too little for parallel queries.
            settings["dynamic_shared_memory_type"] = "mmap"
        command = [binaries.program("postgres"), "-D", str(self.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            written = log.tell()
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=CLEAN_ENVIRONMENT,
                cwd="/",
                # A session of its own: Ctrl-C in the terminal is for the command, which stops the server in order.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT) if dies_with_us else None,
                **_as_identity(),
            )
        self._wait_until_ready(written)

    def _check_data(self, binaries: Binaries) -> None:
        """Refuse data that is not ours to open or was made by another major version."""
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            with suppress(FileNotFoundError):
                if any(self.data.iterdir()):
                    raise PostgresError(f"{self.data} holds something that is not a database. Move it away.") from None
            return
        except OSError as error:
            raise PostgresError(f"Cannot read the database in {self.data}: {error.strerror}.") from None
        if version != str(binaries.major):
            raise PostgresError(
                f"The database in {self.data} was made by PostgreSQL {version}; this Lanyan brings {binaries.major}. "
                "Restore a backup into a new home (see docs/operations.md)."
            )

    def _initdb(self, binaries: Binaries) -> None:
        """Make a new database cluster beside its place and move it there when it is whole."""
        draft = self.home / "data.new"
        identity = folders.server_identity()
        command = [binaries.program("initdb"), "-D", str(draft), "-U", ROLE, "-A", "trust", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        try:
            # A draft that is there was left by a command killed half way; the lock says that nobody works on it.
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            if identity:
                os.chown(draft, identity.pw_uid, identity.pw_gid)
            made = _run_as_server(command)
            if made.returncode != 0:
                reasons = [line for line in made.stderr.splitlines() if "error" in line.lower() or "FATAL" in line]
                reason = reasons[-1] if reasons else f"initdb ended with {made.returncode}"
                raise PostgresError(f"Cannot make the database in {self.data}: {reason}{self._disk_hint()}")
            draft.rename(self.data)
        except OSError as error:
            raise PostgresError(folders.unwritable(self.home, error)) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _outlived_by_another(self) -> bool:
        """Wait for a server that lives but does not answer yet; True when it came up, False when it is gone."""
        written, seen = self._log_size(), time.monotonic()
        while self._postmaster_lives():
            if self._answers("postgres"):
                return True
            size = self._log_size()
            if size != written:
                written, seen = size, time.monotonic()
            if time.monotonic() - seen > PATIENCE:
                raise PostgresError(f"A database server runs on {self.data} but does not answer. Its log: {self.log}")
            time.sleep(0.1)
        return False

    def _postmaster_lives(self) -> bool:
        """Say whether the process named in the data's lock file is alive and really works on this data."""
        return self._postmaster() in set(processes_in(self.data))

    def _postmaster(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _clear_leftovers(self) -> None:
        """Make way after a kill: let the orphans of the last server end, and drop the lock file of a dead one."""
        if not Path("/proc/self/cwd").exists():
            return
        deadline = time.monotonic() + 5
        while orphans := list(processes_in(self.data)):
            if time.monotonic() > deadline:
                for orphan in orphans:
                    with suppress(OSError):
                        os.kill(orphan, signal.SIGKILL)
            time.sleep(0.05)
        # The number in these may by now belong to a zombie or to another program, which PostgreSQL takes for a server.
        # Nobody works on this data (just seen), so the files say nothing.
        for stale in (self.data / "postmaster.pid", self.socket_folder / f"{folders.SOCKET_FILE}.lock"):
            stale.unlink(missing_ok=True)

    def _wait_until_ready(self, written: int) -> None:
        """Wait for the first answer as long as the server shows progress; recovery after a crash may take minutes."""
        assert self.process is not None
        size, seen = written, time.monotonic()
        while not self._answers("postgres"):
            if self.process.poll() is not None:
                lines = last_lines(self.log, start=written)
                told = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines or ["it said nothing"]
                raise PostgresError(f"The database did not start: {told[-1]} (log: {self.log}){self._disk_hint()}")
            now = self._log_size()
            if now != size:
                size, seen = now, time.monotonic()
            if time.monotonic() - seen > PATIENCE:
                self._stop()
                raise PostgresError(f"The database did not answer within {PATIENCE} seconds. Its log: {self.log}")
            time.sleep(0.05)

    def _disk_hint(self) -> str:
        """Add what PostgreSQL's own words rarely make plain."""
        free = shutil.disk_usage(self.home).free
        return f". The disk is nearly full: {free // MEBIBYTE} MB are free." if free < 64 * MEBIBYTE else ""

    def _create_database(self) -> None:
        with self._connect("postgres") as connection, suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(f'CREATE DATABASE "{DATABASE}"')

    # Stopping -----------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        if self._postmaster() is not None:
            binaries = find_binaries()
            for mode, seconds in (("fast", 60), ("immediate", 15)):
                command = [binaries.program("pg_ctl"), "stop", "-D", str(self.data), "-m", mode, "-t", str(seconds)]
                _run_as_server(command)
                if not self._answers("postgres"):
                    break
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
            self.process = None

    # Talking ------------------------------------------------------------------------------------------------------

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(database=database), autocommit=True, connect_timeout=3)

    def _answers(self, database: str) -> bool:
        try:
            self._connect(database).close()
        except psycopg.OperationalError as error:
            # A server that is full is a server that runs.
            return "too many clients" in str(error) or "connection slots" in str(error)
        return True

    # Locks and logs -----------------------------------------------------------------------------------------------

    def _hold(self) -> None:
        """Put ourselves among the users of the server until `release`, `stop` or the end of this process."""
        if self._users is None:
            self._users = self._lock_file("postgres.users")
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def _let_go(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the right to start the server, waiting for whoever starts it now."""
        lock = self._lock_file("postgres.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _lock_file(self, name: str) -> int:
        folders.make_folder(self.home, mode=0o711 if folders.is_root() else 0o700)
        try:
            return os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise PostgresError(folders.unwritable(self.home, error)) from None

    def _open_log(self) -> BufferedWriter:
        folders.make_folder(self.log.parent, mode=0o750)
        try:
            return self.log.open("ab")
        except OSError as error:
            raise PostgresError(folders.unwritable(self.log.parent, error)) from None

    def _log_size(self) -> int:
        try:
            return self.log.stat().st_size
        except OSError:
            return 0


def _run_as_server(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end as the server's user."""
    return subprocess.run(
        command, capture_output=True, text=True, env=CLEAN_ENVIRONMENT, cwd="/", check=False, **_as_identity()
    )


def _as_identity() -> dict[str, Any]:
    """Give the arguments that make a child process run as the server's user."""
    identity = folders.server_identity()
    return {"user": identity.pw_uid, "group": identity.pw_gid, "extra_groups": []} if identity else {}


def _shared_memory_is_small() -> bool:
    try:
        memory = os.statvfs("/dev/shm")
    except OSError:
        return False
    return memory.f_blocks * memory.f_frsize < 512 * MEBIBYTE
