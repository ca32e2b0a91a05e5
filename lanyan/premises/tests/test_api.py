"""API of premises: lists within reach, enters and corrects by the same actions, refuses by field."""

import pytest
from django.utils import timezone

from lanyan.premises.models import Premises
from lanyan.premises.tests import make
from lanyan.units import actions as units_actions
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
SCOPES = ["premises.view_premises", "premises.create_premises", "premises.change_premises"]


@pytest.fixture
def city():
    return units.city()


def key(user, scopes=SCOPES):
    made = units_actions.make_token(
        user_id=user.pk, label="test", scopes=scopes, expires_at=None, at=timezone.now(), by=user
    )
    return {"HTTP_AUTHORIZATION": f"Bearer {made[1]}"}


def test_lists_within_reach_in_the_order_of_names(city, client):
    for name in ("老王餐馆", "锦江宾馆"):
        make.premises(city.battalion, name)
    mine, strange = key(units.user("inspector", city.battalion)), key(units.stranger("inspector"))

    items = client.get("/api/premises", **mine).json()["items"]

    assert [one["name"] for one in items] == ["锦江宾馆", "老王餐馆"]
    assert client.get("/api/premises", **strange).json()["items"] == []
    assert client.get(f"/api/premises/{items[0]['id']}", **strange).status_code == 404
    assert client.get("/api/premises", {"kind": "MALL"}, **mine).json()["items"] == []


def test_enters_and_corrects_what_was_sent_and_leaves_the_rest(city, client):
    head = key(units.user("inspector", city.battalion))
    sent = {"name": "老王餐馆", "unit_id": city.battalion.pk, "kind": "RESTAURANT", "seats": 80}

    made = client.post("/api/premises", sent, "application/json", **head)
    corrected = client.patch(
        f"/api/premises/{made.json()['id']}", {"seats": None, "beds": 2}, "application/json", **head
    )

    assert made.status_code == 201
    assert corrected.json()["seats"] is None
    record = Premises.objects.get()
    assert (record.name, record.kind, record.seats, record.beds) == ("老王餐馆", "RESTAURANT", None, 2)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("name", {"name": ""}),
        ("credit_code", {"credit_code": "1"}),
        ("unit_id", {"unit_id": 0}),
        ("lon", {"lon": 500, "lat": 1}),
    ],
)
def test_refuses_by_field(city, client, field, more):
    head = key(units.user("inspector", city.battalion))
    sent = {"name": "老王餐馆", "unit_id": city.battalion.pk, **more}

    answer = client.post("/api/premises", sent, "application/json", **head)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_refuses_another_unit_and_a_key_without_the_scope(city, client):
    inspector = units.user("inspector", city.battalion)
    sent = {"name": "老王餐馆", "unit_id": city.detachment.pk}

    outside = client.post("/api/premises", sent, "application/json", **key(inspector))
    looking = client.post("/api/premises", sent, "application/json", **key(inspector, SCOPES[:1]))

    assert (outside.status_code, looking.status_code) == (422, 403)
