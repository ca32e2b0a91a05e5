"""The furniture alone: no other app's navigation, no other app's keepers, no other app's addresses."""

import pytest

from lanyan.web import hooks, navigation, panels


@pytest.fixture(autouse=True)
def _empty_room(monkeypatch, settings):
    monkeypatch.setattr(hooks, "_hooks", hooks._Registered())
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(panels, "_panels", {})
    settings.ROOT_URLCONF = "lanyan.web.tests.urls"
