"""The chapter of prevention: every number opens, last year stands beside, what nobody registered is left out."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from lanyan.inspections.actions import drills, hazards
from lanyan.inspections.actions.drills import Held
from lanyan.inspections.tests import make as checks
from lanyan.kernel import figures
from lanyan.kernel.figures import Figure
from lanyan.kernel.periods import ZONE
from lanyan.reports.annual import PreventionChapter
from lanyan.reports.annual.prevention import TABLES
from lanyan.reports.scopes import Asked, year_span
from lanyan.reports.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
AT = datetime(2024, 5, 15, 9, 0, tzinfo=ZONE)
PAGE = "/report/3308/2024/prevention/"
# What an address of a figure's page says of itself; a dimension of that name could not be told apart from it.
ADDRESS = {"unit", "year", "period", "since", "until", "by", "page", "export"}


@pytest.fixture
def world() -> SimpleNamespace:
    world = checks.staffed(make.city())
    checks.concluded(world, at=AT)
    checks.concluded(world, checks.place(world), at=AT)
    checks.concluded(world, at=AT.replace(year=2023))
    found = checks.underway(world, checks.place(world), at=AT)
    facts = {"inspection_id": found.pk, "clause": "消防法第十六条", "by": world.user}
    one = hazards.find(**facts, words="安全出口上锁", at=AT)
    hazards.find(**facts, words="灭火器过期", at=AT)
    hazards.fix_on_spot(hazard_id=one.pk, at=AT, by=world.user)
    held = Held(premises_id=world.premises.pk, held_at=AT, guided_by="周明", department="EDUCATION", people=300)
    drills.enter_drill(held=held, at=AT + timedelta(hours=1), by=world.user)
    return world


@pytest.fixture
def leader(world: SimpleNamespace, client: Client) -> Client:
    client.cookies["lanyan_language"] = "en"
    client.force_login(world.leader)
    return client


def chapter(world: SimpleNamespace, year: int = 2024) -> PreventionChapter:
    return PreventionChapter(Asked(world.detachment, "3308", year_span(year)), world.leader)


class TestTheChapter:
    def test_shows_each_number_as_a_link_that_opens_the_same_number(self, leader: Client) -> None:
        page = leader.get(PAGE).content.decode()

        links = {
            (url.replace("&amp;", "&"), text) for url, text in re.findall(r'class="fig" href="([^"]+)">([^<]+)<', page)
        }
        assert len(links) > 60
        for url, text in sorted(links)[::6]:
            opened = leader.get(url)
            assert opened.status_code == 200, url
            assert text.split()[0] in opened.content.decode(), (url, text)

    def test_counts_what_was_done(self, world: SimpleNamespace) -> None:
        with override("en"):
            said = {line.label: line.value for _heading, table in chapter(world).tables for line in table}

        assert said["Units checked"] == 2
        assert said["Checks made"] == 2
        assert (said["Hazards found"], said["Hazards put right"]) == (2, 1)
        assert said["Evacuation drills"] == 1

    def test_opens_with_a_paragraph_of_its_figures_alone(self, world: SimpleNamespace) -> None:
        with override("en"):
            said = re.sub(r"<[^>]+>", "", chapter(world).opening)

        assert said.startswith("Year 2024: 2 ")
        assert "That is 1 " in said
        assert "50" in said

    def test_names_the_battalions_with_their_share(self, world: SimpleNamespace) -> None:
        [district] = chapter(world).districts

        assert (district.checked.value, district.checked.before.said.text) == (2, "1")
        assert district.found.said.text == "2"

    def test_leaves_out_what_nobody_registered(self, world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
        known = [figure for figure in figures.catalogue() if not figure.key.startswith(("complaints.", "papers."))]
        monkeypatch.setattr(figures, "catalogue", lambda: known)

        headings = [str(heading) for heading, _lines in chapter(world).tables]

        assert len(headings) == len(TABLES) - 2

    def test_leads_to_the_first_chapter_and_back(self, leader: Client) -> None:
        page = leader.get(PAGE).content.decode()
        first = leader.get("/report/3308/2024/").content.decode()

        assert 'href="/report/3308/2024/"' in page
        assert f'href="{PAGE}"' in first
        assert 'href="/report/3308/2023/prevention/"' in page or "2023" in page

    def test_says_so_when_there_is_nothing(self, leader: Client) -> None:
        assert "No place was checked" in leader.get("/report/3308/2019/prevention/").content.decode()

    def test_keeps_within_its_queries(self, leader: Client, django_assert_max_num_queries: Any) -> None:
        leader.get(PAGE)

        with django_assert_max_num_queries(50):
            leader.get(PAGE)

    def test_follows_the_unit_chosen_in_the_top_bar(self, leader: Client, world: SimpleNamespace) -> None:
        leader.get(PAGE)

        leader.post("/switch/", {"unit": world.battalion.path, "next": PAGE})
        answer = leader.get(PAGE)

        assert (answer.status_code, answer["Location"]) == (302, "/report/330802/2024/prevention/")

    def test_is_not_found_by_a_stranger(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(units.stranger("leader"))

        assert client.get(PAGE).status_code == 404


def test_no_dimension_bears_the_name_of_a_part_of_the_address() -> None:
    for figure in figures.catalogue():
        if isinstance(figure, Figure):
            assert not ADDRESS & {dimension.key for dimension in figure.dimensions}, figure.key
