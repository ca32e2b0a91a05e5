"""One running product for each story, forked off a process that has loaded it already: it answers at once."""

import multiprocessing
import os
import socket
import tempfile
import time
import urllib.request
from typing import Any

import psycopg

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.e2e.loaded"])


def _serve(url: str, port: int, log: str) -> None:
    """Be the web process over the database at `url`."""
    with open(log, "ab") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    # The product is served in the process that this one was forked off, and nowhere else.
    import uvicorn  # noqa: PLC0415

    from tests.e2e.loaded import application, settings  # noqa: PLC0415

    # Nothing has opened a connection yet; whoever does reads this very dictionary.
    settings.DATABASES["default"].update(settings._database(url))
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=port,
        lifespan="off",
        timeout_graceful_shutdown=1,
        log_level="warning",
    )


class Served:
    """One running product over its own database; it can be killed and started again."""

    def __init__(self, url: str, port: int) -> None:
        self.url, self.port = url, port
        self.base = f"http://127.0.0.1:{port}"
        self.process: Any = None
        self.log = tempfile.NamedTemporaryFile(prefix="lanyan-story-")  # noqa: SIM115 - it lives as long as the product

    def start(self) -> None:
        """Start the web process and wait until it answers."""
        self.process = _forks.Process(target=_serve, args=(self.url, self.port, self.log.name), daemon=True)
        self.process.start()
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.base}/health/", timeout=5):
                    return
            except OSError:
                if not self.process.is_alive():
                    break
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.said()}")

    def said(self) -> str:
        """What the server wrote."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def kill(self) -> None:
        """Kill -9, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.join(10)

    def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.is_alive():
            self.process.terminate()
            self.process.join(8)
            if self.process.is_alive():
                self.kill()
        self.log.close()

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database afterwards: for what the screen does not show."""
        with psycopg.connect(self.url) as connection:
            return list(connection.execute(query, values).fetchall())


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
