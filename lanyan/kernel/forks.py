"""Forks of one process that are kept at work: they share what it has read, and one that dies is replaced at once."""

import os
import signal
import time
from collections.abc import Callable, Sequence

from lanyan.kernel.processes import RENEW, dies_with_parent

Work = Callable[[], None]
# A process that cannot start does not eat the machine: one that lived less than so long is started again later.
YOUNG_SECONDS, PAUSE_SECONDS, LONG_PAUSE_SECONDS = 5.0, 0.2, 1.0


# What a parent of forks is asked.
ASKED = (signal.SIGTERM, signal.SIGINT, RENEW)


def keep(works: Sequence[Work]) -> None:
    """Keep each work at work in a fork of its own until this process is asked to end; then let them end first.

    `RENEW` renews the last one: a worker outlives its database, but hears of no new jobs then.
    """
    forks: dict[int, int] = {}
    started: dict[int, float] = {}
    ending = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal ending
        ending = True
        for pid in forks:
            os.kill(pid, signal.SIGTERM)

    def renew(_signal: int, _frame: object) -> None:
        for pid in [pid for pid, number in forks.items() if number == len(works) - 1]:
            os.kill(pid, signal.SIGTERM)

    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, end)
    signal.signal(RENEW, renew)
    dies = dies_with_parent(signal.SIGTERM)
    while forks or not ending:
        for number in sorted(set(range(len(works))) - set(forks.values())):
            # What is asked while a fork is made waits: the fork would hear it with our ears, or be missed by it.
            signal.pthread_sigmask(signal.SIG_BLOCK, ASKED)
            if not ending:
                forks[_fork(works[number], dies)] = number
                started[number] = time.monotonic()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED)
        if not forks:
            continue
        pid, _status = os.wait()
        number = forks.pop(pid)
        if not ending:
            young = time.monotonic() - started[number] < YOUNG_SECONDS
            time.sleep(LONG_PAUSE_SECONDS if young else PAUSE_SECONDS)


def _fork(work: Work, before: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    for wanted in ASKED:
        signal.signal(wanted, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED)
    before()
    try:
        work()
    finally:
        # The parent's own ending is not ours to do again.
        os._exit(0)
