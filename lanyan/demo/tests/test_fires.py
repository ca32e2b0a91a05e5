"""The demo's fires: one approved record of each fire of the year, consistent with its incident, and drafts of today."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F

from lanyan.demo import fires
from lanyan.demo.ground import CityGround, Ground
from lanyan.fires.actions import fires as actions
from lanyan.fires.actions.common import findings
from lanyan.fires.models import Fire, FireCasualty
from lanyan.fires.rules import checks
from lanyan.fires.tests import make
from lanyan.incidents.tests import make as incidents
from lanyan.kernel.periods import ZONE

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 1, 12, tzinfo=ZONE)


@pytest.fixture
def world():
    world = make.city()
    for day in range(4):
        incidents.finished(world, incidents.NIGHT + timedelta(days=day), dead=day % 2, injured=day)
    incidents.finished(world, NOW - timedelta(days=1))
    ground = CityGround("3308", world.detachment.pk, world.detachment.path)
    ground.users = {"inspector": world.inspector.pk}
    fires.build_fires(Ground(seed=1, cities={"3308": ground}), now=int(NOW.timestamp()))
    return world


def test_the_past_holds_together_with_its_incidents(world):
    past = Fire.objects.counted()

    assert past.count() == 4
    assert not past.exclude(dead=F("incident__dead")).exists()
    assert not past.exclude(incident__injured=F("severe") + F("light")).exists()
    assert FireCasualty.objects.count() == 8
    for fire in past:
        assert fire.pgh_event_model.objects.filter(pgh_obj_id=fire.pk).count() == 1
        assert not [one for one in findings(fire, NOW) if one.level == checks.ERROR]


def test_numbers_go_on_behind_the_past(world):
    later = incidents.NIGHT + timedelta(days=30)
    fire = actions.enter_fire(facts=make.facts(started_at=later), unit_id=world.station.pk, at=NOW, by=world.writer)

    assert fire.number == "3308-HZ-2024-00006"


def test_today_has_drafts_to_be_written(world):
    assert Fire.objects.get(state="DRAFT").incident.answered_at == NOW - timedelta(days=1)
