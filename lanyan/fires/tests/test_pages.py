"""Pages of fires: who sees and writes what, forms that name the field, query counts, Excel, panels, search, API."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lanyan.fires.actions import no_fires
from lanyan.fires.actions.casualties import Person
from lanyan.fires.models import Fire, FireCasualty, NoFire
from lanyan.fires.tests import make
from lanyan.fires.tests.make import LATER, NIGHT
from lanyan.incidents.tests import make as incidents
from lanyan.kernel import access, external
from lanyan.units.actions import make_token
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_weeks_later():
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def world():
    return make.city()


def page(name, *args):
    return reverse(f"fires:{name}", args=args)


def typed(**more):
    return {
        "started_at": "2026-03-04T03:00", "reported_date": "2026-03-04", "place_kind": "BUILDING-DWELLING",
        "settlement": "TOWN", "address": "锦桂苑7幢", "cause": "ELECTRIC-010101", "investigation": "SIMPLE",
        "burnt_area_m2": "12", "direct_loss": "8000", "disposal_cost": "500", "households": "1",
        "building_class": "HIGH_FIRST", "structure": "CONCRETE", "fire_resistance": "1", "charging": "no",
        "vehicle_kind": "EBIKE", **more,
    }  # fmt: skip


class TestStrangers:
    def test_find_nothing_of_another_city(self, client, world):
        fire = make.approved(world, people=(Person("LIGHT"),))
        casualty = FireCasualty.objects.get()
        client.force_login(stranger("admin"))

        listed = client.get(page("fires")).content.decode()
        answers = [
            client.get(page(name, fire.pk)).status_code
            for name in ("fire", "correct_fire", "approve_fire", "withdraw_fire", "add_casualty", "end_investigation")
        ]

        assert fire.number not in listed
        assert set(answers) == {404}
        assert client.get(page("note_death", casualty.pk)).status_code == 404

    def test_without_the_right_are_refused(self, client, world):
        client.force_login(world.dispatcher)

        assert client.get(page("fires")).status_code == 403

    def test_who_may_only_write_do_not_correct(self, client, world):
        fire = make.approved(world)
        client.force_login(world.writer)

        assert client.get(page("fire", fire.pk)).status_code == 200
        assert client.get(page("correct_fire", fire.pk)).status_code == 403
        assert client.get(page("add_casualty", fire.pk)).status_code == 404
        assert client.get(page("withdraw_fire", fire.pk)).status_code == 404


class TestForm:
    def test_enters_a_fire_nobody_was_called_to(self, client, world):
        client.force_login(world.writer)

        answer = client.post(page("enter_fire"), typed(unit=world.station.pk))

        fire = Fire.objects.get()
        assert answer["Location"] == page("fire", fire.pk)
        assert (fire.unit, fire.incident, fire.charging, fire.modified) == (world.station, None, False, None)

    def test_begins_with_what_the_incident_says(self, client, world):
        incident = incidents.finished(world, NIGHT)
        client.force_login(world.writer)
        address = f"{page('enter_fire')}?incident={incident.pk}"

        shown = client.get(address).context["form"].initial
        client.post(address, typed(started_at="2026-03-04T02:55"))

        assert (shown["place_kind"], shown["started_estimated"]) == ("BUILDING-DWELLING", True)
        assert Fire.objects.get().incident == incident

    @pytest.mark.parametrize(
        ("more", "field"), [({"direct_loss": "-1"}, "direct_loss"), ({"cause": ""}, "cause"), ({"lon": "118"}, "lat")]
    )
    def test_names_the_field_at_fault_and_keeps_what_was_typed(self, client, world, more, field):
        client.force_login(world.writer)

        answer = client.post(page("enter_fire"), typed(unit=world.station.pk, **more))

        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert "锦桂苑7幢" in answer.content.decode()
        assert not Fire.objects.exists()

    def test_corrects_an_approved_record_with_a_reason(self, client, world):
        fire = make.approved(world)
        client.force_login(world.head)
        unsaid = client.post(page("correct_fire", fire.pk), typed(address="新址"))
        client.post(page("correct_fire", fire.pk), typed(address="新址", reason="地址核实", storeys="18"))
        fire.refresh_from_db()

        assert (unsaid.status_code, fire.address, fire.revision) == (422, "新址", 2)
        assert "地址核实" in client.get(page("fire", fire.pk)).content.decode()


class TestLife:
    def test_is_led_from_the_draft_to_the_approved_record_by_two_people(self, client, world):
        fire = make.entered(world)
        client.force_login(world.writer)
        client.post(page("submit_fire", fire.pk), {"remark": ""})
        client.force_login(world.head)
        client.post(page("approve_fire", fire.pk))
        fire.refresh_from_db()

        assert (fire.state, fire.approved_by) == ("APPROVED", world.head)

    def test_shows_the_buttons_of_its_state(self, client, world):
        fire = make.submitted(world)

        keys = {offer.verb.key for offer in access.offers(world.head, fire) if offer.allowed}

        assert {"approve_fire", "return_fire"} <= keys
        assert not keys & {"change_fire", "correct_fire", "submit_fire"}

    def test_shows_what_the_checks_find(self, client, world):
        fire = make.entered(world, floor_on_fire=40)
        client.force_login(world.writer)

        answer = client.get(page("fire", fire.pk))

        assert [one.field for one in answer.context["findings"]] == ["floor_on_fire"]

    def test_takes_casualties_and_a_death(self, client, world):
        fire = make.entered(world)
        client.force_login(world.writer)
        client.post(page("add_casualty", fire.pk), {"harm": "SEVERE", "age": "40"})
        casualty = FireCasualty.objects.get()
        client.post(page("note_death", casualty.pk), {"died_date": "2026-03-08"})
        fire.refresh_from_db()

        assert (fire.dead, fire.severe) == (1, 0)


class TestUnrecorded:
    def test_lists_ended_fires_without_record_or_mark(self, client, world):
        waits, recorded, marked = (incidents.finished(world, NIGHT + timedelta(days=day)) for day in range(3))
        incidents.opened(world, NIGHT + timedelta(days=4))
        make.entered(world, incident=recorded)
        no_fires.mark_no_fire(incident_id=marked.pk, reason="COOKING", at=LATER, by=world.writer)
        client.force_login(world.writer)

        rows = [row.record for row in client.get(page("unrecorded")).context["listing"].table.rows]

        assert rows == [waits]

    def test_is_emptied_by_the_mark_and_filled_again_by_its_withdrawal(self, client, world):
        incident = incidents.finished(world, NIGHT)
        client.force_login(world.writer)
        client.post(page("mark_no_fire", incident.pk), {"reason": "COOKING"})
        marked = incident.number in client.get(page("unrecorded")).content.decode()
        client.post(page("withdraw_no_fire", NoFire.objects.get().pk), {"reason": "核实为火灾"})

        assert not marked
        assert incident.number in client.get(page("unrecorded")).content.decode()

    def test_stands_on_the_page_of_the_incident_too(self, client, world):
        incident = incidents.finished(world, NIGHT)
        client.force_login(world.writer)
        before = client.get(page("incident_panel", incident.pk)).content.decode()
        fire = make.entered(world, incident=incident)
        after = client.get(page("incident_panel", incident.pk)).content.decode()

        assert f"{page('enter_fire')}?incident={incident.pk}" in before
        assert page("fire", fire.pk) in after
        assert page("mark_no_fire", incident.pk) not in after


class TestLists:
    def test_cost_the_same_queries_whatever_they_hold(self, client, world):
        client.force_login(world.writer)
        for name in ("fires", "unrecorded"):
            client.get(page(name))
        for number in range(2):
            make.entered(world, incident=incidents.finished(world, NIGHT + timedelta(days=number)))
            incidents.finished(world, NIGHT + timedelta(days=10 + number))
        few = [_counted(client, page(name)) for name in ("fires", "unrecorded")]
        for number in range(2, 6):
            make.entered(world, incident=incidents.finished(world, NIGHT + timedelta(days=number)))
            incidents.finished(world, NIGHT + timedelta(days=10 + number))

        many = [_counted(client, page(name)) for name in ("fires", "unrecorded")]

        assert many == few
        assert max(many) <= 16

    def test_are_narrowed_by_the_address(self, client, world):
        make.approved(world, started_at=NIGHT - timedelta(days=30))
        late = make.entered(world, address="双港街99号")
        client.force_login(world.writer)

        def shown(query):
            return [row.record.pk for row in client.get(f"{page('fires')}?{query}").context["listing"].table.rows]

        assert shown("state=DRAFT") == [late.pk]
        assert late.pk in shown("stands=late")
        assert shown("place=OUTDOOR") == []
        assert shown("cause=ELECTRIC&started=2026-03") == [late.pk]
        assert shown("q=双港街99号") == [late.pk]

    def test_go_out_as_excel_with_dashes_for_what_nobody_knows(self, client, world):
        fire = make.entered(world, direct_loss=None, disposal_cost=None)
        client.force_login(world.writer)

        book = load_workbook(io.BytesIO(client.get(f"{page('fires')}?export=xlsx").content))
        cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]

        assert fire.number in cells
        assert 0.0 not in [cell for cell in cells if isinstance(cell, float)]


def _counted(client, address):
    from django.db import connection  # noqa: PLC0415 - one use
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - one use

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


class TestApi:
    def test_tells_fires_by_scope_and_place(self, client, world):
        fire = make.approved(world)

        def call(user, path, scopes=("fires.view_fire",)):
            _token, key = make_token(user_id=user.pk, label="t", scopes=list(scopes), at=timezone.now(), by=user)
            return client.get(f"/api{path}", headers={"Authorization": f"Bearer {key}"})

        one = call(world.head, f"/fires/{fire.pk}").json()
        assert (one["number"], one["dead"], one["minor"]) == (fire.number, 0, False)
        assert [each["id"] for each in call(world.head, "/fires?state=APPROVED&period=2026").json()] == [fire.pk]
        assert call(world.head, "/fires?period=never").json()["errors"][0]["field"] == "period"
        assert call(world.head, "/fires", scopes=["incidents.view_incident"]).status_code == 403
        assert call(stranger("admin"), f"/fires/{fire.pk}").status_code == 404


class TestNumbers:
    def test_of_other_systems_are_written_down_on_its_page(self, client, world):
        fire = make.approved(world)
        client.force_login(world.head)
        client.post(f"/external/fire/{fire.pk}/fill/", {"system": "NATIONAL", "number": "HZ-1"})

        assert [(one.number, one.state) for one in external.of(fire)] == [("", "TO_ENTER"), ("HZ-1", "ENTERED")]
        assert f"/external/fire/{fire.pk}/" in client.get(page("fire", fire.pk)).content.decode()


class TestReport:
    def test_has_a_block_of_fires_where_records_exist_and_marks_the_break(self, client, world):
        incidents.finished(world, NIGHT)
        client.force_login(world.leader)
        empty = client.get("/report/3308/2026/").context["chapter"].fires
        make.approved(world)
        make.approved(world, started_at=NIGHT.replace(year=2025))
        told = client.get("/report/3308/2026/")
        block = told.context["chapter"].fires

        assert empty.is_empty
        first = block.table[0]
        assert (first.now.said.text, first.before.said.text) == ("1", "1")
        assert [note for note in block.notes if "2025-05-01" in note]
        assert [note for note in block.notes if "2027-01-30" in note]
        assert "/figures/fires.fires/" in told.content.decode()

    def test_says_nothing_of_a_year_without_any_record(self, client, world):
        incidents.finished(world, NIGHT)
        make.approved(world)
        client.force_login(world.leader)

        block = client.get("/report/3308/2026/").context["chapter"].fires

        assert {line.before.said.text for line in block.table} == {"—"}
