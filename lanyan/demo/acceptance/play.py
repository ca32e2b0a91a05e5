"""The simulation: callers who all call at once, seats that confirm and order, stations that watch their screens."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from lanyan.demo.acceptance.stage import CITY, Post, Stage

PATIENCE_SECONDS = 90
# A vehicle that another seat has just sent is proposed anew, as a person at the seat would see it.
TRIES = 5
STAMPS = ("departed", "arrived")
ORDER = re.compile(r"\b(\d{4}-\d+)\b")


@dataclass
class Case:
    """One incident of the simulation: what the caller says, and what came of it (seconds on one clock)."""

    number: int
    place: Post
    called: float = 0.0
    taken: float = 0.0
    ordered: float = 0.0
    answered_at: datetime | None = None
    incident: dict[str, Any] = field(default_factory=dict)
    orders: list[dict[str, Any]] = field(default_factory=list)
    # When each of its orders stood on its station's screen.
    shown: dict[str, float] = field(default_factory=dict)
    problem: str = ""


class Play:
    """Everybody at work on one stage."""

    def __init__(self, stage: Stage, *, calls: int, talk: float) -> None:
        self.stage, self.talk = stage, talk
        posts = stage.posts
        self.cases = [Case(number, posts[number % len(posts)]) for number in range(calls)]
        self.seen: dict[str, float] = {}
        self.lost_streams: list[str] = []
        self._over = threading.Event()
        self._ready = threading.Barrier(calls)

    def run(self) -> list[Case]:
        """Let every station open its screen, then let all callers call in the same moment."""
        opened = [threading.Event() for _ in self.stage.posts]
        watchers = [
            threading.Thread(target=self._watch, args=(post, event), daemon=True)
            for post, event in zip(self.stage.posts, opened, strict=True)
        ]
        for watcher in watchers:
            watcher.start()
        for event in opened:
            event.wait(PATIENCE_SECONDS)
        with ThreadPoolExecutor(len(self.cases)) as seats:
            list(seats.map(self._work, self.cases))
        self._wait_for_screens()
        self._over.set()
        return self.cases

    # ---- a seat ------------------------------------------------------------------------------------------------
    def _work(self, case: Case) -> None:
        key = self.stage.seats[case.number % len(self.stage.seats)]
        try:
            self._ready.wait(PATIENCE_SECONDS)
            self._take(case, key)
            time.sleep(self.talk)
            self._order(case, key)
            self._respond(case)
        except (OSError, HTTPError, ValueError, KeyError, threading.BrokenBarrierError) as problem:
            said = problem.read().decode(errors="replace")[:300] if isinstance(problem, HTTPError) else str(problem)
            case.problem = f"{type(problem).__name__}: {said}"

    def _take(self, case: Case, key: str) -> None:
        case.called = time.time()
        case.incident = self._ask(
            "/api/incidents/intake",
            key,
            {
                "source": "PHONE_119", "source_id": f"acceptance-{case.number}", "unit": CITY,
                "phone": f"1390000{case.number:04}", "words": f"验收第{case.number}起，楼里冒烟",
                "address": f"{case.place.name}旁{case.number}号", "lon": case.place.lon, "lat": case.place.lat,
            },
        )  # fmt: skip
        case.taken = time.time()
        case.answered_at = datetime.fromisoformat(case.incident["answered_at"])

    def _order(self, case: Case, key: str) -> None:
        pk = case.incident["id"]
        case.incident = self._ask(
            f"/api/incidents/{pk}/confirm", key, {"kind": "FIRE", "subkind": "FIRE-BUILD", "level": 1}
        )
        for left in reversed(range(TRIES)):
            lines = self._ask(f"/api/incidents/{pk}/proposal", key)["lines"]
            picks = [{"vehicle_id": pk} for line in lines if line["chosen"] for pk in line["vehicle_ids"]]
            try:
                case.orders = self._ask(f"/api/incidents/{pk}/orders", key, {"vehicles": picks})
            except HTTPError as refusal:
                if refusal.code != 422 or not left:
                    raise
                continue
            case.ordered = time.time()
            return

    def _respond(self, case: Case) -> None:
        """Each station receives its order and stamps its vehicles out and in."""
        for order in case.orders:
            post = next(post for post in self.stage.posts if post.name == order["station"])
            self._ask(f"/api/orders/{order['id']}/receive", post.key, {})
            for run in order["runs"]:
                for stamp in STAMPS:
                    self._ask(f"/api/runs/{run['id']}/stamps", post.key, {"stamp": stamp})

    def read(self, case: Case) -> dict[str, Any]:
        """What the interface tells of an incident afterwards, with its orders."""
        key, pk = self.stage.seats[0], case.incident["id"]
        return {**self._ask(f"/api/incidents/{pk}", key), "orders": self._ask(f"/api/incidents/{pk}/orders", key)}

    # ---- a station ---------------------------------------------------------------------------------------------
    def _watch(self, post: Post, opened: threading.Event) -> None:
        """Behave as the station's screen: one stream, and the orders read anew when it speaks."""
        address = f"{self.stage.base}/live?topics=orders:{post.pk}"
        cookie = {"Cookie": f"sessionid={post.cookie}"}
        try:
            with urlopen(Request(address, headers=cookie), timeout=PATIENCE_SECONDS) as stream:
                opened.set()
                for line in stream:
                    if self._over.is_set():
                        return
                    if line.startswith((b"event:", b"data:")):
                        self._look(post, cookie)
        except OSError as problem:
            if not self._over.is_set():
                self.lost_streams.append(f"{post.name}: {problem}")
                opened.set()

    def _look(self, post: Post, cookie: dict[str, str]) -> None:
        with urlopen(Request(f"{self.stage.base}/station/{post.pk}/orders/", headers=cookie), timeout=30) as answer:
            told = answer.read().decode()
        now = time.time()
        for number in ORDER.findall(told):
            self.seen.setdefault(f"{post.name} {number}", now)

    def _wait_for_screens(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        for case in self.cases:
            for order in case.orders:
                # The sheet bears the number as it is spoken: the day's serial and the order's own.
                name = f"{order['station']} {'-'.join(order['number'].split('-')[-2:])}"
                while name not in self.seen and time.monotonic() < until:
                    time.sleep(0.05)
                if name in self.seen:
                    case.shown[order["number"]] = self.seen[name]

    # ---- one request -------------------------------------------------------------------------------------------
    def _ask(self, path: str, key: str, data: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        body = None if data is None else json.dumps(data).encode()
        with urlopen(Request(f"{self.stage.base}{path}", body, headers), timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)
