"""Small truths about operating system processes that the supervisor and the embedded server share."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
MADV_DONTNEED = 4
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


def give_back_code() -> None:
    """Let go of what this process has read of programs and libraries; what is needed again is there again at once.

    Only what is as its file has it, so nothing can be lost. Where the system cannot, nothing happens.
    """
    if _LIBC is None:
        return
    _LIBC.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for first, past in _as_in_the_file(Path("/proc/self/smaps").read_text().splitlines()):
        _LIBC.madvise(first, past - first, MADV_DONTNEED)


def _as_in_the_file(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Spans of memory that hold a file, may not be written to, and never were."""
    span, of_file = (0, 0), False
    for line in lines:
        head, *others = line.split(maxsplit=5)
        if not head.endswith(":"):
            first, _dash, past = head.partition("-")
            span, of_file = (int(first, 16), int(past, 16)), "w" not in others[0] and others[-1].startswith("/")
        elif of_file and head == "Anonymous:" and others[0] == "0":
            yield span


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
