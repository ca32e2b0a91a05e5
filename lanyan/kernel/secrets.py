"""The installation's secret key: made once, kept in the home folder, shared by all processes."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Read the key of this installation, making it on first use; a folder that cannot be written gets a passing one."""
    file = home / "secret"
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(file)
    except OSError:
        return _read(file)
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as out:
        out.write(key)
    return key


def _read(file: Path) -> str:
    try:
        return file.read_text().strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)
