"""The web: one process loads the house once, and its forks serve it. They share the port and what was loaded.

python -m lanyan.config.web --host 127.0.0.1 --port 8000 --workers 2
"""

import argparse
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence

import uvicorn
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

from lanyan.config import settings
from lanyan.config.asgi import application
from lanyan.incidents import dispatch
from lanyan.kernel import search
from lanyan.kernel.processes import dies_with_parent

BACKLOG = 2048
# A screen that is quiet for a minute need not greet anew when its order comes.
KEEP_ALIVE_SECONDS = 75
# A process that cannot start does not eat the machine.
PAUSE_SECONDS = 0.2


def load() -> None:
    """Read what every page needs, so that forks need not: addresses, words, sounds, templates."""
    assert get_resolver().url_patterns
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert translation.gettext("Order")
    search.initials("火")
    dispatch.warm()
    for folder in settings.PACKAGE_DIR.glob("*/templates"):
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))
    # What is loaded stays: no collection looks at it again, and forks keep sharing its memory.
    gc.collect()
    gc.freeze()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until asked to stop; a process that dies is replaced at once."""
    parser = argparse.ArgumentParser(prog="lanyan.config.web", description="Serve the pages and the API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)
    with _listening(options.host, options.port) as door:
        load()
        _keep(options.workers, lambda: _serve(door))
    return 0


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind, protocol)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(address)
    return door


def _serve(door: socket.socket) -> None:
    config = uvicorn.Config(
        application,
        lifespan="off",
        access_log=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[door])


def _keep(count: int, work: Callable[[], None]) -> None:
    """Keep so many forks at work until this process is asked to end; then let them end first."""
    forks: set[int] = set()
    ending = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal ending
        ending = True
        for pid in forks:
            os.kill(pid, signal.SIGTERM)

    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, end)
    dies = dies_with_parent(signal.SIGTERM)
    while forks or not ending:
        while len(forks) < count and not ending:
            forks.add(_fork(work, dies))
        pid, _status = os.wait()
        forks.discard(pid)
        if not ending:
            time.sleep(PAUSE_SECONDS)


def _fork(work: Callable[[], None], before: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, signal.SIG_DFL)
    before()
    try:
        work()
    finally:
        # The parent's own ending is not ours to do again.
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
