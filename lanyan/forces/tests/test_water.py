"""Water sources: what is done with them, where they are found, who may."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from ninja.testing import TestClient

from lanyan.forces import actions, queries, rules
from lanyan.forces.actions import WaterFacts
from lanyan.forces.api import router
from lanyan.forces.models import WaterCheck, WaterSource
from lanyan.forces.tests import make
from lanyan.kernel import audit, live, search
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
api = TestClient(router)
NOON = timezone.now().replace(hour=4, minute=0, second=0, microsecond=0) - timedelta(days=2)
POINT = (118.8745, 28.9655)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def city():
    return units.city()


def source(unit, number="S-001", lon=POINT[0], lat=POINT[1], **more) -> WaterSource:
    facts = {"number": number, "kind": "ABOVE_GROUND", "name": "荷花路口", "unit_id": unit.pk, "lon": lon, "lat": lat}
    return actions.add_water_source(facts=WaterFacts(**(facts | more)), by=None)


class TestCheck:
    def test_that_finds_a_fault_makes_it_faulty_and_one_that_finds_it_well_mends_it(self, city):
        hydrant = source(city.station)

        actions.check_water_source(source_id=hydrant.pk, found_faulty=True, fault="阀杆锈死", at=NOON, by=None)
        faulty = WaterSource.objects.get()
        actions.check_water_source(
            source_id=hydrant.pk, found_faulty=False, pressure_mpa=0.35, at=NOON + timedelta(hours=1), by=None
        )
        well = WaterSource.objects.get()

        assert (faulty.state, faulty.fault, faulty.fault_since_at) == (rules.FAULTY, "阀杆锈死", NOON)
        assert (well.state, well.fault, well.pressure_mpa) == (rules.IN_SERVICE, "", 0.35)
        assert well.last_checked_at == NOON + timedelta(hours=1)
        acts = [entry.act for entry in audit.history(well)]
        assert acts == ["forces.check_water_source", "forces.check_water_source", "forces.add_water_source"]

    def test_sent_twice_with_one_key_is_one_check(self, city):
        hydrant = source(city.station)

        first, again = (
            actions.check_water_source(source_id=hydrant.pk, found_faulty=False, at=NOON, by=None, key="phone-7")
            for _ in range(2)
        )

        assert first == again
        assert WaterCheck.objects.count() == 1

    def test_older_than_the_last_says_nothing_of_the_present(self, city):
        hydrant = source(city.station)
        actions.check_water_source(source_id=hydrant.pk, found_faulty=False, at=NOON, by=None)

        before = NOON - timedelta(days=1)
        actions.check_water_source(source_id=hydrant.pk, found_faulty=True, fault="无水", at=before, by=None)

        assert WaterSource.objects.get().state == rules.IN_SERVICE
        assert WaterCheck.objects.count() == 2

    def test_keeps_since_when_it_has_been_faulty(self, city):
        hydrant = source(city.station)
        for hours in (0, 5):
            at = NOON + timedelta(hours=hours)
            actions.check_water_source(source_id=hydrant.pk, found_faulty=True, fault="无水", at=at, by=None)

        assert WaterSource.objects.get().fault_since_at == NOON

    def test_of_a_fault_says_which(self, city):
        with pytest.raises(Refused) as refusal:
            actions.check_water_source(source_id=source(city.station).pk, found_faulty=True, at=NOON, by=None)

        assert refusal.value.field == "fault"

    def test_is_never_changed(self, city):
        actions.check_water_source(source_id=source(city.station).pk, found_faulty=False, at=NOON, by=None)

        with pytest.raises(DatabaseError), transaction.atomic():
            WaterCheck.objects.update(found_faulty=True)


class TestStates:
    def test_move_by_their_table_only(self, city):
        hydrant = source(city.station)
        with pytest.raises(Refused):
            actions.mend_water_source(source_id=hydrant.pk, at=NOON, by=None)
        actions.report_fault(source_id=hydrant.pk, fault="被撞", at=NOON, by=None)
        with pytest.raises(Refused):
            actions.report_fault(source_id=hydrant.pk, fault="被撞", at=NOON, by=None)
        actions.withdraw_water_source(source_id=hydrant.pk, reason="道路改建拆除", at=NOON, by=None)

        for act in (actions.mend_water_source, actions.check_water_source):
            more = {"found_faulty": False} if act is actions.check_water_source else {}
            with pytest.raises(Refused):
                act(source_id=hydrant.pk, at=NOON, by=None, **more)
        with pytest.raises(DatabaseError), transaction.atomic():
            WaterSource.objects.update(state=rules.IN_SERVICE, withdrawn_reason="", withdrawn_at=None)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"number": " "}, "number"), ({"name": ""}, "name"), ({"kind": "WELL"}, "kind"), ({"lat": 99}, "lon"),
            ({"unit_id": 0}, "unit"), ({"flow_ls": -1}, "flow_ls"), ({"pressure_mpa": 90}, "pressure_mpa"),
        ],
    )  # fmt: skip
    def test_refuse_wrong_facts_by_field(self, city, wrong, field):
        with pytest.raises(Refused) as refusal:
            source(city.station, **wrong)

        assert refusal.value.field == field

    def test_give_a_number_once_per_unit(self, city):
        source(city.station)

        with pytest.raises(Refused) as refusal:
            source(city.station)

        assert refusal.value.field == "number"
        assert source(city.other_station).number == "S-001"


class TestWaterNear:
    def test_gives_usable_ones_first_by_distance_in_one_query(self, city):
        near = source(city.station, "1", POINT[0] + 0.001)
        far = source(city.station, "2", POINT[0] + 0.004)
        broken = source(city.station, "3", POINT[0] + 0.0001)
        source(city.station, "4", POINT[0] + 0.02)
        gone = source(city.station, "5")
        actions.report_fault(source_id=broken.pk, fault="无水", at=NOON, by=None)
        actions.withdraw_water_source(source_id=gone.pk, reason="拆除", at=NOON, by=None)

        with CaptureQueriesContext(connection) as seen:
            found = queries.water_near(*POINT)

        assert [one.source.pk for one in found] == [near.pk, far.pk, broken.pk]
        assert [one.usable for one in found] == [True, True, False]
        assert found[0].metres == pytest.approx(97, abs=2)
        assert len(seen) == 1

    def test_stops_at_the_limit_and_finds_nothing_far_away(self, city):
        for number in range(9):
            source(city.station, str(number), POINT[0] + number / 10_000)

        assert len(queries.water_near(*POINT)) == 6
        assert queries.water_near(0, 0) == []


class TestPages:
    @pytest.fixture
    def keeper(self, client: Client, city) -> Client:
        client.force_login(units.user("station_officer", city.station))
        return client

    def test_list_costs_as_many_queries_for_many_rows_as_for_one(self, keeper, city):
        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert keeper.get(reverse("forces:water_sources")).status_code == 200
            return len(seen)

        source(city.station)
        # The first reading of a session also notes that it is in use.
        asked()
        for_one = asked()
        for number in range(12):
            source(city.station, f"X{number}")

        assert asked() == for_one
        assert for_one <= 16

    def test_list_narrows_sorts_and_goes_out_as_excel(self, keeper, city):
        source(city.station, "S-001", address="荷花中路")
        checked = source(city.station, "S-002", kind="WALL")
        actions.check_water_source(source_id=checked.pk, found_faulty=True, fault="漏水", at=timezone.now(), by=None)
        address = reverse("forces:water_sources")

        late = keeper.get(address, {"overdue": "true", "unit": city.station.pk}).content.decode()
        faulty = keeper.get(address, {"state": "FAULTY", "kind": "WALL", "q": "漏", "sort": "-number"}).content.decode()
        sheet = keeper.get(address, {"export": "xlsx"})

        assert "S-001" in late
        assert "S-002" not in late
        assert "S-002" in faulty
        assert "S-001" not in faulty
        assert sheet["Content-Type"].endswith("spreadsheetml.sheet")

    def test_go_through_the_life_of_one(self, keeper, city):
        where = {"lon": "118.87", "lat": "28.96", "frame": "wgs84"}
        facts = {
            "unit": city.station.pk,
            "number": "K-7",
            "kind": "POND",
            "name": "消防水池",
            "volume_m3": "300",
            **where,
        }

        keeper.post(reverse("forces:add_water_source"), facts)
        pond = WaterSource.objects.get()
        keeper.post(reverse("forces:change_water_source", args=[pond.pk]), facts | {"name": "园区水池"})
        nothing_said = keeper.post(reverse("forces:check_water_source", args=[pond.pk]), {"found": "faulty"})
        keeper.post(reverse("forces:check_water_source", args=[pond.pk]), {"found": "faulty", "fault": "缺水"})
        page = keeper.get(reverse("forces:water_source", args=[pond.pk])).content.decode()
        keeper.post(reverse("forces:mend_water_source", args=[pond.pk]), {"note": "已补水"})
        keeper.post(reverse("forces:report_fault", args=[pond.pk]), {"fault": "渗漏"})
        keeper.post(reverse("forces:withdraw_water_source", args=[pond.pk]), {"reason": "填平"})

        assert nothing_said.status_code == 422
        assert "缺水" in page
        assert "园区水池" in page
        assert WaterSource.objects.get().state == rules.WITHDRAWN

    def test_are_not_there_for_a_stranger_nor_open_to_who_only_reads(self, client, city):
        hydrant = source(city.station)
        pages = ["water_source", "change_water_source", "check_water_source", "report_fault", "mend_water_source"]

        client.force_login(units.stranger("station_officer"))
        outside = {client.get(reverse(f"forces:{page}", args=[hydrant.pk])).status_code for page in pages}
        listed = client.get(reverse("forces:water_sources")).content.decode()
        client.force_login(units.user("dispatcher", city.detachment))
        reading = client.post(reverse("forces:report_fault", args=[hydrant.pk]), {"fault": "x"})

        assert outside == {404}
        assert "荷花路口" not in listed
        assert reading.status_code == 403

    def test_are_found_by_the_search_and_heard_by_those_who_reach_them(self, city):
        source(city.station)
        mine, theirs = units.user("dispatcher", city.detachment), units.stranger()

        assert [hit.title for hit in search.find(mine, "荷花路口")] == ["S-001 荷花路口"]
        assert search.find(theirs, "荷花路口") == []
        assert live.may_listen(mine, f"water:{city.station.pk}")
        assert not live.may_listen(theirs, f"water:{city.station.pk}")
        assert live.may_listen(mine, f"readiness:{rules.root(city.station.path)}")
        assert not live.may_listen(theirs, f"readiness:{rules.root(city.station.path)}")


class TestApi:
    def test_reads_finds_near_and_takes_checks(self, city):
        hydrant = source(city.station)
        officer = units.user("station_officer", city.station)
        key = make.bearer(officer, "forces.view_forces", "forces.check_water")
        body = {
            "found_faulty": True,
            "fault": "无水",
            "key": "7",
            "at": (timezone.now() - timedelta(minutes=1)).isoformat(),
        }

        listed = api.get("/water-sources?state=IN_SERVICE&kind=ABOVE_GROUND&unit=3308", headers=key).json()
        near = api.get(f"/water-sources/near?lon={POINT[0]}&lat={POINT[1]}", headers=key).json()
        taken = [api.post(f"/water-sources/{hydrant.pk}/checks", json=body, headers=key).json() for _ in range(2)]

        assert [one["number"] for one in listed["items"]] == ["S-001"]
        assert (near[0]["metres"], near[0]["source"]["id"]) == (0, hydrant.pk)
        assert taken[0] == taken[1]
        assert taken[0]["state"] == "FAULTY"

    def test_shows_a_stranger_nothing(self, city):
        hydrant = source(city.station)
        key = make.bearer(units.stranger("station_officer"), "forces.view_forces", "forces.check_water")

        assert api.get("/water-sources", headers=key).json()["items"] == []
        assert api.get(f"/water-sources/near?lon={POINT[0]}&lat={POINT[1]}", headers=key).json() == []
        answer = api.post(f"/water-sources/{hydrant.pk}/checks", json={"found_faulty": False}, headers=key)
        assert answer.status_code == 404
