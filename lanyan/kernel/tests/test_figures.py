"""The machine of figures, tried on code lists, the one table of the kernel that is always filled."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F, Q, Sum

from lanyan.kernel import figures
from lanyan.kernel.figures import Dimension, Figure, Percentile, Ratio, Scope
from lanyan.kernel.models import Code
from lanyan.kernel.periods import year

pytestmark = pytest.mark.django_db
SCOPE = Scope.of("01.", year(2024))


def rows(_scope: Scope) -> Any:
    """The records of the figures below."""
    return Code.objects.filter(list="try")


def figure(key: str = "try.rows", **more: Any) -> Figure:
    """A figure over them."""
    by = (
        Dimension("parent", "parent", F("parent")),
        Dimension("order", "order", F("order"), read=int, every=lambda: [1, 2, 3]),
        Dimension("until", "until", F("until"), naming=lambda: F("label_zh")),
    )
    given = {"label": "rows", "definition": "All rows.", "counting_unit": "rows", "source": "here", "dimensions": by}
    return Figure(key=key, records=rows, **{**given, **more})


@pytest.fixture(autouse=True)
def four_rows() -> None:
    values = ((1, "a"), (2, "a"), (2, "b"), (5, "b"))
    Code.objects.bulk_create(
        Code(
            list="try", code=str(n), parent=parent, order=order, label_zh=f"名{n}", label_en="", source="", version="1"
        )
        for n, (order, parent) in enumerate(values)
    )


@pytest.fixture
def empty_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(figures, "_figures", {})
    return None


class TestFigure:
    """A name over a queryset."""

    def test_counts_its_records(self) -> None:
        assert figure().value(SCOPE) == figure().records_in(SCOPE).count() == 4

    def test_counts_only_what_it_is_narrowed_to(self) -> None:
        narrowed = figure(only=Q(parent="a"))

        assert narrowed.value(SCOPE) == narrowed.records_in(SCOPE).count() == 2

    def test_is_held_at_the_values_of_its_dimensions(self) -> None:
        assert figure().value(SCOPE.held("parent", "b").held("order", "2")) == 1

    def test_reads_a_dash_as_nothing(self) -> None:
        assert figure().value(SCOPE.held("until", "-")) == 4

    def test_shows_the_values_it_always_shows_in_their_order(self) -> None:
        assert [(row.key, row.value) for row in figure().by("order", SCOPE)] == [("1", 1), ("2", 2), ("3", 0), ("5", 1)]

    def test_takes_the_words_of_a_group_from_the_database(self) -> None:
        assert [row.label for row in figure().by("until", SCOPE)] == ["名0"]

    def test_refuses_a_dimension_it_does_not_have(self) -> None:
        with pytest.raises(KeyError, match="colour"):
            figure().by("colour", SCOPE)

    def test_counts_two_dimensions_at_once(self) -> None:
        assert figure().cross("parent", "order", SCOPE) == {("a", "1"): 1, ("a", "2"): 1, ("b", "2"): 1, ("b", "5"): 1}

    def test_says_what_is_empty_when_nothing_can_be_measured(self) -> None:
        median = figure(measure=Percentile(0.5, F("order")), only=Q(parent="none"), empty=None, additive=False)

        assert median.value(SCOPE) is None

    def test_measures_a_percentile_between_records(self) -> None:
        assert figure(measure=Percentile(0.5, F("order"))).value(SCOPE) == 2
        assert figure(measure=Percentile(0.9, F("order"))).value(SCOPE) == pytest.approx(4.1)


class TestRatio:
    """One figure over another."""

    def ratio(self, **more: Any) -> Ratio:
        part = figure("try.part", only=Q(order=2))
        return Ratio("try.share", "share", "Share.", "%", part=part, whole=figure("try.whole", **more))

    def test_is_part_over_whole(self) -> None:
        assert self.ratio().value(SCOPE) == 0.5

    def test_is_nothing_when_the_whole_is_nothing(self) -> None:
        assert self.ratio(only=Q(parent="none")).value(SCOPE) is None

    def test_is_recomputed_for_each_group(self) -> None:
        shares = {row.key: row.value for row in self.ratio().by("order", SCOPE)}

        assert shares == {"1": 0, "2": 1, "3": None, "5": 0}

    def test_lists_the_records_of_the_whole(self) -> None:
        assert self.ratio().records_in(SCOPE).count() == 4


class TestTogether:
    """Many figures in one query."""

    def test_counts_what_shares_its_records_in_one_query(self, django_assert_num_queries: Any) -> None:
        wanted = [
            figure("try.all"),
            figure("try.a", only=Q(parent="a")),
            figure("try.sum", measure=Sum("order"), only=Q(parent="b")),
            figure("try.none", measure=Sum("order"), only=Q(parent="none"), empty=None),
            figure("try.median", measure=Percentile(0.5, F("order")), only=Q(parent="a")),
            TestRatio().ratio(),
        ]

        with django_assert_num_queries(1):
            found = figures.together(wanted, SCOPE)

        assert found == {one.key: one.value(SCOPE) for one in wanted}
        assert list(found.values()) == [4, 2, 7, None, 1.5, 0.5]

    def test_does_not_change_the_figures_it_counts(self) -> None:
        narrowed = figure(only=Q(parent="a"))

        first, second = (figures.together([narrowed], SCOPE) for _time in range(2))

        assert first == second == {"try.rows": 2}
        assert narrowed.measure.filter is None

    def test_holds_the_dimensions_of_the_scope(self) -> None:
        assert figures.together([figure()], SCOPE.held("parent", "a")) == {"try.rows": 2}


class TestCatalogue:
    """What is published."""

    def test_keeps_the_order_of_registration(self, empty_catalogue: None) -> None:
        figures.register(figure("try.two"), figure("try.one"))

        assert [one.key for one in figures.catalogue()] == ["try.two", "try.one"]
        assert figures.get("try.one").key == "try.one"

    def test_refuses_a_key_twice(self, empty_catalogue: None) -> None:
        figures.register(figure())

        with pytest.raises(ValueError, match=r"try\.rows"):
            figures.register(figure())
