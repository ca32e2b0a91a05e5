"""Live news: a topic is announced on commit, screens that listen to it read themselves again.

News carries no state, so a lost connection loses nothing. Topics are narrow: `orders:12`, `incident:88`. Each has the
number of its transaction; a screen that names the news it heard may be given what was read for another after it.
"""

import asyncio
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from lanyan.kernel import health

CHANNEL = "lanyan"
HEARTBEAT_SECONDS = 15
# How often it is looked whether all parts of the installation work.
LOOK_SECONDS = 10
# The first news goes out at once; what follows within this time is told together.
BREATH_SECONDS = 0.15
# A stream ends by itself and the browser opens a new one: rights taken away are noticed within this time.
STREAM_SECONDS = 600
# What is not announced (a name put right) shows on a screen that shares its reading this much later at most.
SHARED_SECONDS = 1.0
# News and readings that are remembered; a screen that names older news reads for itself.
NEWS_KEPT, READINGS_KEPT = 5000, 300

log = logging.getLogger(__name__)
T = TypeVar("T")
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
    announce_all([(topic, key)])


def announce_all(topics: Iterable[tuple[str, object]]) -> None:
    """The same for several topics at once: one query."""
    named = [f"{topic}:{key}" for topic, key in topics]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, topic || ' ' || pg_current_xact_id()) FROM unnest(%s::text[]) AS topic",
            [CHANNEL, named],
        )


# Heard by every screen: something of the installation stopped, or works again.
HEALTH = "#health"


class _Ear:
    """What one screen listens to, and what it has not been told yet: each topic once, however often it was heard."""

    def __init__(self, topics: frozenset[str]) -> None:
        self._topics = topics
        self._heard: dict[str, None] = {}
        self._news = asyncio.Event()
        self.latest = ""

    def hear(self, topic: str, news: str = "") -> None:
        """Note a topic if it concerns this screen, and the number of this latest news."""
        if topic in ("*", HEALTH) or topic in self._topics:
            self._heard[topic] = None
            self.latest = news
            self._news.set()

    async def take(self) -> list[str]:
        """Wait for news and take all of it; nothing when none came within the heartbeat."""
        try:
            await asyncio.wait_for(self._news.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return []
        heard, self._heard = list(self._heard), {}
        self._news.clear()
        return heard


class Listener:
    """One LISTEN connection per process; it reconnects, and then tells everyone to read again."""

    def __init__(self) -> None:
        self._ears: set[_Ear] = set()
        self._task: asyncio.Task[None] | None = None
        # News by its number: how many were heard when it came. The database tells all listeners in the same order.
        self._places: OrderedDict[str, int] = OrderedDict()
        self.heard = 0
        # The parts of the installation that do not work, as they were seen last.
        self.wrong: tuple[str, ...] = ()

    async def listen(self, topics: frozenset[str]) -> AsyncIterator[tuple[list[str], str]]:
        """Yield what was announced since the last time, each topic once, and the number of the latest news.

        An empty list is the heartbeat.
        """
        ear = _Ear(topics)
        self._ears.add(ear)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            while True:
                yield await ear.take(), ear.latest
                await asyncio.sleep(BREATH_SECONDS)
        finally:
            self._ears.discard(ear)

    async def _run(self) -> None:
        while self._ears:
            try:
                async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as news:
                    await news.execute(f"LISTEN {CHANNEL}")
                    self._tell("*")
                    while self._ears:
                        # Ends when its time is over, heard or not; what comes between two is kept by the connection.
                        async for item in news.notifies(timeout=LOOK_SECONDS):
                            topic, _blank, number = item.payload.rpartition(" ")
                            self.note(number)
                            self._tell(topic, number)
                        # A connection that died in silence is noticed here.
                        await news.execute("SELECT 1")
                        await self._look()
            except (psycopg.Error, OSError) as problem:
                log.warning("live news interrupted: %s", problem)
                await asyncio.sleep(0.5)

    async def _look(self) -> None:
        """Tell everybody when a part of the installation stopped or works again."""
        wrong = await sync_to_async(_asked)(lambda: tuple(part.key for part in health.parts() if part.wrong))
        if wrong != self.wrong:
            self.wrong = wrong
            self._tell(HEALTH)

    def note(self, news: str) -> None:
        """Remember when this news came."""
        self.heard += 1
        self._places[news] = self.heard
        if len(self._places) > NEWS_KEPT:
            self._places.popitem(last=False)

    def place(self, news: str) -> int | None:
        """How many news had been heard when this one came; None when it was not heard here."""
        return self._places.get(news)

    def _tell(self, topic: str, news: str = "") -> None:
        for ear in self._ears:
            ear.hear(topic, news)


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


# ---- one reading for many screens ----------------------------------------------------------------------
@dataclass
class _Reading:
    """What was made last for a key: after how many news its making began, and when."""

    text: str = ""
    heard: int = -1
    at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_readings: OrderedDict[Hashable, _Reading] = OrderedDict()
_readings_lock = threading.Lock()


def once(news: str, key: Hashable, make: Callable[[], str]) -> str:
    """Give what `make` makes; of screens that ask with the same key after the same news one makes it for all.

    `news` is the number of the latest news the screen heard. Nothing is given to it whose making began before that
    news was heard here; whoever names none, or one unknown to this process, is never given another's reading.
    """
    place = _listener.place(news)
    if place is None:
        return make()
    with _readings_lock:
        reading = _readings.setdefault(key, _Reading())
        _readings.move_to_end(key)
        if len(_readings) > READINGS_KEPT:
            _readings.popitem(last=False)
    with reading.lock:
        if reading.heard < place or time.monotonic() - reading.at > SHARED_SECONDS:
            heard, at = _listener.heard, time.monotonic()
            reading.text = make()
            reading.heard, reading.at = heard, at
        return reading.text


def ended(reason: str) -> bytes:
    """The last word of a stream: why nothing more will come, and that opening it again is no use."""
    return f"retry: 86400000\nevent: ended\ndata: {json.dumps(reason)}\n\n".encode()


def _asked(over: Callable[[], T]) -> T:
    """Ask with a database connection that is given back at once."""
    try:
        return over()
    finally:
        connection.close()


def stopped(names: list[str]) -> bytes:
    """What a screen is told of the installation: the parts that do not work, none when all do."""
    return f"event: health\ndata: {json.dumps(names)}\n\n".encode()


async def stream(
    topics: frozenset[str],
    *,
    watch: str = "",
    over: Callable[[], str] = lambda: "",
    names: Callable[[Iterable[str]], list[str]] = list,
) -> AsyncIterator[bytes]:
    """Write server-sent events for these topics until the client leaves or the stream's time is over.

    When `watch` is heard (the person's session or rights have changed), `over` says why the stream must end, or "".
    `names` puts the parts of the installation that stopped into the reader's words.
    """
    # Authentication left a database connection open in this request; a stream would keep it for minutes.
    # Looked up inside the thread: `connection` is another object in each.
    await sync_to_async(lambda: connection.close())()
    ends = asyncio.get_running_loop().time() + STREAM_SECONDS
    yield b"retry: 1000\n\n"
    if _listener.wrong:
        yield stopped(names(_listener.wrong))
    async for heard, news in _listener.listen(topics | {watch} if watch else topics):
        if watch in heard or "*" in heard:
            reason = await sync_to_async(_asked)(over)
            if reason:
                yield ended(reason)
                return
        if HEALTH in heard:
            yield stopped(names(_listener.wrong))
        told = [f"data: {json.dumps(topic)}\n\n" for topic in heard if topic not in (watch, HEALTH)]
        if told:
            yield f"id: {news}\n{''.join(told)}".encode()
        elif not heard:
            yield b"event: beat\ndata: .\n\n"
        if asyncio.get_running_loop().time() > ends:
            return
