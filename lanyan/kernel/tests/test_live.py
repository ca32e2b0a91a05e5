"""Live news: each topic once, the first at once, what follows together."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from lanyan.kernel import live


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
