"""Figures for machines: asked through the functions of the router, whoever joins it to the API."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from ninja import NinjaAPI
from ninja.errors import HttpError

from lanyan.kernel import figures
from lanyan.kernel.errors import Refused
from lanyan.reports import api
from lanyan.reports.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = make.city()
    make.past(world, 14)
    return world


def asked(user: Any, **words: Any) -> Any:
    """A request with a key's user and an address."""
    request = RequestFactory().get("/", words)
    request.auth = user  # type: ignore[attr-defined]
    return request


def value(user: Any, key: str, by: str = "", **words: str) -> Any:
    """A figure as the API gives it."""
    scope = api.ScopeIn(**{name: words[name] for name in ("unit", "year", "period", "since", "until") if name in words})
    return api.figure_value(asked(user, by=by, **words), key, scope, by)


def test_lists_every_figure(world: SimpleNamespace) -> None:
    found = api.list_figures(asked(world.leader))

    assert [one["key"] for one in found] == [figure.key for figure in figures.catalogue()]


def test_gives_a_value_with_its_breakdown(world: SimpleNamespace) -> None:
    found = value(world.leader, "incidents.handled", by="district", unit="3308", year="2024")

    assert found["value"] == 14
    assert sum(row["value"] for row in found["rows"]) == 14


def test_holds_dimensions_named_in_the_address(world: SimpleNamespace) -> None:
    found = value(world.leader, "incidents.handled", unit="3308", year="2024", kind="FIRE")

    assert found["value"] == value(world.leader, "incidents.fire", unit="3308", year="2024")["value"]


def test_gives_the_records_page_by_page(world: SimpleNamespace) -> None:
    scope = api.ScopeIn(unit="3308", year="2024")
    pages = [api.figure_records(asked(world.leader), "incidents.handled", scope, page, 5) for page in (1, 2, 3)]

    numbers = [record["number"] for page in pages for record in page["records"]]
    assert (len(numbers), len(set(numbers)), pages[0]["pages"]) == (14, 14, 3)


def test_knows_no_unit_that_is_none(world: SimpleNamespace) -> None:
    with pytest.raises(HttpError) as refused:
        value(world.leader, "incidents.handled", unit="9999", year="2024")

    assert refused.value.status_code == 404


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"year": "24"}, "year"),
        ({}, "year"),
        ({"year": "2024", "hour": "99"}, "时段"),
        ({"year": "2024", "by": "colour"}, "by"),
    ],
)
def test_refuses_what_it_cannot_read(world: SimpleNamespace, words: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        value(world.leader, "incidents.handled", unit="3308", **words)

    assert refused.value.field == field


def test_is_not_found_by_a_stranger(world: SimpleNamespace) -> None:
    with pytest.raises(HttpError) as refused:
        value(units.stranger("leader"), "incidents.handled", unit="3308", year="2024")

    assert refused.value.status_code == 404


def test_demands_a_key(world: SimpleNamespace) -> None:
    joined = NinjaAPI(urls_namespace="figures-alone")
    joined.add_router("/figures", api.router)

    guarded = [
        operation.auth_callbacks for path in api.router.path_operations.values() for operation in path.operations
    ]

    assert len(guarded) == 3
    assert all(guarded)
