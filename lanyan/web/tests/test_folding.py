"""Verbs of a record that has many: what comes next stands as a button, the rest in the menu."""

from types import SimpleNamespace

import pytest

from lanyan.web.templatetags import lanyan as tags


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    monkeypatch.setattr(tags, "reverse", lambda name, args: f"/{name}/{args[0]}/")


def offer(key, *, tone="", allowed=True):
    return SimpleNamespace(verb=SimpleNamespace(key=key, tone=tone), url_name=key, allowed=allowed)


def keys(pairs):
    return [one.verb.key for one, _url in pairs]


def test_what_comes_next_is_first_and_only_two_stand_outside():
    found = [offer("edit"), offer("start", tone="do"), offer("join"), offer("photograph")]

    told = tags.fold(found, SimpleNamespace(pk=7))

    assert keys(told["shown"]) == ["start", "edit"]
    assert keys(told["more"]) == ["join", "photograph"]
    assert told["shown"][0][1] == "/start/7/"


def test_every_verb_that_comes_next_stands_outside():
    found = [offer(name, tone="do") for name in ("one", "two", "three")]

    assert keys(tags.fold(found, SimpleNamespace(pk=7))["shown"]) == ["one", "two", "three"]


def test_what_is_refused_or_takes_back_is_in_the_menu():
    found = [offer("withdraw_check"), offer("start", tone="do", allowed=False)]

    told = tags.fold(found, SimpleNamespace(pk=7))

    assert (told["shown"], keys(told["more"])) == ([], ["withdraw_check", "start"])
