"""The page of the standards names what is there: each row once, its state, its tests, its pages."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
STATES = ("met", "partly", "not", "not software")
# How many rows begin so; the longest beginning that fits an id is its own.
ROWS = {
    "GB50313-4.1.": 5, "GB50313-2000-4.1.": 1, "GB50313-4.2.": 6, "GB50313-4.3.": 6, "GB50313-4.4.": 7,
    "GB50313-5.1.": 36, "GB50313-5.1.9/": 1, "GB50313-5.2.": 17, "GB50313-5.3.": 21, "GB50313-2.0.": 1,
    "GB50313-5.4.": 4, "GB50313-5.5.": 4, "GB50313-5.6.": 7, "GB50313-5.7.": 7, "GB50313-5.8.": 8,
    "GB50313-5.9.": 7, "GB50313-5.10.": 3, "N": 4, "D": 20, "S": 8,
}  # fmt: skip


def _tables() -> Iterator[tuple[str, list[list[str]]]]:
    """The rows of each section's table, by the heading of the section; heads and rules of tables are left out."""
    for section in TEXT.split("\n## ")[1:]:
        heading, *lines = section.splitlines()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
        yield heading, cells[1:]


def _rows() -> list[list[str]]:
    return [row for heading, rows in _tables() if heading != "Count" for row in rows]


def _beginning(row: str) -> str:
    return max((one for one in ROWS if row.startswith(one)), key=len, default=row)


def test_each_row_stands_once_with_one_of_four_states() -> None:
    ids = Counter(row[0] for row in _rows())

    assert [row for row, times in ids.items() if times > 1] == []
    assert dict(Counter(_beginning(row) for row in ids)) == ROWS
    assert [row[0] for row in _rows() if len(row) != 5 or row[2] not in STATES] == []


def test_what_is_met_names_a_test_or_a_benchmark() -> None:
    assert [row[0] for row in _rows() if row[2] == "met" and "`" not in row[4]] == []


def test_the_count_is_that_of_the_tables() -> None:
    tables = dict(_tables())
    told = {row[0]: [int(cell) for cell in row[1:]] for row in tables.pop("Count")}
    counted = {
        next(name for name in told if heading.startswith(name)): [
            sum(row[2] == state for row in rows) for state in STATES
        ]
        for heading, rows in tables.items()
        if rows
    }

    assert told == counted | {"all": [sum(column) for column in zip(*counted.values(), strict=True)]}


@pytest.mark.parametrize(("path", "name"), sorted(set(re.findall(r"([\w/]+\.py)(?:::(\w+))?`", TEXT))))
def test_a_test_that_is_named_is_there(path: str, name: str) -> None:
    assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`(?:GET |POST )?(/[^`{<?]*)`", TEXT))))
def test_a_page_that_is_named_is_there(address: str) -> None:
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{address} leads nowhere")
