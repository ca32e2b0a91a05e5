"""Pages of rounds, labels, faults, lists and companies; the API of faults; faults that were there before."""

import importlib
import json

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from ninja.testing import TestClient

from lanyan.forces import actions
from lanyan.forces.api import router
from lanyan.forces.models import WaterCheck, WaterCompany, WaterFault, WaterSource, WaterTransfer
from lanyan.forces.tests import make
from lanyan.forces.tests.make_water import DAY, HOUR, broken, company, look, passed, picture
from lanyan.forces.tests.test_water import NOON, POINT, source
from lanyan.kernel import documents, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment
from lanyan.units.tests import make as units

api = TestClient(router)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setattr("lanyan.kernel.postgres.home", lambda: tmp_path)


@pytest.fixture
def city(db):
    return units.city()


@pytest.fixture
def hydrant(city) -> WaterSource:
    return source(city.station)


class TestPages:
    @pytest.fixture
    def officer(self, client: Client, city) -> Client:
        client.force_login(units.user("station_officer", city.station, name="何志远"))
        return client

    def test_of_the_round_note_a_fault_with_a_photograph_and_name_the_next_one(self, officer, city, hydrant):
        near = source(city.station, "S-002", lon=POINT[0] + 0.001)
        source(city.station, "S-003", lon=POINT[0] + 0.01)
        address = reverse("forces:water_round", args=[hydrant.pk])

        opened = officer.get(address)
        sent = officer.post(
            address, {"found": "faulty", "kind": "VALVE", "key": "k1", "photographs": [picture(), picture("blue")]}
        )

        assert opened.context["following"].source == near
        assert opened.context["following"].metres == pytest.approx(97, abs=3)
        assert opened.context["left"] == 2
        assert sent.status_code == 302
        assert WaterFault.objects.get().kind == "VALVE"
        assert Attachment.objects.count() == 2
        photo = officer.get(reverse("files:file", args=[Attachment.objects.first().pk]))
        assert photo.getvalue().startswith(b"\xff\xd8")
        assert "阀门锈死" in officer.get(address).content.decode()

    def test_of_the_round_take_a_queued_look_with_its_time_once(self, officer, hydrant):
        address = reverse("forces:water_round", args=[hydrant.pk])
        then = (timezone.now() - 3 * HOUR).isoformat()
        sent = {"found": "faulty", "kind": "DRY", "key": "k2", "at": then}

        answers = [officer.post(address, sent, headers={"Accept": "application/json"}) for _time in range(2)]
        refused = officer.post(address, {"found": "faulty", "key": "k3"}, headers={"Accept": "application/json"})
        ahead = officer.post(
            address,
            {"found": "well", "key": "k4", "at": (timezone.now() + HOUR).isoformat()},
            headers={"Accept": "application/json"},
        )

        assert [json.loads(one.content)["result"] for one in answers] == ["DONE", "DONE"]
        assert WaterCheck.objects.get().at.isoformat() == WaterFault.objects.get().found_at.isoformat()
        assert timezone.now() - WaterCheck.objects.get().at > 2 * HOUR
        assert (refused.status_code, ahead.status_code) == (422, 422)
        assert "故障情况" in json.loads(refused.content)["reason"]

    def test_of_labels_show_what_the_list_shows_under_the_host_one_prints_from(self, officer, city, hydrant):
        source(city.station, "S-002", kind="WALL")

        page = officer.get(reverse("forces:water_labels"), {"kind": "WALL"}, headers={"Host": "localhost"})
        listed = officer.get(reverse("forces:water_sources"), {"kind": "WALL", "page": "1"}).content.decode()

        shown = page.content.decode()
        assert "S-002" in shown
        assert "S-001" not in shown
        assert shown.count("<svg") >= 1
        assert f"{reverse('forces:water_labels')}?kind=WALL" in listed

    def test_of_rounds_say_what_is_due_by_way_and_how_far_one_is(self, officer, city, hydrant):
        far = source(city.station, "S-002", lon=POINT[0] + 0.02, address="荷花路1号")
        done = source(city.station, "S-003")
        look(done, at=timezone.now())
        broken(far, at=timezone.now() - 400 * DAY)
        address = reverse("forces:water_rounds")

        page = officer.get(address)
        near = officer.get(address, {"lon": str(POINT[0]), "lat": str(POINT[1])})
        nonsense = officer.get(address, {"lon": "nan", "lat": "x"})

        told = page.context["chosen"]
        assert (told.kept, told.done, told.due, told.open, told.share) == (3, 1, 2, 1, 33)
        assert [one.source.number for one in near.context["due"]] == ["S-001", "S-002"]
        assert near.context["due"][0].metres == 0
        assert nonsense.status_code == 200
        assert "无水" in page.content.decode()

    def test_cost_as_many_queries_for_many_rows_as_for_one(self, officer, city, hydrant):
        pages = ["water_rounds", "water_faults", "water_transfers", "water_companies", "water_labels"]

        def asked() -> list[int]:
            numbers = []
            for name in pages:
                with CaptureQueriesContext(connection) as seen:
                    assert officer.get(reverse(f"forces:{name}")).status_code == 200
                numbers.append(len(seen))
            return numbers

        passed(hydrant, city.detachment)
        asked()
        for_one = asked()
        for number in range(8):
            passed(source(city.station, f"X{number}"), city.detachment, name=f"公司{number}")
            source(city.station, f"Y{number}")

        assert asked() == for_one
        assert max(for_one) <= 24

    def test_say_why_a_list_cannot_be_printed_here(self, officer, city, monkeypatch):
        def missing(*_told):
            raise Refused("no library")

        monkeypatch.setattr(documents, "pdf", missing)
        fault = passed(source(city.station), city.detachment)

        told = officer.get(reverse("forces:water_transfer_file", args=[fault.transfer_id, "pdf"]), follow=True)

        assert "no library" in told.content.decode()

    @pytest.mark.usefixtures("pdf_library")
    def test_go_from_found_to_closed_with_paper_and_reminder(self, officer, city, hydrant):
        fault = broken(hydrant, at=timezone.now() - DAY)
        served = company(city.detachment)
        day = timezone.localdate().isoformat()

        def post(name, pk, **typed):
            return officer.post(reverse(f"forces:{name}", args=[pk]), typed)

        offered = officer.post(reverse("forces:pass_faults"), {"selected": [fault.pk]})
        officer.post(reverse("forces:pass_faults"), {"faults": [fault.pk], "company": served.pk, "way": "HAND"})
        made = WaterTransfer.objects.get()
        papers = [officer.get(reverse("forces:water_transfer_file", args=[made.pk, form])) for form in ("docx", "pdf")]
        post("receive_transfer", made.pk, received_date=day, received_by="吴建平")
        reminded = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        post("remind_company", fault.pk, reminded_at=reminded, way="PHONE", whom="吴建平", words="请尽快")
        post("answer_fault", fault.pk, answer="明日修", promised_date=day)
        post("say_mended", fault.pk, who="吴建平")
        seen = officer.get(reverse("forces:water_fault", args=[fault.pk])).content.decode()
        looked = officer.get(reverse("forces:look_at_fault", args=[fault.pk]))
        officer.post(looked.url, {"found": "well", "key": "z"})

        assert offered.context["form"].initial["faults"] == [fault.pk]
        assert offered.context["form"].initial["company"] == served.pk
        assert papers[0].content.startswith(b"PK")
        assert papers[1].content.startswith(b"%PDF")
        assert made.number in officer.get(reverse("forces:water_transfer", args=[made.pk])).content.decode()
        assert "请尽快" in seen
        assert looked.url == reverse("forces:water_round", args=[hydrant.pk])
        assert WaterFault.objects.get().state == "CLOSED"

    def test_keep_companies_by_those_who_may(self, client, city):
        client.force_login(units.user("battalion_head", city.detachment))
        facts = {"name": "城东供水", "unit": city.station.pk, "contact": "吴", "phone": "1", "expected_days": "5"}

        client.post(reverse("forces:add_company"), facts)
        made = WaterCompany.objects.get()
        client.post(reverse("forces:change_company", args=[made.pk]), facts | {"expected_days": "9"})
        shown = client.get(reverse("forces:water_company", args=[made.pk]))
        client.post(reverse("forces:end_company", args=[made.pk]), {"reason": "合并"})
        client.force_login(units.user("station_officer", city.station))
        refused = client.get(reverse("forces:add_company"))

        made.refresh_from_db()
        assert (made.expected_days, made.ended_reason) == (9, "合并")
        assert shown.status_code == 200
        assert refused.status_code == 403

    def test_are_not_there_for_a_stranger_nor_open_to_who_only_reads(self, client, city, hydrant):
        fault = passed(hydrant, city.detachment)
        of_fault = ["water_fault", "look_at_fault", "pass_fault", "answer_fault", "say_mended", "remind_company"]
        addresses = [reverse(f"forces:{name}", args=[fault.pk]) for name in [*of_fault, "withdraw_fault"]]
        of_list = ["water_transfer", "receive_transfer", "withdraw_transfer"]
        addresses += [reverse(f"forces:{name}", args=[fault.transfer_id]) for name in of_list]
        addresses += [reverse("forces:water_transfer_file", args=[fault.transfer_id, "pdf"])]
        addresses += [reverse("forces:water_round", args=[hydrant.pk])]
        addresses += [reverse("forces:water_company", args=[fault.company_id])]

        stranger = units.stranger("station_officer")
        client.force_login(stranger)
        outside = {client.get(address).status_code for address in addresses}
        listed = client.get(reverse("forces:water_faults")).content.decode()
        labelled = client.get(reverse("forces:water_labels")).content.decode()
        client.force_login(units.user("dispatcher", city.detachment))
        reading = {client.post(address, {}).status_code for address in addresses[1:7]}

        assert outside == {404}
        assert "荷花路口" not in listed + labelled
        assert reading <= {403, 405}
        assert search.find(stranger, "荷花路口") == []
        mine = search.find(units.user("duty_officer", city.detachment), "城东供水")
        assert {hit.kind for hit in mine} >= {"water_company", "water_transfer"}


class TestApi:
    def test_lists_faults_for_those_who_reach_them(self, city, hydrant):
        passed(hydrant, city.detachment)
        mine = make.bearer(units.user("station_officer", city.station), "forces.view_forces")
        theirs = make.bearer(units.stranger("station_officer"), "forces.view_forces")

        told = api.get("/water-faults?state=PASSED&unit=3308", headers=mine).json()["items"]
        overdue = api.get("/water-faults?overdue=true", headers=mine).json()["items"]

        assert [(one["kind"], one["company"], one["source_id"]) for one in told] == [
            ("DRY", "衢州城东供水有限公司", hydrant.pk)
        ]
        assert overdue == []
        assert api.get("/water-faults", headers=theirs).json()["items"] == []

    def test_takes_a_look_with_kind_and_place(self, city, hydrant):
        key = make.bearer(units.user("station_officer", city.station), "forces.check_water")
        body = {"found_faulty": True, "kind": "CAP", "lon": POINT[0], "lat": POINT[1]}

        answer = api.post(f"/water-sources/{hydrant.pk}/checks", json=body, headers=key)

        assert answer.json()["state"] == "FAULTY"
        assert WaterFault.objects.get().kind == "CAP"


class TestBroughtOver:
    def test_a_source_that_was_faulty_has_its_fault_once_and_nothing_invented(self, hydrant):
        WaterSource.objects.update(state="FAULTY", fault="阀杆锈死", fault_since_at=NOON)
        move = importlib.import_module("lanyan.forces.migrations.0008_present_faults")

        for _time in range(2):
            move.bring_over(apps, None)

        fault = WaterFault.objects.get()
        assert (fault.source, fault.line, fault.found_at, fault.state) == (hydrant, "阀杆锈死", NOON, "FOUND")
        assert (fault.found_by, fault.company, fault.closed_at) == (None, None, None)
        actions.check_water_source(source_id=hydrant.pk, found_faulty=False, at=NOON + HOUR, by=None)
        assert WaterFault.objects.get().state == "CLOSED"
