"""External numbers: the panel on an incident's page, and the list of what is to do."""

from types import SimpleNamespace

import pytest
from django.test import Client

from lanyan.incidents.models import Incident
from lanyan.kernel import external
from lanyan.kernel.models import ExternalNumber
from lanyan.reports.tests import make
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = make.city()
    world.first = make.incident(world, "E-1", make.NEW_YEAR)
    world.second = make.incident(world, "E-2", make.NEW_YEAR)
    external.expect(record=world.first, systems=["NATIONAL", "DISPATCH_119"])
    external.expect(record=world.second, systems=["NATIONAL"])
    units.role("filler", "incidents.view_incident", "kernel.fill_external_number")
    world.filler = units.user("filler", world.detachment)
    return world


def fill(client: Client, incident: Incident, number: str, **more: str) -> object:
    """Send the panel's form as htmx does."""
    data = {"system": "NATIONAL", "number": number, **more}
    return client.post(f"/external/incident/{incident.pk}/fill/", data, headers={"HX-Request": "true"})


class TestThePanel:
    """On the incident's page."""

    def test_writes_a_number_down(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.filler)

        answer = fill(client, world.first, " 330800-77 ")

        entry = ExternalNumber.objects.get(record_id=world.first.pk, system="NATIONAL")
        assert (entry.number, entry.state) == ("330800-77", "ENTERED")
        assert "330800-77" in answer.content.decode()  # type: ignore[attr-defined]

    def test_marks_what_differs(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.filler)

        fill(client, world.first, "77", differs="on")

        assert ExternalNumber.objects.get(record_id=world.first.pk, system="NATIONAL").state == "DIFFERS"

    def test_refuses_a_number_that_stands_at_another_incident(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.filler)
        fill(client, world.first, "77")

        answer = fill(client, world.second, "77")

        assert ExternalNumber.objects.get(record_id=world.second.pk).state == "TO_ENTER"
        assert "77" in answer.content.decode()  # type: ignore[attr-defined]

    def test_refuses_an_empty_number(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.filler)

        fill(client, world.first, "  ")

        assert ExternalNumber.objects.filter(state="ENTERED").count() == 0

    def test_is_not_found_by_a_stranger(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(units.user("filler", units.stranger().assignments.get().unit))

        assert client.get(f"/external/incident/{world.first.pk}/").status_code == 404
        assert fill(client, world.first, "77").status_code == 404  # type: ignore[attr-defined]

    def test_shows_no_form_to_who_may_only_look(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.leader)

        page = client.get(f"/external/incident/{world.first.pk}/").content.decode()

        assert "<form" not in page
        assert fill(client, world.first, "77").status_code == 403  # type: ignore[attr-defined]


class TestTheList:
    """What is still to do."""

    def test_lists_what_is_to_enter_and_what_differs(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.filler)
        fill(client, world.first, "77", differs="on")

        todo = client.get("/external/?state=TO_ENTER").context["listing"]
        differs = client.get("/external/?state=DIFFERS&system=NATIONAL").context["listing"]

        assert (todo.total, differs.total) == (2, 1)

    def test_shows_a_stranger_nothing(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(units.user("filler", units.stranger().assignments.get().unit))

        assert client.get("/external/").context["listing"].total == 0

    def test_finds_by_the_incident_s_number(self, world: SimpleNamespace, client: Client) -> None:
        client.force_login(world.filler)

        assert client.get("/external/?q=E-2").context["listing"].total == 1
