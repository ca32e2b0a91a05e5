"""The incident ledger: filters, views, the line above, rights, and the Excel file."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.incidents.tests import make
from lanyan.kernel import periods
from lanyan.units.tests.make import stranger, user

pytestmark = pytest.mark.django_db
LEDGER = "/incidents/"


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def page(client, world):
    """Read the ledger as the dispatcher (or whoever is signed in)."""
    client.force_login(world.taker)

    def read(query: str = ""):
        return client.get(f"{LEDGER}?{query}", headers={"accept-language": "en"})

    client.cookies["lanyan_language"] = "en"
    return read


def numbers(answer) -> list[str]:
    return [row.record.number[-4:] for row in answer.context["listing"].table.paginated_rows]


class TestTheLedger:
    def test_lists_newest_first_with_runs_and_people(self, page, world):
        make.finished(world, rescued=2, evacuated=23)
        later = make.opened(world, at=make.NIGHT + timedelta(hours=3))

        answer = page()

        assert numbers(answer) == ["0002", "0001"]
        text = answer.content.decode()
        assert "2 / 23" in text
        first, second = answer.context["listing"].table.paginated_rows
        assert (second.record.run_count, second.record.people_count) == (1, 6)
        assert first.record.pk == later.pk
        assert first.get_cell("run_count") == "—"
        assert "fire fighting 2" in text

    def test_needs_a_fixed_number_of_queries(self, page, world, django_assert_num_queries):
        for hour in range(3):
            make.finished(world, at=make.NIGHT + timedelta(hours=3 * hour))
        page()

        with django_assert_num_queries(14):
            page()

    def test_shows_a_stranger_nothing(self, client, world):
        make.finished(world)
        client.force_login(stranger())

        answer = client.get(LEDGER)

        assert numbers(answer) == []

    def test_is_closed_to_those_who_may_not_look(self, client, world):
        client.force_login(user("personnel", world.detachment))

        assert client.get(LEDGER).status_code == HTTPStatus.FORBIDDEN

    def test_shows_a_station_what_it_was_sent_to(self, client, world):
        incident = make.opened(world)
        make.ordered(world, world.tanker, incident=incident)
        client.force_login(user("station_officer", world.other_station))

        assert numbers(client.get(LEDGER)) == ["0001"]

    def test_marks_an_exercise(self, page, world):
        make.opened(world, is_exercise=True)

        assert '<span class="tg">exercise</span>' in page().content.decode()


class TestFilters:
    @pytest.fixture(autouse=True)
    def incidents(self, world):
        """A fire of 2024, a rescue of today, a doubtful call of today."""
        # Half an hour ago, but today: the clock may stand a little after midnight.
        self.now = max(timezone.now() - timedelta(minutes=30), periods.midnight(timezone.localdate()))
        make.finished(world, rescued=1)
        self.rescue = make.opened(
            world, at=self.now, kind="RESCUE", subkind="RESCUE-ROAD", level=1, facts={}, place_answer="G60 K412"
        )
        make.draft(world, at=self.now + timedelta(minutes=1))

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("period=today", 2),
            ("period=2024", 1),
            ("period=2024-05", 1),
            ("since=2024-05-09&until=2024-05-09", 1),
            ("since=2024-05-10", 2),
            ("kind=RESCUE", 1),
            ("subkind=FIRE-HIGH", 2),
            ("level=2up", 2),
            ("level=1", 1),
            ("division=330802", 3),
            ("status=OPEN&status=DRAFT", 2),
            ("status=CLOSED", 1),
            ("people=any", 1),
            ("people=hurt", 0),
            ("people=saved", 1),
            ("exercise=true", 0),
            ("notable=true", 0),
            ("q=20240509", 1),
            ("q=20240509-0001", 1),
            ("q=K412", 1),
            ("q=锦桂苑", 2),
            ("q=没有的地方", 0),
        ],
    )
    def test_narrow_the_list(self, page, query, count):
        assert len(numbers(page(query))) == count

    def test_unit_takes_all_below_it(self, page, world):
        assert len(numbers(page(f"unit={world.detachment.pk}"))) == 3
        assert len(numbers(page(f"unit={world.station.pk}"))) == 2

    @pytest.mark.parametrize(
        "query", ["period=soon", "kind=FLOOD", "since=2024-13-01", "since=2024-05-02&until=2024-05-01"]
    )
    def test_that_make_no_sense_are_named_and_show_nothing(self, page, query):
        answer = page(query)

        assert answer.status_code == HTTPStatus.OK
        assert answer.context["listing"].errors
        assert numbers(answer) == []

    def test_stand_as_views_with_their_counts(self, page):
        views = {view.label: view for view in page("period=today").context["listing"].all_views}

        assert (views["Today"].shown, views["Today"].current) == ("2", True)
        assert views["In hand"].shown == "2"

    def test_views_find_what_they_say(self, page):
        for view in page().context["listing"].all_views:
            assert page(view.query).context["listing"].errors == []


class TestExcel:
    def test_holds_the_rows_of_the_filter(self, client, world):
        make.finished(world, rescued=2)
        make.opened(world, at=make.NIGHT + timedelta(hours=3))
        client.force_login(user("duty_officer", world.detachment))

        answer = client.get(f"{LEDGER}?export=xlsx&status=CLOSED")

        rows = list(load_workbook(BytesIO(answer.content)).active.values)
        assert len(rows) == 2
        assert rows[1][0] == "3308-20240509-0001"
        assert 2 in rows[1]

    def test_is_refused_without_the_right(self, client, world):
        client.force_login(world.taker)

        assert client.get(f"{LEDGER}?export=xlsx").status_code == HTTPStatus.FORBIDDEN
        assert "export=xlsx" not in client.get(LEDGER).content.decode()

    def test_is_offered_to_those_who_hold_it(self, client, world):
        client.force_login(user("duty_officer", world.detachment))

        assert "export=xlsx" in client.get(LEDGER).content.decode()


class TestNavigation:
    def test_leads_to_the_ledger(self, page):
        assert f'href="{reverse("incidents:ledger")}"' in page().content.decode()
