"""Every list page: as many queries for many rows as for one, and never a fault of ours whatever its address says."""

import inspect
from collections.abc import Iterator
from copy import copy
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from lanyan.web.lists import list_page
from tests import whole

pytestmark = pytest.mark.django_db
# What stands in an address that needs more than its name.
ARGUMENTS = {"units:code_list": ["incident_kinds"], "reports:external_of": ["run"]}
# Lists of what the whole city has none of.
EMPTY = {"inspections:recusals", "premises:map", "premises:pairs"}
COPIES = 4
# What a copy takes along, and what says of which kind or version a record is and stays the same.
ALONG = {"units.User": ["assignments"]}
KINDS = {"kind", "list", "version", "record_kind"}
# What no column, page or day can be.
NONSENSE = ["\x00", "9" * 30, "-1", "NaN"]
OWN = ("page", "sort", "columns", "export", "view")
# A range of days takes two words, each with an ending.
BENT = [("", "\x00"), ("", "9" * 30), ("_after", "0001-01-01"), ("_before", "9999-12-31")]


def views() -> list[str]:
    """The names of all views that answer with a list page."""
    found = []
    for entry in get_resolver().url_patterns:
        for pattern in getattr(entry, "url_patterns", []):
            view = inspect.unwrap(pattern.callback)
            names = getattr(getattr(view, "__code__", None), "co_names", ())
            if entry.app_name != "ninja" and (list_page.__name__ in names or "_listed" in names):
                found.append(f"{entry.app_name}:{pattern.name}")
    return sorted(found)


VIEWS = views()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A whole city and who may see all of it; all of it is taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = whole.city()
        client = Client()
        client.force_login(world.admin)
        yield SimpleNamespace(client=client)
        transaction.set_rollback(True)


def address_of(view: str) -> str:
    return reverse(view, args=ARGUMENTS.get(view))


def asked(ground: SimpleNamespace, address: str, **words: Any) -> tuple[Any, int]:
    """The page and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = ground.client.get(address, words)
    return answer, len(queries)


@pytest.mark.parametrize("view", VIEWS)
class TestAListPage:
    def test_asks_no_more_for_many_rows_than_for_few(self, ground, view):
        address = address_of(view)
        asked(ground, address)
        answer, few = asked(ground, address)
        listing = answer.context["listing"]
        before = listing.total
        multiply(list(listing.queryset[:COPIES]))

        answer, many = asked(ground, address)

        assert (before > 0, answer.context["listing"].total > before) == (view not in EMPTY, view not in EMPTY)
        assert many <= few

    def test_takes_any_address(self, ground, view):
        address = address_of(view)
        fields = asked(ground, address)[0].context["listing"].filterset.form.fields
        asking = [dict.fromkeys(OWN, value) for value in NONSENSE]
        asking += [{f"{name}{end}": value for name in fields} for end, value in BENT]

        told = {str(words): status_of(ground, address, words) for words in asking}

        assert {words: status for words, status in told.items() if status >= 500} == {}


def status_of(ground: SimpleNamespace, address: str, words: dict[str, str]) -> int:
    with transaction.atomic():
        answer = ground.client.get(address, words)
        transaction.set_rollback(True)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def multiply(records: list[models.Model]) -> None:
    """Put copies of records beside them, by the database alone: it is about reading many, not about how they came."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for number, record in enumerate(records * COPIES, start=1):
            copied(type(record)._base_manager.get(pk=record.pk), number)
        cursor.execute("SET LOCAL session_replication_role = origin")


def copied(record: models.Model, number: int) -> models.Model:
    """One more like it, another where each must be another."""
    other, meta = copy(record), type(record)._meta
    together = [
        one.fields for one in meta.constraints if isinstance(one, models.UniqueConstraint) and holds(one, record)
    ]
    together += [(one.name,) for one in meta.concrete_fields if one.unique and not one.primary_key]
    for names in together:
        field = _told_apart(record, [meta.get_field(name) for name in names])
        setattr(other, field.attname, _another(record, field, number))
    other.pk = None
    other._state.adding = True
    other.save_base(raw=True, force_insert=True)
    for name in ALONG.get(meta.label, ()):
        for one in getattr(record, name).all():
            setattr(one, one._meta.get_field("user").attname, other.pk)
            one.pk = None
            one.save_base(raw=True, force_insert=True)
    return other


def holds(rule: models.UniqueConstraint, record: models.Model) -> bool:
    """Whether a rule speaks of fields, and of this record."""
    of_it = type(record)._base_manager.filter(pk=record.pk)
    return bool(rule.fields) and (rule.condition is None or of_it.filter(rule.condition).exists())


def _told_apart(record: models.Model, fields: list[Any]) -> Any:
    """The field of several that is made another: a number or a day rather than a name, a name rather than a record."""
    plain = [one for one in fields if not one.is_relation and not one.choices and getattr(record, one.attname)]
    words = [one for one in plain if isinstance(one, models.CharField)]
    names = [one for one in words if one.name not in KINDS]
    return next((one for one in plain if one not in words), (names or fields)[-1])


def _another(record: models.Model, field: Any, number: int) -> Any:
    value = getattr(record, field.attname)
    if field.name == "path":
        return f"{value}{number + 50}."
    if field.is_relation and value is not None:
        return copied(field.related_model._base_manager.get(pk=value), number).pk
    if field.name == "record_id" and hasattr(record, "system"):
        return copied(apps.get_model(record.kind)._base_manager.get(pk=value), number).pk
    if isinstance(value, str) and value:
        return f"{value[: (field.max_length or 99) - 4]}~{number}"
    if isinstance(value, date):
        return value + timedelta(days=number)
    return value + 1000 * number if isinstance(value, int) and not isinstance(value, bool) else value
