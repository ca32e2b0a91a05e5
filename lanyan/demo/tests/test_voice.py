"""The demo's voice: calls of the last days have their recordings, what is in hand was looked up."""

from datetime import datetime, timedelta

import pytest

from lanyan.demo import voice
from lanyan.demo.ground import CityGround, Ground
from lanyan.incidents.tests import make as incidents
from lanyan.kernel.periods import ZONE
from lanyan.voice.models import CallerAnswer, Recording
from lanyan.voice.tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 1, 12, tzinfo=ZONE)


@pytest.fixture
def world():
    world = make.city()
    world.over = incidents.finished(world, NOW - timedelta(days=1))
    world.open = incidents.opened(world, at=NOW - timedelta(minutes=9), phone="13900001111")
    return world


def test_calls_have_recordings_and_what_is_in_hand_was_looked_up(world, monkeypatch):
    monkeypatch.setattr(voice, "RECORDER", "REC-D")
    ground = CityGround("3308", world.detachment.pk, world.detachment.path)
    ground.users = {"duty_officer": world.officer_of_the_day.pk, "dispatcher": world.taker.pk}

    made = voice.build_voice(Ground(seed=1, cities={"3308": ground}), now=int(NOW.timestamp()))

    assert made == 2
    assert {one.about for one in Recording.objects.all()} == {world.over, world.open}
    assert Recording.objects.filter(kept_at__isnull=False).count() == 1
    assert CallerAnswer.objects.get().call.incident == world.open
