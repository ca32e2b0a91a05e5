"""Pages of figures and reports: what they show, what they cost, whom they refuse."""

import re
from datetime import datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from lanyan.incidents.models import Incident
from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Scope
from lanyan.reports.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = make.city()
    make.past(world, 28)
    make.past(world, 14, since=datetime(2023, 1, 1, tzinfo=periods.ZONE))
    make.uncounted(world, datetime(2024, 6, 1, 12, tzinfo=periods.ZONE))
    return world


@pytest.fixture
def leader(world: SimpleNamespace, client: Client) -> Client:
    client.cookies["lanyan_language"] = "en"
    client.force_login(world.leader)
    return client


class TestTheReport:
    """Chapter 接处警."""

    def test_shows_each_number_as_a_link_that_opens_the_same_number(self, leader: Client) -> None:
        page = leader.get("/report/3308/2024/").content.decode()

        links = {
            (url.replace("&amp;", "&"), text) for url, text in re.findall(r'class="fig" href="([^"]+)">([^<]+)<', page)
        }
        assert len(links) > 60
        for url, text in sorted(links)[::9]:
            opened = leader.get(url)
            assert opened.status_code == 200, url
            assert text.split()[0] in opened.content.decode(), (url, text)

    def test_compares_with_the_year_before(self, leader: Client) -> None:
        page = leader.get("/report/3308/2024/").content.decode()

        assert "That is" in page
        assert "+107.1%" in page

    def test_keeps_within_its_queries(self, leader: Client, django_assert_max_num_queries: Any) -> None:
        leader.get("/report/3308/2024/")

        with django_assert_max_num_queries(24):
            leader.get("/report/3308/2024/")

    def test_shows_a_dash_where_there_is_no_base(self, leader: Client) -> None:
        page = leader.get("/report/3308/2023/")

        assert page.status_code == 200
        assert "—" in page.content.decode()

    def test_says_so_when_there_is_nothing(self, leader: Client) -> None:
        page = leader.get("/report/3308/2019/").content.decode()

        assert "No incident was handled" in page

    def test_leads_to_the_reader_s_own_unit_and_the_last_whole_year(self, leader: Client) -> None:
        answer = leader.get("/report/")

        assert answer.status_code == 302
        assert re.fullmatch(r"/report/3308/\d{4}/", answer["Location"])

    def test_is_not_found_by_a_stranger(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(units.stranger("leader"))

        answers = [
            client.get(url).status_code
            for url in ("/report/3308/2024/", "/figures/incidents.fire/?unit=3308&year=2024")
        ]

        assert answers == [404, 404]

    def test_is_refused_without_the_permission(self, world: SimpleNamespace, client: Client) -> None:
        units.role("nobody", "people.view_person")
        client.force_login(units.user("nobody", world.detachment))

        assert client.get("/report/3308/2024/").status_code == 403

    def test_follows_the_unit_chosen_in_the_top_bar(self, leader: Client, world: SimpleNamespace) -> None:
        leader.get("/report/3308/2024/")

        leader.post("/switch/", {"unit": world.battalion.path, "next": "/report/3308/2024/"})
        answer = leader.get("/report/3308/2024/")

        assert (answer.status_code, answer["Location"]) == (302, "/report/330802/2024/")
        assert leader.get("/report/330802/2024/").status_code == 200
        assert leader.get("/report/3308/2024/").status_code == 200


class TestTheFigurePage:
    """One number with its records."""

    def test_opens_for_every_figure(self, leader: Client) -> None:
        answers = {
            figure.key: leader.get(f"/figures/{figure.key}/?unit=3308&year=2024") for figure in figures.catalogue()
        }

        assert {key for key, answer in answers.items() if answer.status_code != 200} == set()

    def test_narrows_by_a_click_and_lists_just_those_records(self, leader: Client, world: SimpleNamespace) -> None:
        scope = Scope.of(world.detachment.path, periods.year(2024)).held("district", "330802")

        page = leader.get("/figures/incidents.handled/?unit=3308&year=2024&district=330802")

        assert page.context["page"].value == figures.get("incidents.handled").value(scope)
        assert page.context["rows"].paginator.count == page.context["page"].value
        assert "柯城区" in page.content.decode()

    def test_names_what_is_left_out_and_opens_it(self, leader: Client) -> None:
        page = leader.get("/figures/incidents.handled/?unit=3308&year=2024").context["page"]

        assert [str(number) for _label, number, _url in page.left_out] == ["1 incidents"] * 5
        assert all(leader.get(url).context["page"].value == 1 for _label, _number, url in page.left_out)

    @pytest.mark.parametrize("by", ["month", "hour", "kind", "station", "level"])
    def test_breaks_down_as_asked_with_last_year(self, leader: Client, by: str) -> None:
        page = leader.get(f"/figures/incidents.handled/?unit=3308&year=2024&by={by}").context["page"]

        (breakdown,) = page.breakdowns
        assert breakdown.key == by
        assert sum(line.value for line in breakdown.lines) == page.value
        assert all(line.before is not None for line in breakdown.lines)

    def test_leaves_months_outside_the_period_absent(self, leader: Client) -> None:
        page = leader.get("/figures/incidents.handled/?unit=3308&period=2024Q1").context["page"]

        assert [value is None for value in page.months["now"]] == [False] * 3 + [True] * 9

    @pytest.mark.parametrize(
        "query",
        ["year=24", "year=2024&hour=24", "year=2024&by=colour", "since=2024-02-01&until=2024-01-01", "period=x"],
    )
    def test_refuses_an_address_it_cannot_read(self, leader: Client, query: str) -> None:
        answer = leader.get(f"/figures/incidents.handled/?unit=3308&{query}")

        assert answer.status_code == 400

    def test_is_not_found_under_an_unknown_key(self, leader: Client) -> None:
        assert leader.get("/figures/incidents.nothing/?unit=3308&year=2024").status_code == 404

    def test_keeps_within_its_queries(self, leader: Client, django_assert_max_num_queries: Any) -> None:
        address = "/figures/incidents.fire/?unit=3308&year=2024"
        leader.get(address)

        with django_assert_max_num_queries(30):
            leader.get(address)

    def test_gives_the_records_as_excel_to_who_may_take_them_out(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(units.user("office", world.detachment))

        answer = client.get("/figures/incidents.handled/?unit=3308&year=2024&export=xlsx")

        sheet = load_workbook(BytesIO(answer.content)).active
        assert sheet.max_row == 1 + figures.get("incidents.handled").value(
            Scope.of(world.detachment.path, periods.year(2024))
        )

    def test_refuses_the_excel_file_to_who_may_not(
        self, leader: Client, world: SimpleNamespace, client: Client
    ) -> None:
        assert leader.get("/figures/incidents.handled/?unit=3308&year=2024&export=xlsx").status_code == 403

    def test_does_not_list_records_the_reader_may_not_open(self, world: SimpleNamespace, client: Client) -> None:
        units.role("counter", "reports.view_figures")
        client.force_login(units.user("counter", world.detachment))

        page = client.get("/figures/incidents.handled/?unit=3308&year=2024")

        assert page.context["page"].value == 29
        assert page.context["rows"].paginator.count == 0
        assert page.context["hidden"] == 29

    def test_follows_a_correction_at_once(self, leader: Client) -> None:
        address = "/figures/incidents.handled/?unit=3308&year=2024"
        before = leader.get(address).context["page"].value

        one = figures.get("incidents.handled").records_in(leader.get(address).context["page"].scope).first()
        Incident.objects.filter(pk=one.pk).update(status="WITHDRAWN")

        assert leader.get(address).context["page"].value == before - 1


class TestTheCatalogue:
    """All figures."""

    def test_lists_every_figure_with_its_definition(self, leader: Client) -> None:
        page = leader.get("/figures/?unit=3308&year=2024").content.decode()

        assert all(figure.key in page for figure in figures.catalogue())

    def test_keeps_within_its_queries(self, leader: Client, django_assert_max_num_queries: Any) -> None:
        leader.get("/figures/?unit=3308&year=2024")

        # One for each kind of record and year, and what any page costs.
        kinds = {figure.records for figure in figures.catalogue() if isinstance(figure, figures.Figure)}
        with django_assert_max_num_queries(2 * len(kinds) + 10):
            leader.get("/figures/?unit=3308&year=2024")
