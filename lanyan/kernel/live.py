"""Live news: a topic is announced on commit, screens that listen to it read themselves again.

News carries no state, so a lost connection loses nothing. Topics are narrow: `orders:12`, `incident:88`.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

CHANNEL = "lanyan"
HEARTBEAT_SECONDS = 15
# A stream ends by itself and the browser opens a new one: rights taken away are noticed within this time.
STREAM_SECONDS = 600

log = logging.getLogger(__name__)
_topics: dict[str, Callable[[Any, str], bool]] = {}


def register_topic(name: str, may_listen: Callable[[Any, str], bool]) -> None:
    """Declare a topic and who may hear it: `may_listen(user, key)`."""
    _topics[name] = may_listen


def may_listen(user: Any, topic: str) -> bool:
    """Say whether this person may hear this topic (`name:key`)."""
    name, _, key = topic.partition(":")
    check = _topics.get(name)
    return check is not None and check(user, key)


def announce(topic: str, key: object = "") -> None:
    """Tell all screens, once the transaction commits, that this topic has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic}:{key}"])


class Listener:
    """One LISTEN connection per process; it reconnects, and then tells everyone to read again."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[str], frozenset[str]] = {}
        self._task: asyncio.Task[None] | None = None

    async def listen(self, topics: frozenset[str]) -> AsyncIterator[str]:
        """Yield topics as they are announced; an empty string is the heartbeat."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        self._queues[queue] = topics
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ""
        finally:
            del self._queues[queue]

    async def _run(self) -> None:
        while self._queues:
            try:
                async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as news:
                    await news.execute(f"LISTEN {CHANNEL}")
                    self._tell("*")
                    async for item in news.notifies(timeout=HEARTBEAT_SECONDS):
                        self._tell(item.payload)
            except (psycopg.Error, OSError) as problem:
                log.warning("live news interrupted: %s", problem)
                await asyncio.sleep(0.5)

    def _tell(self, topic: str) -> None:
        for queue, topics in self._queues.items():
            if topic == "*" or topic in topics:
                # A screen that cannot keep up has news waiting already; one more of the same changes nothing.
                with contextlib.suppress(asyncio.QueueFull):
                    queue.put_nowait(topic)


def _address() -> str:
    database = settings.DATABASES["default"]
    parts = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "dbname": connection.settings_dict["NAME"],
    }
    return make_conninfo("", **{key: value for key, value in parts.items() if value})


_listener = Listener()


def ended(reason: str) -> bytes:
    """The last word of a stream: why nothing more will come, and that opening it again is no use."""
    return f"retry: 86400000\nevent: ended\ndata: {json.dumps(reason)}\n\n".encode()


def _asked(over: Callable[[], str]) -> str:
    """Ask with a database connection that is given back at once."""
    try:
        return over()
    finally:
        connection.close()


async def stream(
    topics: frozenset[str], *, watch: str = "", over: Callable[[], str] = lambda: ""
) -> AsyncIterator[bytes]:
    """Write server-sent events for these topics until the client leaves or the stream's time is over.

    When `watch` is heard (the person's session or rights have changed), `over` says why the stream must end, or "".
    """
    # Authentication left a database connection open in this request; a stream would keep it for minutes.
    # Looked up inside the thread: `connection` is another object in each.
    await sync_to_async(lambda: connection.close())()
    ends = asyncio.get_running_loop().time() + STREAM_SECONDS
    yield b"retry: 1000\n\n"
    async for topic in _listener.listen(topics | {watch} if watch else topics):
        if topic and topic in (watch, "*"):
            reason = await sync_to_async(_asked)(over)
            if reason:
                yield ended(reason)
                return
            if topic == watch:
                continue
        yield f"data: {json.dumps(topic)}\n\n".encode() if topic else b"event: beat\ndata: .\n\n"
        if asyncio.get_running_loop().time() > ends:
            return
