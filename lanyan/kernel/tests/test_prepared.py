"""A prepared query finds what the same query finds unprepared, whatever it is asked."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.db.models import Count, DateTimeField, F, OuterRef, Subquery, Value
from django.test.utils import CaptureQueriesContext

from lanyan.kernel import prepared
from lanyan.kernel.models import Code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows() -> None:
    rows = [("a_b", "一"), ("axb", "二"), ("a%b", "三"), ("a\\b", "四")]
    Code.objects.bulk_create(
        [
            Code(list="trial", code=code, label_zh=label, label_en=label, order=place, source="test", version="1")
            for place, (code, label) in enumerate(rows)
        ]
    )


def of_trial() -> "prepared.Prepared":
    return prepared.query(
        lambda start, least: Code.objects.filter(list="trial", code__startswith=start, order__gte=least).order_by("pk"),
        start=str,
        least=int,
    )


@pytest.mark.parametrize("start", ["a", "a_", "a%", "a\\", "", "\ue0001\ue001"])
def test_finds_the_same_records(start: str) -> None:
    asked = of_trial()

    found = [asked(start=start, least=least) for least in (0, 2, 0)]

    plain = Code.objects.filter(list="trial", code__startswith=start).order_by("pk")
    assert found == [list(plain), list(plain.filter(order__gte=2)), list(plain)]


def test_finds_the_same_rows() -> None:
    def build(name: str) -> object:
        twin = Code.objects.filter(list=OuterRef("list"), order=F("order")).values("code")[:1]
        counted = Code.objects.filter(list=name).order_by("code").annotate(twin=Subquery(twin))
        return counted.values_list("code", "facts", "twin")

    assert prepared.query(build, name=str)(name="trial") == list(build("trial"))


@pytest.mark.parametrize("code", ["a%b", "a\\b", "it's %s"])
def test_writes_out_what_is_always_the_same(code: str) -> None:
    Code.objects.filter(code="axb").update(code="it's %s")
    asked = prepared.query(
        lambda least: Code.objects.filter(
            list="trial", order__gte=least, code__in=[code, "none"], until=None, facts={}, order__lt=99
        ),
        least=int,
    )

    with CaptureQueriesContext(connection) as queries:
        found = asked(least=0)

    assert [row.code for row in found] == [code]
    _queryset, sql, places = asked._made  # type: ignore[misc]
    assert (sql.replace("%%", "").count("%s"), len(places)) == (1, 1)
    assert "'trial'" in queries.captured_queries[0]["sql"]


def test_groups_and_takes_the_first() -> None:
    asked = prepared.query(
        lambda name: Code.objects.filter(list=name).order_by().values("list").annotate(count=Count("pk")), name=str
    )

    assert asked.one(name="trial") == {"list": "trial", "count": 4}
    assert asked.one(name="none") is None


def test_sees_what_was_written_a_moment_ago() -> None:
    asked = of_trial()
    before = asked(start="new", least=0)

    Code.objects.create(list="trial", code="new", label_zh="新", label_en="new", order=1, source="test", version="1")

    assert (before, [row.code for row in asked(start="new", least=0)]) == ([], ["new"])


def test_locks_rows_and_leaves_the_connection_as_it_was() -> None:
    asked = prepared.query(lambda pk: Code.objects.select_for_update().filter(pk=pk), pk=int)
    raw = connection.connection
    before = raw.cursor_factory, raw.prepare_threshold

    with transaction.atomic():
        row = asked.one(pk=Code.objects.get(list="trial", code="axb").pk)

    assert row.label_zh == "二"
    assert (raw.cursor_factory, raw.prepare_threshold) == before


def test_several_values_and_readers() -> None:
    asked = prepared.query(
        lambda **ones: Code.objects.filter(list="trial", code__in=list(ones.values())).order_by("pk"),
        **prepared.places(2),
    )

    assert [row.code for row in asked(**prepared.several(["axb", "a%b"]))] == ["axb", "a%b"]
    assert prepared.Reader(["01."]).paths("any.right") == ["01."]


@pytest.mark.parametrize("given", [{}, {"start": "a"}, {"start": None, "least": 0}, {"start": "a", "least": "0"}])
def test_refuses_what_it_was_not_prepared_for(given: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="prepared query"):
        of_trial()(**given)


def test_takes_days_and_instants() -> None:
    at, day = datetime(2026, 1, 1, 8, tzinfo=UTC), date(2026, 1, 1)
    Code.objects.filter(list="trial", code="axb").update(since=date(2026, 1, 2))
    asked = prepared.query(
        lambda day, at: Code.objects.of("trial").in_force(day).annotate(at=Value(at, DateTimeField())),
        day=date,
        at=datetime,
    )

    assert [(row.code, row.at) for row in asked(day=day, at=at)] == [("a_b", at), ("a%b", at), ("a\\b", at)]
