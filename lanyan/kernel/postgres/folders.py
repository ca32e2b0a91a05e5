"""Where the embedded server lives, and as whom it runs: folders, the system user, the socket."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

SYSTEM_HOME = Path("/var/lib/lanyan")
SYSTEM_USER = "lanyan"
ADMIN_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
SOCKET_FILE = ".s.PGSQL.5432"
# The kernel takes 107 bytes for the path of a socket; some clients append a suffix.
LONGEST_SOCKET_PATH = 100


class PostgresError(Exception):
    """The database cannot be had; the message is one line for the person at the keyboard."""


def is_root() -> bool:
    """Say whether this process is root, as whom PostgreSQL refuses to run."""
    return os.geteuid() == 0


def home() -> Path:
    """Give the folder of this installation: `LANYAN_HOME`, else `./.lanyan`, for root `/var/lib/lanyan`."""
    named = os.environ.get("LANYAN_HOME")
    if named:
        return Path(os.path.abspath(os.path.expanduser(named)))
    return SYSTEM_HOME if is_root() else Path(os.path.abspath(".lanyan"))


def socket_folder(data: Path) -> Path:
    """Give the folder of the socket: the data folder, or a short private one when the path would be too long."""
    if len(os.fsencode(data / SOCKET_FILE)) <= LONGEST_SOCKET_PATH:
        return data
    # Always below /tmp and never below TMPDIR: two commands with different environments must meet.
    return Path("/tmp") / f"lanyan-{os.geteuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}"


def make_folder(folder: Path, *, mode: int) -> None:
    """Make a folder and its missing parents; leave alone those that are there already."""
    try:
        if folder.is_dir():
            return
        make_folder(folder.parent, mode=0o755)
        folder.mkdir()
        # Only now, on a folder made here: the umask may have closed it to the server's user.
        folder.chmod(mode)
    except FileExistsError:
        if not folder.is_dir():
            raise PostgresError(f"{folder} is in the way: it is a file where a folder is needed.") from None
    except OSError as error:
        raise PostgresError(unwritable(folder, error)) from None


def unwritable(folder: Path, error: OSError) -> str:
    """Word the refusal of a folder that cannot be written."""
    return f"Cannot write to {folder}: {error.strerror}. Set LANYAN_HOME to a folder that you may write to."


def server_identity() -> pwd.struct_passwd | None:
    """Give the system user as whom the server runs when we are root (made when missing), None when it runs as us."""
    if not is_root():
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_system_user()
        return pwd.getpwnam(SYSTEM_USER)


def _make_system_user() -> None:
    """Create the system user with whichever of the two usual tools is there."""
    useradd = shutil.which("useradd", path=ADMIN_FOLDERS)
    adduser = shutil.which("adduser", path=ADMIN_FOLDERS)
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", shutil.which("nologin", path=ADMIN_FOLDERS) or "/bin/false", SYSTEM_USER]
    elif adduser:
        command = [adduser, "-S", "-D", "-H", SYSTEM_USER]
    else:
        command = []
    if command:
        # Two commands at once may both try; the loser's failure does not matter when the user is there.
        subprocess.run(command, capture_output=True, check=False)
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise PostgresError(
            f"PostgreSQL does not run as root and the system user {SYSTEM_USER} could not be created. "
            "Create it, run Lanyan as an ordinary user, or set DATABASE_URL."
        ) from None


def check_reachable(folder: Path, identity: pwd.struct_passwd | None) -> None:
    """Refuse a folder that the server's user cannot enter, naming the folder that stands in the way."""
    if identity is None:
        return
    for part in [*reversed(folder.parents), folder]:
        entered = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$0"', str(part)],
            user=identity.pw_uid,
            group=identity.pw_gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        if entered.returncode != 0:
            raise PostgresError(
                f"The database runs as user {identity.pw_name}, who may not enter {part}. "
                "Set LANYAN_HOME to a folder that every user may pass through, such as /var/lib/lanyan."
            )


def claim_socket_folder(folder: Path, identity: pwd.struct_passwd | None) -> None:
    """Make the short private socket folder, refusing one that somebody else has put there."""
    owner = identity.pw_uid if identity else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, identity.pw_gid if identity else -1)
    except FileExistsError:
        pass
    except OSError as error:
        raise PostgresError(f"Cannot make {folder} for the socket of the database: {error.strerror}.") from None
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
        raise PostgresError(f"{folder} belongs to somebody else: remove it or set LANYAN_HOME to a shorter path.")
