"""List pages: filter, chips, views, columns, sort, pages, count, export, and the empty page that helps."""

from typing import Any

import pytest
from django.utils import translation

from lanyan.kernel import sheets
from lanyan.kernel.models import SearchEntry
from lanyan.web import hooks, lists
from lanyan.web.tests.make import Person, ThingFilter, ThingTable, request, things

pytestmark = pytest.mark.django_db

SHEET = sheets.Sheet(
    key="things",
    title="Things",
    model=SearchEntry,
    columns=(
        sheets.Column("title", "Title", lambda row: row.title, link=lambda row: row.url),
        sheets.Column("record_id", "Number", lambda row: row.record_id, number=True),
        sheets.Column("half", "Half", lambda row: None),
    ),
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def listed(query: str = "", **more: Any) -> Any:
    """Ask for the list of things with an address."""
    made = request(f"/?{query}", Person())
    queryset = SearchEntry.objects.order_by("record_id")
    table = more.pop("table", ThingTable)
    return lists.list_page(made, queryset, ThingFilter, table, title="Things", **more)


def titles(answer: Any) -> list[str]:
    return [row.record.title for row in answer.context_data["listing"].table.paginated_rows]


class TestPages:
    def test_hold_fifty_rows_and_turn(self):
        things(120)

        answer = listed("page=3")

        assert len(titles(answer)) == 20
        assert answer.context_data["listing"].count == "120"

    def test_beyond_the_last_show_the_last(self):
        things(60)

        assert titles(listed("page=99"))[0] == "thing 0051"

    def test_cost_the_same_few_queries_however_many_rows(self, django_assert_max_num_queries):
        things(200)

        with django_assert_max_num_queries(3):
            listed("kind=thing&sort=-record_id").render()

    def test_keep_equal_values_in_one_order(self):
        things(100)

        first, second = titles(listed("sort=kind")), titles(listed("sort=kind&page=2"))

        assert not set(first) & set(second)


class TestManyRows:
    """More than the count goes to; here that is ten."""

    @pytest.fixture(autouse=True)
    def _ten(self, monkeypatch):
        monkeypatch.setattr(lists, "COUNT_CAP", 10)
        monkeypatch.setattr(lists, "PER_PAGE", 4)
        things(12)

    def test_are_counted_and_paged_no_further(self):
        answer = listed("page=9").render()

        assert b"10+" in answer.content or answer.context_data["listing"].capped
        assert titles(answer) == ["thing 0009", "thing 0010"]

    def test_keep_their_order_on_every_page(self):
        shown = [titles(listed(f"page={page}")) for page in (1, 2)]

        assert shown == [[f"thing {n:04}" for n in (1, 2, 3, 4)], [f"thing {n:04}" for n in (5, 6, 7, 8)]]

    def test_are_not_sorted_by_what_has_no_index_and_say_so(self):
        answer = listed("sort=-title").render()

        assert titles(answer)[0] == "thing 0001"
        assert "not sorted by Title" in answer.content.decode()
        assert "sort=title" not in answer.content.decode()

    def test_are_sorted_by_what_has_one(self):
        assert listed("sort=kind").context_data["listing"].unsorted == []

    def test_are_sorted_by_anything_once_they_are_few(self):
        answer = listed("sort=-title&record_id_max=9")

        assert titles(answer)[0] == "thing 0009"
        assert answer.context_data["listing"].unsorted == []


class TestCount:
    def test_stops_at_its_cap(self):
        things(12)

        assert lists.capped_count(SearchEntry.objects.all(), cap=10) == 11
        assert lists.count_text(11, cap=10) == "10+"


class TestFilters:
    def test_show_as_chips_with_their_value_in_words(self):
        things(3)

        chips = {
            chip.name: chip for chip in listed("kind=thing&kind=other&record_id_min=2").context_data["listing"].chips
        }

        assert chips["kind"].value == "Thing, Other"
        assert chips["record_id"].value == "2 – "
        assert not chips["q"].is_set

    def test_are_dropped_one_by_one_with_the_page(self):
        things(3)

        chips = {chip.name: chip for chip in listed("kind=thing&q=1&page=2&sort=title").context_data["listing"].chips}

        assert chips["kind"].clear_url == "?q=1&sort=title"

    def test_that_make_no_sense_are_refused_with_field_and_reason(self):
        things(3)

        answer = listed("record_id_min=abc")

        assert titles(answer) == []
        assert answer.context_data["listing"].errors[0].startswith("Number: ")

    def test_that_leave_nothing_say_which_one_to_drop(self):
        things(4)

        relaxed = listed("q=0003&record_id_min=4").context_data["listing"].relaxed

        assert [(way.url, way.count) for way in relaxed] == [("?record_id_min=4", "1"), ("?q=0003", "1")]

    def test_render_an_empty_page_that_helps(self):
        things(4)

        page = listed("q=0003&record_id_min=4").render().content.decode()

        assert "Nothing fits these filters together" in page
        assert "?q=0003" in page


class TestColumns:
    def test_are_those_of_the_address(self):
        things(1)

        assert [c.name for c in listed("columns=title,kind").context_data["listing"].table.columns] == ["title", "kind"]

    def test_unknown_in_the_address_change_nothing(self):
        things(1)

        assert listed("columns=nonsense").context_data["listing"].columns_shown == 3

    def test_follow_the_habit_of_the_person(self, monkeypatch):
        things(1)
        monkeypatch.setattr(hooks._hooks, "get_preference", lambda user, name: "title" if name == "columns:/" else None)

        assert listed().context_data["listing"].columns_shown == 1


class TestViews:
    def test_are_current_when_the_address_says_the_same(self):
        things(2)
        views = (lists.View("All"), lists.View("Things", "kind=thing", SearchEntry.objects.count))

        shown = listed("kind=thing&sort=title&page=1", views=views).context_data["listing"].all_views

        assert [(view.label, view.current, view.shown) for view in shown] == [("All", False, ""), ("Things", True, "2")]

    def test_of_the_person_follow_those_of_the_page(self, monkeypatch):
        monkeypatch.setattr(hooks._hooks, "views", lambda user, page: [hooks.SavedView(7, "Mine", "q=1")])

        assert [view.label for view in listed().context_data["listing"].all_views] == ["Mine"]


class TestLedger:
    def test_gives_the_columns_where_there_is_no_table(self):
        things(2)

        page = listed(table=None, sheet=SHEET).render().content.decode()

        assert '<a href="/1/">thing 0001</a>' in page
        assert "—" in page

    def test_goes_out_as_excel_with_all_filtered_rows(self):
        things(60)

        answer = listed("export=xlsx&record_id_min=2", sheet=SHEET)

        assert answer["Content-Type"] == sheets.MIME
        assert answer.content[:2] == b"PK"

    def test_offers_the_export_of_exactly_what_is_shown(self):
        things(2)

        assert listed("q=1&page=2", sheet=SHEET).context_data["listing"].export_url == "?q=1&export=xlsx"


class TestActions:
    def test_without_the_right_are_left_out(self):
        actions = (lists.Action("Add", "/add/", permission="things.add"), lists.Action("Import", "/import/"))

        assert [action.label for action in listed(actions=actions).context_data["listing"].shown_actions] == ["Import"]
