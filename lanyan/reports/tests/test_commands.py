"""`lanyan figures` and `lanyan records`."""

import json
from datetime import datetime
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lanyan.kernel import periods
from lanyan.reports.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = make.city()
    make.past(world, 14)
    return world


def said(*arguments: str) -> str:
    """What a command writes."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def listed(*arguments: str) -> Any:
    """What a command writes as JSON."""
    return json.loads(said(*arguments, "--json"))


class TestFigures:
    """All figures of a unit and a period."""

    def test_gives_key_label_value_and_unit(self, world: SimpleNamespace) -> None:
        found = listed("figures", "--unit", "3308", "--year", "2024", "--language", "en")

        assert {tuple(one) for one in found} == {("key", "label", "value", "unit")}
        assert next(one for one in found if one["key"] == "incidents.handled") == {
            "key": "incidents.handled",
            "label": "Incidents handled",
            "value": 14,
            "unit": "incidents",
        }

    def test_writes_numbers_as_numbers_and_absence_as_null(self, world: SimpleNamespace) -> None:
        now = {one["key"]: one["value"] for one in listed("figures", "--unit", "3308", "--year", "2024")}
        before = {one["key"]: one["value"] for one in listed("figures", "--unit", "3308", "--year", "2023")}

        assert now["results.property_protected"] == 8000
        assert 0 <= now["times.within_five_minutes"] <= 100
        assert (before["incidents.handled"], before["times.arrival.median"]) == (0, None)

    def test_answers_for_a_battalion_and_for_one_figure(self, world: SimpleNamespace) -> None:
        found = listed("figures", "incidents.handled", "--unit", "330803", "--year", "2024")

        assert [one["value"] for one in found] == [5]

    def test_writes_a_table_for_people(self, world: SimpleNamespace) -> None:
        lines = said("figures", "--unit", "3308", "--year", "2024", "--language", "en").splitlines()

        assert lines[0].split() == ["incidents.handled", "14", "incidents", "Incidents", "handled"]

    @pytest.mark.parametrize(
        "arguments",
        [
            ("figures", "--unit", "9999", "--year", "2024"),
            ("figures", "--unit", "x", "--year", "2024"),
            ("figures", "--unit", "3308", "--year", "24"),
            ("figures", "--unit", "3308", "--year", "9999"),
            ("figures", "--unit", "3308"),
            ("figures", "--unit", "3308", "--since", "2024-05-01", "--until", "2024-05-01"),
            ("figures", "nothing.of_the_kind", "--unit", "3308", "--year", "2024"),
            ("records", "nothing.of_the_kind", "--unit", "3308", "--year", "2024"),
        ],
    )
    def test_refuses_nonsense_in_one_line(self, world: SimpleNamespace, arguments: tuple[str, ...]) -> None:
        with pytest.raises(CommandError) as refused:
            said(*arguments)

        assert refused.value.returncode == 2
        assert len(str(refused.value).splitlines()) == 1


class TestRecords:
    """The list behind a number."""

    @pytest.mark.parametrize("key", ["incidents.handled", "incidents.fire", "runs.vehicles", "runs.units"])
    def test_has_as_many_entries_as_the_figure_counts(self, world: SimpleNamespace, key: str) -> None:
        figure = listed("figures", key, "--unit", "3308", "--year", "2024")[0]

        found = listed("records", key, "--unit", "3308", "--year", "2024")

        assert len(found) == figure["value"]
        assert all(one["number"] and one["id"] for one in found)

    def test_adds_up_to_the_figure(self, world: SimpleNamespace) -> None:
        figure = listed("figures", "runs.people", "--unit", "3308", "--year", "2024")[0]

        found = listed("records", "runs.people", "--unit", "3308", "--year", "2024")

        assert sum(one["counted_as"] for one in found) == figure["value"]

    def test_takes_a_part_of_the_year(self, world: SimpleNamespace) -> None:
        make.incident(world, "in-may", datetime(2024, 5, 9, tzinfo=periods.ZONE))

        by_month = listed("records", "incidents.handled", "--unit", "3308", "--period", "2024-05")
        by_days = listed(
            "records", "incidents.handled", "--unit", "3308", "--since", "2024-05-01", "--until", "2024-06-01"
        )

        assert by_month == by_days
        assert "in-may" in {one["number"] for one in by_month}

    def test_writes_lines_for_people(self, world: SimpleNamespace) -> None:
        lines = said("records", "incidents.handled", "--unit", "3308", "--year", "2024").splitlines()

        assert len(lines) == 15
        assert len({line.count("\t") for line in lines}) == 1
