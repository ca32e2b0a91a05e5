"""Navigation and panels: who sees which entry, and which entry a page belongs to."""

import pytest

from lanyan.web import navigation, panels
from lanyan.web.tests.make import Person, request


@pytest.fixture
def entries(monkeypatch):
    """Hang three entries and no others."""
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register("summary", "Health", "web:health", "report", "", 1)
    navigation.register(
        "command", "Search", "web:search", "search", "things.view", 2, badge=lambda request: 3, short="S"
    )
    navigation.register("command", "Home", "web:home", "list", "", 1)


class TestNavigation:
    def test_shows_only_what_the_person_may_open(self, entries):
        groups = navigation.for_request(request("/search/", Person()))

        assert [[item.label for item in group.items] for group in groups] == [["Home"], ["Health"]]

    def test_stands_in_the_order_of_areas_then_of_entries(self, entries):
        groups = navigation.for_request(request("/search/", Person({"things.view"})))

        assert [item.label for group in groups for item in group.items] == ["Home", "Search", "Health"]

    def test_marks_the_entry_with_the_longest_address_of_the_page(self, entries):
        groups = navigation.for_request(request("/search/deeper/", Person({"things.view"})))

        assert [item.label for group in groups for item in group.items if item.current] == ["Search"]

    def test_is_empty_for_a_stranger(self, entries):
        assert navigation.for_request(request("/search/")) == []

    def test_carries_the_badge(self, entries):
        groups = navigation.for_request(request("/", Person({"things.view"})))

        assert [item.badge for item in groups[0].items] == [None, 3]

    def test_refuses_an_area_that_does_not_exist(self):
        with pytest.raises(ValueError, match="kitchen"):
            navigation.register("kitchen", "Stove", "web:home", "flame", "")


class TestPanels:
    def test_hang_only_on_their_own_subject_and_for_those_who_may(self, monkeypatch):
        monkeypatch.setattr(panels, "_panels", {})
        panels.register("premises", "units:unit", "Hazards", "hazards.view")
        panels.register("premises", "units:user", "Fires", "fires.view", order=1)
        panels.register("incident", "units:unit", "Other", "")

        seen = panels.panels_for("premises", pk=7, user=Person({"hazards.view"}))

        assert [panel.title for panel in seen] == ["Hazards"]
        assert "/7/" in seen[0].url
