"""The API of scenes."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from lanyan.scene.models import Crew
from lanyan.scene.tests import make
from lanyan.scene.tests.make import when
from lanyan.units.actions import make_token
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
QUEUED = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _that_afternoon():
    with time_machine.travel(when(20), tick=False):
        yield


@pytest.fixture
def world():
    return make.city()


@pytest.fixture
def scene(world):
    return make.opened(world)


def page(name, *args):
    return reverse(f"scene:{name}", args=args)


def act(client, scene, verb, **given):
    return client.post(page("act", scene.pk, verb), given, **QUEUED)


ENTRY = {
    "name": "攻坚一组", "headcount": "3", "names": "王磊、李强，赵明", "point": "1号楼梯",
    "bar": "300", "cylinder": "C68", "rate": "HEAVY",
}  # fmt: skip


class TestTheApi:
    def call(self, client, user, method, path, scope, body=None):
        token, secret = make_token(
            user_id=user.pk, label="平板", scopes=[scope], expires_at=timezone.now() + timedelta(days=1),
            at=timezone.now(), by=user,
        )  # fmt: skip
        assert token.pk
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api{path}", HTTP_AUTHORIZATION=f"Bearer {secret}", **data)

    def test_tells_how_a_scene_stands(self, client, world, scene):
        crew = make.crew(world, scene)
        make.roll(world, scene)

        told = self.call(client, world.first, "get", f"/scenes/{scene.pk}", "scene.view_scene").json()

        assert (told["commander"], told["all_safe"], told["outcome"]) == ("程远", False, "NOT_SAFE")
        assert [(one["id"], one["stand"]) for one in told["crews"]] == [(crew.pk, "WAITING")]

    def test_does_an_act_once_for_its_key(self, client, world, scene):
        body = {"fields": {**ENTRY, "headcount": 3}, "key": "k1"}
        path = f"/scenes/{scene.pk}/crews/enter_crew"

        answers = [self.call(client, world.first, "post", path, "scene.keep_crews", body).json() for _twice in "ab"]

        assert answers == [{"result": "DONE", "repeated": False}, {"result": "DONE", "repeated": True}]
        assert Crew.objects.count() == 1

    def test_refuses_with_the_field(self, client, world, scene):
        body = {"fields": {**ENTRY, "headcount": 0}}

        answer = self.call(
            client, world.first, "post", f"/scenes/{scene.pk}/crews/enter_crew", "scene.keep_crews", body
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "headcount"

    def test_knows_no_act_behind_another_door(self, client, world, scene):
        answer = self.call(
            client, world.first, "post", f"/scenes/{scene.pk}/crews/offer_command", "scene.keep_crews", {"fields": {}}
        )

        assert answer.status_code == 404

    def test_shows_a_stranger_nothing(self, client, world, scene):
        other = units.stranger("admin")

        assert self.call(client, other, "get", "/scenes", "scene.view_scene").json() == []
        assert self.call(client, other, "get", f"/scenes/{scene.pk}", "scene.view_scene").status_code == 404
