"""A board that many look at is made once for those with the same rights, and each screen keeps its own token."""

from collections import OrderedDict
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lanyan.kernel import live
from lanyan.web import boards

TEMPLATE = "board.html"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(live, "_listener", live.Listener())
    monkeypatch.setattr(live, "_readings", OrderedDict())
    live._listener.note("7")
    monkeypatch.setattr(
        boards, "render_to_string", lambda _template, context: f"{context['turn']}|{context['csrf_token']}"
    )


class Screens:
    """Some people's screens before one board."""

    def __init__(self) -> None:
        self.turn = 0

    def read(self, path: str, *, key: int = 1, news: str = "7") -> HttpResponse:
        request = RequestFactory().get("/", headers={"X-Lanyan-News": news})
        request.user = SimpleNamespace(grants=[(path, frozenset({"incidents.view_incident"}))])

        def context() -> dict[str, int]:
            self.turn += 1
            return {"turn": self.turn}

        return boards.board(request, TEMPLATE, key, context)


def turn(answer: HttpResponse) -> str:
    return answer.content.decode().partition("|")[0]


def test_is_made_once_for_the_same_rights_and_again_for_others():
    screens = Screens()

    assert [turn(screens.read(path)) for path in ("01.", "01.", "01.02.")] == ["1", "1", "2"]
    assert turn(screens.read("01.", key=2)) == "3"
    assert turn(screens.read("01.", news="")) == "4"


def test_gives_each_screen_the_token_of_its_own_forms():
    screens = Screens()
    tokens = [screens.read("01.").content.decode().partition("|")[2] for _ in range(2)]

    assert boards.TOKEN not in "".join(tokens)
    assert len(set(tokens)) == 2
