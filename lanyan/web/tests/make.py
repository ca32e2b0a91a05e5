"""The cast of the web tests: requests with people whose rights are named, and an index of things to list."""

from dataclasses import dataclass, field
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from lanyan.kernel.models import SearchEntry
from lanyan.web import columns


@dataclass
class Person:
    """Somebody signed in who holds exactly these rights."""

    rights: set[str] = field(default_factory=set)
    name: str = "余晓静"
    pk: int = 1
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False
    preferences: dict[str, Any] = field(default_factory=dict)

    def has_perm(self, permission: str) -> bool:
        """Hold a right or not."""
        return permission in self.rights

    def paths(self, permission: str = "") -> list[str]:
        """Look into nothing: the fragments of these tests show no records of units."""
        return []


def request(path: str = "/", user: Any = None, **cookies: str) -> HttpRequest:
    """Make a GET request as somebody; nobody signed in by default."""
    made = RequestFactory().get(path)
    made.user = user or AnonymousUser()
    made.session = SessionStore()
    made.COOKIES.update(cookies)
    return made


def things(number: int, kind: str = "thing") -> None:
    """Put numbered things into the index."""
    rows = [
        SearchEntry(
            kind=kind, record_id=n, title=f"{kind} {n:04}", subtitle="A" if n % 2 else "B", url=f"/{n}/", scope=""
        )
        for n in range(1, number + 1)
    ]
    for row in rows:
        row.tokens = []
    SearchEntry.objects.bulk_create(rows)


class ThingFilter(django_filters.FilterSet):
    """Filters of the list in these tests."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label="Text")
    kind = django_filters.MultipleChoiceFilter(choices=[("thing", "Thing"), ("other", "Other")], label="Kind")
    record_id = django_filters.RangeFilter(label="Number")


class ThingTable(tables.Table):
    """Table of the list in these tests."""

    title = columns.TextColumn(verbose_name="Title")
    kind = columns.TextColumn(verbose_name="Kind")
    record_id = columns.NumberColumn(verbose_name="Number")
