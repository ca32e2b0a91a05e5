"""Small truths about operating system processes that the supervisor and the embedded server share."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
MADV_PAGEOUT = 21
# What the process that does the jobs is called, and the signal that lets it be renewed.
WORKER, RENEW = "lanyan-worker", signal.SIGUSR1
# Loaded once and early: a child between fork and exec must not load libraries.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Give a `preexec_fn` that lets Linux send the child this signal when its parent is gone, however it went."""
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, int(how))
            if os.getppid() != parent:
                os.kill(os.getpid(), how)

    return ask_the_kernel


def called(name: str) -> None:
    """Give this process a name by which people and programs find it (Linux shows up to 15 letters of it)."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_NAME, name.encode())


def give_back_code(library: str) -> None:
    """Let Linux take back what this process has read of a library's code; what is needed again is read again.

    Only code: it is never written to, so nothing can be lost. Where the system cannot, nothing happens.
    """
    if _LIBC is None:
        return
    _LIBC.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights, *_others, name = line.split(maxsplit=5)
        if rights == "r-xp" and Path(name).name.startswith(library):
            first, past = (int(end, 16) for end in span.split("-"))
            _LIBC.madvise(first, past - first, MADV_PAGEOUT)


def processes_in(folder: Path) -> Iterator[int]:
    """Yield the living processes whose working folder this is (zombies have none; nothing without /proc)."""
    wanted = os.path.realpath(folder)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == wanted:
                yield int(entry.name)
        except OSError:
            continue


def last_lines(path: Path, *, start: int = 0, count: int = 15) -> list[str]:
    """Give the last lines of a log file, not looking before byte `start` nor further back than 64 KiB."""
    try:
        with path.open("rb") as log:
            log.seek(max(start, os.fstat(log.fileno()).st_size - 65536))
            return log.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []
