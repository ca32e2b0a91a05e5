"""The incidents' API: the same verbs, keys with scopes, the same answers when asked twice."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from lanyan.incidents.models import Call, DispatchOrder, Incident, Run
from lanyan.incidents.tests import make
from lanyan.units import actions as units

pytestmark = pytest.mark.django_db
SCOPES = [
    "incidents.take_call",
    "incidents.open_incident",
    "incidents.order_forces",
    "incidents.receive_order",
    "incidents.stamp_run",
    "incidents.view_incident",
]


@pytest.fixture
def world():
    return make.city()


def key_of(user, *scopes):
    made = units.make_token(user_id=user.pk, label="119", scopes=list(scopes or SCOPES), at=timezone.now(), by=user)
    return made[1] if isinstance(made[1], str) else made[0]


class Machine:
    """A telephone system with its key."""

    def __init__(self, client, key):
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def post(self, path, **data):
        body = json.dumps(data, default=str)
        return self.client.post(f"/api{path}", body, content_type="application/json", headers=self.headers)

    def get(self, path):
        return self.client.get(f"/api{path}", headers=self.headers)


@pytest.fixture
def machine(client, world):
    return Machine(client, key_of(world.taker))


CALL = {
    "source": "ALARM",
    "source_id": "26875-17",
    "unit": "3308",
    "phone": "0570-3021",
    "kind": "FIRE",
    "subkind": "FIRE-WORKS",
    "level": 1,
    "address": "东港六路 8 号",
    "lon": 118.9312,
    "lat": 28.977,
}


class TestIntake:
    def test_twice_makes_one_incident(self, machine):
        first = machine.post("/incidents/intake", **CALL)
        again = machine.post("/incidents/intake", **{**CALL, "address": "别处"})

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert (Call.objects.count(), Incident.objects.get().address) == (1, "东港六路 8 号")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"unit": "9999"}, "unit"),
            ({"source": "DRUM"}, "source"),
            ({"kind": "FLOOD"}, "kind"),
            ({"lon": "x"}, "lon"),
        ],
    )
    def test_says_which_field_is_wrong_and_writes_nothing(self, machine, wrong, field):
        answer = machine.post("/incidents/intake", **{**CALL, **wrong})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].endswith(field)
        assert not Incident.objects.exists()

    def test_is_refused_without_the_scope_or_without_a_key(self, client, world):
        reader = Machine(client, key_of(world.taker, "incidents.view_incident"))

        assert reader.post("/incidents/intake", **CALL).status_code == 403
        assert client.post("/api/incidents/intake", CALL, content_type="application/json").status_code == 401

    def test_never_tells_who_called(self, machine):
        told = machine.post("/incidents/intake", **CALL).content.decode()

        assert "3021" not in told


class TestTheWholeWay:
    def test_from_intake_to_arrival(self, machine, world):
        pk = machine.post("/incidents/intake", **CALL).json()["id"]
        assert machine.post(f"/incidents/{pk}/orders", vehicles=[{"vehicle_id": world.pump.pk}]).status_code == 422
        assert machine.post(f"/incidents/{pk}/confirm").json()["status"] == "OPEN"
        assert machine.post(f"/incidents/{pk}/confirm").status_code == 200
        sent = machine.post(f"/incidents/{pk}/orders", vehicles=[{"vehicle_id": world.pump.pk, "headcount": 5}])
        (order,) = sent.json()

        station = Machine(machine.client, key_of(world.officer, "incidents.receive_order", "incidents.stamp_run"))
        assert station.post(f"/orders/{order['id']}/receive").json()["received_at"]
        run = order["runs"][0]["id"]
        at = timezone.now()
        for _ in range(2):
            assert station.post(f"/runs/{run}/stamps", stamp="departed", at=at.isoformat()).status_code == 200
        late = station.post(f"/runs/{run}/stamps", stamp="arrived", at=(at - timedelta(minutes=3)).isoformat())

        assert (sent.status_code, late.status_code) == (201, 422)
        assert Run.objects.get().headcount == 5
        assert machine.get(f"/incidents/{pk}/orders").json()[0]["runs"][0]["stamps"]["departed"]

    def test_of_another_city_is_not_there(self, client, world):
        order = make.ordered(world)
        elsewhere = make.city("1404")
        stranger = Machine(client, key_of(elsewhere.taker))

        assert stranger.get(f"/incidents/{order.incident_id}").status_code == 404
        assert stranger.post(f"/orders/{order.pk}/receive").status_code == 404
        assert stranger.post(f"/runs/{order.runs.get().pk}/stamps", stamp="departed").status_code == 404
        assert stranger.get("/incidents").json()["items"] == []
        assert DispatchOrder.objects.get().received_at is None


class TestReading:
    def test_pages_by_answering_time_half_open(self, machine, world):
        for hour in range(3):
            make.opened(world, make.NIGHT + timedelta(hours=hour))
        since, until = make.NIGHT, make.NIGHT + timedelta(hours=2)
        told = machine.get(
            f"/incidents?since={since.isoformat().replace('+', '%2B')}&until={until.isoformat().replace('+', '%2B')}"
        )

        assert told.json()["count"] == 2

    def test_the_docs_page_needs_no_other_host(self, client):
        page = client.get("/api/docs").content.decode()

        assert "cdn" not in page
        assert "/static/ninja/" in page
