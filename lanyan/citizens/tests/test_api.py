"""The API of complaints: list, one, enter; by scope and by place; who complained goes in and never comes out."""

import pytest
from django.utils import timezone

from lanyan.citizens.models import Complainant, Message
from lanyan.citizens.tests import make
from lanyan.units.actions import make_token
from lanyan.units.tests.make import stranger

pytestmark = pytest.mark.django_db
ALL = ["citizens.view_matter", "citizens.receive_message"]


@pytest.fixture
def world():
    return make.city()


def call(client, user, method, path, scopes=ALL, **more):
    _token, key = make_token(user_id=user.pk, label="12345", scopes=list(scopes), at=timezone.now(), by=user)
    send = getattr(client, method)
    return send(f"/api{path}", headers={"Authorization": f"Bearer {key}"}, content_type="application/json", **more)


def order(world, **more):
    return {
        "channel": "12345", "sender_number": "QZ-2026-1", "kind": "EBIKE", "words": "楼道充电，电话13857000001",
        "place": "荷花路9号", "unit": world.battalion.division_code, "name": "王小明", "phone": "13857000001", **more,
    }  # fmt: skip


class TestComplaints:
    def test_are_entered_once_and_told_without_the_person(self, client, world):
        made = call(client, world.head, "post", "/complaints", data=order(world, key="their-key"))
        same = call(client, world.head, "post", "/complaints", data=order(world, key="their-key"))
        doubled = call(client, world.head, "post", "/complaints", data=order(world))
        listed = call(client, world.head, "get", "/complaints?open=true")
        whole = call(client, world.head, "get", f"/complaints/{made.json()['id']}")

        assert (made.status_code, same.json(), doubled.status_code) == (201, made.json(), 422)
        assert doubled.json()["errors"][0]["field"] == "sender_number"
        assert (Message.objects.count(), Complainant.objects.get().name) == (1, "王小明")
        for answer in (listed, whole):
            assert "王小明" not in answer.content.decode()
            assert "13857000001" not in answer.content.decode()
        assert whole.json()["messages"][0]["sender_number"] == "QZ-2026-1"

    def test_are_asked_by_scope_and_by_place(self, client, world):
        made = call(client, world.head, "post", "/complaints", data=order(world)).json()
        other = stranger("admin")

        assert call(client, world.head, "get", "/complaints", scopes=["citizens.receive_message"]).status_code == 403
        assert call(client, other, "get", "/complaints").json() == []
        assert call(client, other, "get", f"/complaints/{made['id']}").status_code == 404

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"channel": "PUBLIC"}, "channel"), ({"premises": "X1"}, "premises"), ({"unit": "9999"}, "unit"),
         ({"lon": 500}, "lon"), ({"kind": "NOISE"}, "kind")],
    )  # fmt: skip
    def test_name_the_field_at_fault(self, client, world, more, field):
        answer = call(client, world.head, "post", "/complaints", data=order(world, **more))

        assert answer.status_code == 422
        assert field in answer.json()["errors"][0]["field"]
        assert not Message.objects.exists()
