"""Packs are written into a folder of each test."""

import pytest
from django.utils import translation

from lanyan.kernel import postgres


@pytest.fixture(autouse=True)
def _at_home(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "home", lambda: tmp_path)
    with translation.override("en"):
        yield
