"""The clients of `bench/live_order.py` in one process of their own: terminals, desks and boards over plain sockets.

Reads the city as JSON from standard input, writes what was measured as JSON. It behaves as the pages do: one stream
each, and whoever hears a topic re-reads the fragments that the page itself names, no oftener than it says.
"""

import asyncio
import json
import re
import secrets
import sys
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = secrets.token_hex(16)
ELEMENT = re.compile(r"<[^>]*\bdata-live=\"([^\"]*)\"[^>]*>")
QUIET_SECONDS = 4.0


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One kept-open connection of one person."""

    def __init__(self, base: str, cookie: str) -> None:
        self.address = urlsplit(base)
        self.cookie = f"sessionid={cookie}; csrftoken={TOKEN}"
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None
        self._busy = asyncio.Lock()

    async def ask(
        self, path: str, data: dict[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request and read the whole answer."""
        async with self._busy:
            reader = await self.send(path, data, headers or {})
            status, headers = await read_head(reader)
            return Answer(status, headers, await read_body(reader, headers))

    async def send(self, path: str, data: dict[str, str] | None, headers: Mapping[str, str]) -> asyncio.StreamReader:
        """Send one request; the answer is read by whoever asked."""
        body = urlencode(data).encode() if data is not None else b""
        lines = [
            f"{'GET' if data is None else 'POST'} {path} HTTP/1.1",
            f"Host: {self.address.netloc}",
            f"Cookie: {self.cookie}",
        ]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if data is not None:
            lines += [f"X-CSRFToken: {TOKEN}", "Content-Type: application/x-www-form-urlencoded",
                      f"Content-Length: {len(body)}"]  # fmt: skip
        if self.writer is None or self.reader is None or self.reader.at_eof() or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection(self.address.hostname, self.address.port)
        assert self.reader is not None
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self.writer.drain()
        return self.reader


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Read the status and the headers."""
    status = int((await reader.readline()).split()[1])
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return status, headers


async def read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    """Read a body of known length, or all of its chunks."""
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    found = b""
    while (part := await read_chunk(reader)) != b"":
        found += part
    return found


async def read_chunk(reader: asyncio.StreamReader) -> bytes:
    """Read one chunk; empty at the end."""
    size = int((await reader.readline()).strip() or b"0", 16)
    part = await reader.readexactly(size)
    await reader.readline()
    return part


@dataclass
class Fragment:
    """One element of a page that re-reads itself: which topics, which address, how often at most."""

    topics: set[str]
    path: str
    gap: float
    beat: float
    last: float = 0.0
    waiting: bool = False
    news: str = ""

    def headers(self) -> dict[str, str]:
        """What live.js says with a re-reading."""
        said = {"HX-Request": "true", "X-Lanyan-News": self.news}
        return said | {"X-Lanyan-Reread": "1"} if self.beat else said


@dataclass
class Sent:
    """One order on its way to the screens of its station."""

    mark: str
    at: float
    open: set[int] = field(default_factory=set)


class Screen:
    """One page with its stream; what it shows is re-read as the page's own script does."""

    def __init__(self, bench: "Bench", cookie: str, page: str, station: int = 0) -> None:
        self.bench, self.page, self.station = bench, page, station
        self.stream, self.line = Line(bench.base, cookie), Line(bench.base, cookie)
        self.fragments: list[Fragment] = []

    async def start(self) -> None:
        """Read the page, and open the stream that it asks for."""
        answer = await self.line.ask(self.page)
        if answer.status != 200:
            raise SystemExit(f"{self.page}: {answer.status} {answer.headers.get('location', '')}")
        for found in ELEMENT.finditer(answer.body.decode()):
            path = re.search(r"hx-get=\"([^\"]*)\"", found[0])
            gap, beat = (re.search(rf"data-live-{name}=\"(\d+)\"", found[0]) for name in ("throttle", "beat"))
            topics = set(re.split(r"[\s,]+", found[1].strip()))
            self.fragments.append(
                Fragment(topics, path[1].replace("&amp;", "&") if path else "", *map(_seconds, (gap, beat)))
            )
        topics = ",".join(sorted(set().union(*(fragment.topics for fragment in self.fragments))))
        reader = await self.stream.send(f"/live?{urlencode({'topics': topics})}", None, {})
        status, _headers = await read_head(reader)
        if status != 200:
            raise SystemExit(f"{self.page}: no stream ({status})")
        self.bench.tasks.append(asyncio.create_task(self._listen(reader)))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        news = ""
        while (part := await read_chunk(reader)) != b"":
            for line in part.decode().splitlines():
                if line.startswith("id: "):
                    news = line.removeprefix("id: ")
                elif line.startswith("data: ") and line != "data: .":
                    self._hear(json.loads(line.removeprefix("data: ")), news)

    def _hear(self, topic: str, news: str) -> None:
        self.bench.news += 1
        for fragment in self.fragments:
            if topic == "*" or topic not in fragment.topics or not fragment.path:
                continue
            fragment.news = news
            if not fragment.waiting:
                fragment.waiting = True
                self.bench.tasks.append(asyncio.create_task(self._read(fragment)))

    async def _read(self, fragment: Fragment) -> None:
        """Re-read; what is heard while it waits for its turn belongs to the same reading."""
        wait = max(0.0, fragment.last + fragment.gap - time.perf_counter())
        await asyncio.sleep(fragment.beat - time.time() % fragment.beat if fragment.beat else wait)
        fragment.last, fragment.waiting = time.perf_counter(), False
        answer = await self.line.ask(fragment.path, headers=fragment.headers())
        done = time.perf_counter()
        self.bench.note_reading(self, fragment, answer, done)


class Bench:
    """Everybody at their screens, and the dispatchers who take calls and order."""

    def __init__(self, city: dict[str, Any], seconds: float, rate: float) -> None:
        self.base: str = city["base"]
        self.city, self.seconds, self.rate = city, seconds, rate
        self.tasks: list[asyncio.Task[None]] = []
        self.news = 0
        self.sent: dict[int, list[Sent]] = {}
        self.waits: list[float] = []
        self.first: list[float] = []
        self.spent: dict[str, list[float]] = {"take": [], "draft": [], "order": [], "terminal": [], "others": []}
        self.refused: list[str] = []
        self.screens: list[Screen] = []

    async def run(self) -> dict[str, Any]:
        """Open all screens, let calls come in at the rate, and tell what was measured."""
        terminals = [(f"/station/{pk}/", cookie, pk) for pk, cookies in self.city["stations"] for cookie in cookies]
        others = [("/desk/", cookie, 0) for cookie in self.city["desks"]]
        others += [("/wall/", cookie, 0) for cookie in self.city["boards"]]
        self.screens = [Screen(self, cookie, page, station) for page, cookie, station in terminals + others]
        for screen in self.screens:
            await screen.start()
        await asyncio.sleep(QUIET_SECONDS)
        used, began = time.process_time(), time.perf_counter()
        desks = deque(Line(self.base, cookie) for cookie in self.city["desks"])
        calls = []
        for number, pick in enumerate(self.city["picks"][: round(self.seconds * self.rate)]):
            await asyncio.sleep(max(0.0, began + number / self.rate - time.perf_counter()))
            desks.rotate(1)
            calls.append(asyncio.create_task(self._call(desks[0], number, pick)))
        await asyncio.gather(*calls)
        lasted = time.perf_counter() - began
        await asyncio.sleep(QUIET_SECONDS)
        return self._told(lasted, time.process_time() - used)

    async def _call(self, desk: Line, number: int, pick: list[Any]) -> None:
        station, key, lon, lat = pick
        mark = f"测量路{number}号"
        began = time.perf_counter()
        answer = await desk.ask("/desk/new/", {"source": "PHONE_119"})
        taken = time.perf_counter()
        if answer.status != 302:
            self.refused.append(answer.body.decode()[:200])
            return
        place = answer.headers["location"]
        draft = {"phone": f"100{number:08}", "words": "门反锁，灶上烧着东西", "kind": "ASSIST",
                 "subkind": "ASSIST-DOOR", "place_words": mark, "place_answer": mark, "address": mark,
                 "lon": str(lon + 0.004), "lat": str(lat + 0.003)}  # fmt: skip
        await desk.ask(f"{place}draft/", draft)
        drafted = time.perf_counter()
        one = Sent(mark, drafted, set(range(len(self.city["stations"][0][1]))))
        self.sent.setdefault(station, []).append(one)
        answer = await desk.ask(f"{place}order/", {"pick": key, "by_hand": "1", "change_reason": "测量"})
        ordered = time.perf_counter()
        if answer.status != 200:
            self.refused.append(answer.body.decode()[:200])
            self.sent[station].remove(one)
            return
        for name, spent in (("take", taken - began), ("draft", drafted - taken), ("order", ordered - drafted)):
            self.spent[name].append(spent)

    def note_reading(self, screen: Screen, fragment: Fragment, answer: Answer, done: float) -> None:
        """A screen has re-read itself: which orders does it show now that it did not know?"""
        self.spent["terminal" if screen.station else "others"].append(done - fragment.last)
        if answer.status != 200:
            self.refused.append(f"{fragment.path}: {answer.status}")
        if not screen.station:
            return
        text = answer.body.decode()
        turn = [other for other in self.screens if other.station == screen.station].index(screen)
        for one in self.sent.get(screen.station, ()):
            if turn in one.open and one.mark in text:
                if len(one.open) == len(self.city["stations"][0][1]):
                    self.first.append(done - one.at)
                one.open.discard(turn)
                self.waits.append(done - one.at)

    def _told(self, lasted: float, used: float) -> dict[str, Any]:
        unseen = sum(len(one.open) for each in self.sent.values() for one in each)
        return {
            "orders": len(self.spent["order"]),
            "orders_per_second": round(len(self.spent["order"]) / lasted, 1),
            "seconds": round(lasted, 1),
            "refused": self.refused[:3],
            "screens": len(self.screens),
            "news_heard": self.news,
            "readings": len(self.spent["terminal"]) + len(self.spent["others"]),
            "order_to_every_terminal_ms": _spread(self.waits),
            "order_to_first_terminal_ms": _spread(self.first),
            "never_shown": unseen,
            "request_ms": {name: _spread(found) for name, found in self.spent.items()},
            "client_processor_seconds": round(used, 1),
        }


def _seconds(milliseconds: "re.Match[str] | None") -> float:
    return int(milliseconds[1]) / 1000 if milliseconds else 0.0


def _spread(found: list[float]) -> dict[str, float] | None:
    if not found:
        return None
    ranked = sorted(found)
    at = {name: ranked[min(len(ranked) - 1, int(share * len(ranked)))] for name, share in SHARES}
    return {name: round(value * 1000, 1) for name, value in at.items()} | {"n": len(ranked)}


SHARES = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("worst", 1.0))


async def _main() -> None:
    asked = json.load(sys.stdin)
    told = await Bench(asked["city"], asked["seconds"], asked["rate"]).run()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    asyncio.run(_main())
