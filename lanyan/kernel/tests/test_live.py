"""Live news: each topic once, the first at once, what follows together."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from lanyan.kernel import health, live


def _heard(*steps: str | None) -> list[list[str]]:
    """What a screen that listens to two topics is told: `None` lets it take its news, a word is announced."""

    async def play() -> list[list[str]]:
        ear, told = live._Ear(frozenset({"orders:1", "incident:2"})), []
        for step in steps:
            if step is None:
                told.append(await ear.take())
            else:
                ear.hear(step)
        return told

    # In a thread of its own: the browser of the stories keeps a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(play())).result()


class TestEar:
    def test_is_told_each_topic_once_in_the_order_it_was_heard_first(self) -> None:
        assert _heard("orders:1", "incident:2", "orders:1", None) == [["orders:1", "incident:2"]]

    def test_is_not_told_the_same_twice_but_hears_it_again(self) -> None:
        assert _heard("orders:1", None, "orders:1", None) == [["orders:1"], ["orders:1"]]

    def test_hears_nothing_of_other_topics(self, monkeypatch) -> None:
        monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)

        assert _heard("orders:7", None) == [[]]

    def test_hears_that_everything_must_be_read_again(self) -> None:
        assert _heard("*", None) == [["*"]]


class TestListener:
    """One connection hears all; nobody reads everything again while it holds."""

    @pytest.mark.django_db
    def test_tells_to_read_all_once_and_goes_on_hearing_when_a_quiet_time_is_over(self, monkeypatch) -> None:
        monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
        monkeypatch.setattr(live.health, "parts", list)
        listener, address = live.Listener(), live._address()

        async def play() -> list[str]:
            told: list[str] = []
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as other:
                async for heard, _news in listener.listen(frozenset({"orders:1"})):
                    told += heard
                    if "orders:1" in heard:
                        break
                    if told:
                        await asyncio.sleep(4 * live.LOOK_SECONDS)
                        await other.execute("SELECT pg_notify(%s, 'orders:1 7')", [live.CHANNEL])
            listener._task.cancel()
            return told

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(lambda: asyncio.run(play())).result() == ["*", "orders:1"]

    @pytest.mark.django_db
    def test_tells_every_screen_once_when_a_part_stopped_and_once_when_it_works_again(self, monkeypatch) -> None:
        seen = [["worker"], ["worker"], []]

        def parts() -> list[health.Part]:
            keys = seen.pop(0) if len(seen) > 1 else seen[0]
            return [health.Part(key, key, "stands still", "") for key in keys]

        monkeypatch.setattr(live.health, "parts", parts)
        monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
        monkeypatch.setattr(live, "_listener", live.Listener())

        async def play() -> list[bytes]:
            told = []
            async for part in live.stream(frozenset({"orders:1"}), names=lambda keys: [key.upper() for key in keys]):
                if part.startswith(b"event: health"):
                    told.append(part)
                if len(told) == 2:
                    break
            live._listener._task.cancel()
            return told

        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(lambda: asyncio.run(play())).result()
        assert told == [b'event: health\ndata: ["WORKER"]\n\n', b"event: health\ndata: []\n\n"]


class TestOnce:
    """One reading for all who heard the same news, and never an older one than what they heard."""

    @pytest.fixture(autouse=True)
    def _quiet(self, monkeypatch):
        monkeypatch.setattr(live, "_listener", live.Listener())
        monkeypatch.setattr(live, "_readings", OrderedDict())
        self.made = 0

    def _read(self, news: str) -> str:
        def make() -> str:
            self.made += 1
            return f"reading {self.made}"

        return live.once(news, "board", make)

    def test_is_made_once_for_those_who_heard_the_same(self) -> None:
        live._listener.note("7")

        assert [self._read("7"), self._read("7")] == ["reading 1", "reading 1"]

    def test_is_given_to_those_who_heard_less_and_made_anew_for_those_who_heard_more(self) -> None:
        live._listener.note("7")
        live._listener.note("8")

        assert [self._read("8"), self._read("7")] == ["reading 1", "reading 1"]
        live._listener.note("9")
        assert [self._read("7"), self._read("9")] == ["reading 1", "reading 2"]

    @pytest.mark.parametrize("news", ["", "12"])
    def test_is_not_given_to_those_who_heard_what_was_not_heard_here(self, news: str) -> None:
        live._listener.note("7")

        assert [self._read("7"), self._read(news), self._read(news)] == ["reading 1", "reading 2", "reading 3"]

    def test_news_that_come_while_it_is_made_are_not_in_it(self) -> None:
        live._listener.note("7")

        def make() -> str:
            live._listener.note("8")
            return "made before the eighth"

        assert live.once("7", "board", make) == "made before the eighth"
        assert self._read("8") == "reading 1"

    def test_grows_old(self, monkeypatch) -> None:
        monkeypatch.setattr(live, "SHARED_SECONDS", -1.0)
        live._listener.note("7")

        assert [self._read("7"), self._read("7")] == ["reading 1", "reading 2"]

    def test_what_failed_is_made_again(self) -> None:
        live._listener.note("7")

        with pytest.raises(ZeroDivisionError):
            live.once("7", "board", lambda: str(1 // 0))
        assert self._read("7") == "reading 1"

    def test_remembers_so_many_news_and_readings_and_no_more(self, monkeypatch) -> None:
        monkeypatch.setattr(live, "NEWS_KEPT", 2)
        monkeypatch.setattr(live, "READINGS_KEPT", 2)
        for number in range(3):
            live._listener.note(str(number))
            live.once("2", number, str)

        assert live._listener.place("0") is None
        assert [live._listener.place("1"), live._listener.place("2")] == [2, 3]
        for key in range(5):
            live.once("2", key, str)
        assert list(live._readings) == [3, 4]
