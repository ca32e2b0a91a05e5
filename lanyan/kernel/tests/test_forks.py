"""What is kept at work stays at work, is renewed alone when asked, and ends when its parent is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lanyan.kernel.processes import RENEW

DRIVER = "import time; from lanyan.kernel import forks; forks.keep([lambda: time.sleep(600), lambda: time.sleep(601)])"


def forks_of(parent: subprocess.Popen[bytes]) -> list[int]:
    """The living forks, oldest first."""
    try:
        return [int(one) for one in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]
    except OSError:
        return []


def wait_until(holds: Callable[[], object]) -> bool:
    """Wait for what other processes bring about; a minute is far more than it takes."""
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(holds())


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", DRIVER])
    assert wait_until(lambda: len(forks_of(process)) == 2)
    yield process
    process.kill()
    process.wait()


def test_replaces_a_fork_that_was_killed(parent: subprocess.Popen[bytes]) -> None:
    first, second = forks_of(parent)

    os.kill(first, signal.SIGKILL)

    assert wait_until(lambda: len(forks_of(parent)) == 2 and first not in forks_of(parent))
    assert second in forks_of(parent)


def test_renews_the_last_one_alone(parent: subprocess.Popen[bytes]) -> None:
    first, last = forks_of(parent)

    parent.send_signal(RENEW)

    assert wait_until(lambda: len(forks_of(parent)) == 2 and last not in forks_of(parent))
    assert first in forks_of(parent)


def test_ends_with_all_when_told_to(parent: subprocess.Popen[bytes]) -> None:
    both = forks_of(parent)

    parent.terminate()

    assert parent.wait(timeout=60) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in both)


def test_forks_do_not_outlive_a_killed_parent(parent: subprocess.Popen[bytes]) -> None:
    both = forks_of(parent)

    parent.kill()

    assert wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in both))


def test_a_name_is_seen_by_others() -> None:
    told = "from lanyan.kernel.processes import called; called('lanyan-worker'); print(open('/proc/self/comm').read())"

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "lanyan-worker"
