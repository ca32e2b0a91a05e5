"""The web and the worker: one process loads the house once; its forks serve it and do its jobs, and share what it read.

python -m lanyan.config.web --host 127.0.0.1 --port 8000 --workers 2 --jobs
"""

import argparse
import gc
import os
import socket
import sys
from collections.abc import Sequence
from importlib.metadata import version

import uvicorn
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation
from django.utils.module_loading import import_string

from lanyan.config import settings
from lanyan.kernel import forks
from lanyan.kernel.postgres import home
from lanyan.kernel.processes import WORKER, called, give_back_code

# Named and not imported: the house is read by `load`, and by nobody else.
APPLICATION, WARM = "lanyan.config.asgi.application", "lanyan.incidents.dispatch.warm"
BACKLOG = 2048
# A screen that is quiet for a minute need not greet anew when its order comes.
KEEP_ALIVE_SECONDS = 75


def load() -> None:
    """Read what every page needs, so that forks need not: the apps, addresses, words, sounds, templates."""
    # What is read now stays: looking through it for what could be thrown away would take a second.
    gc.disable()
    import_string(APPLICATION)
    assert get_resolver().url_patterns
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert translation.gettext("Order")
    import_string("lanyan.kernel.search.initials")("火")
    _compile()
    import_string(WARM)()
    for folder in settings.PACKAGE_DIR.glob("*/templates"):
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))
    # The compiler has brought its work in and is not asked again; most of the other libraries is not either.
    give_back_code()
    # What is loaded stays: no collection looks at it again, and forks keep sharing its memory.
    gc.collect()
    gc.freeze()
    gc.enable()


def _compile() -> None:
    """Compile in a fork what this version has not compiled yet: a compiler takes memory that it never gives back."""
    mark, sources = home() / "compiled", sorted((settings.PACKAGE_DIR / "analysis").rglob("*.py"))
    told = f"{version('numba')} {[(str(path), path.stat().st_mtime_ns) for path in sources]}"
    if mark.exists() and mark.read_text() == told:
        return
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    try:
        import_string(WARM)()
        mark.write_text(told)
    finally:
        os._exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until asked to stop; a process that dies is replaced at once."""
    parser = argparse.ArgumentParser(prog="lanyan.config.web", description="Serve the pages and the API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--jobs", action="store_true", help="do the background jobs too, in a fork of their own")
    options = parser.parse_args(arguments)
    with _listening(options.host, options.port) as door:
        load()
        works: list[forks.Work] = [lambda: _serve(door)] * options.workers
        forks.keep([*works, lambda: _work(door)] if options.jobs else works)
    return 0


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind, protocol)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(address)
    return door


def _serve(door: socket.socket) -> None:
    config = uvicorn.Config(
        import_string(APPLICATION),
        lifespan="off",
        access_log=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[door])


def _work(door: socket.socket) -> None:
    """Do background jobs; what is said of them goes into a log of their own."""
    door.close()
    called(WORKER)
    # The pool is for many short requests; a worker keeps one connection to listen and one to work.
    with (home() / "log" / "worker.log").open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    call_command("procrastinate", "worker", "--shutdown-graceful-timeout", "8")


if __name__ == "__main__":
    sys.exit(main())
