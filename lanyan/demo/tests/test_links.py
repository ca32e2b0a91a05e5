"""The demo's links: registers, yesterday's brief, a first report and notices of the gravest open fire."""

from datetime import datetime, timedelta

import pytest

from lanyan.demo import links
from lanyan.demo.ground import CityGround, Ground
from lanyan.incidents.tests import make as incidents
from lanyan.kernel.periods import ZONE
from lanyan.links.models import CrossHelp, Inbound, LinkageNotice, LinkageUnit, ReportDue, SituationReport
from lanyan.links.tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 1, 12, tzinfo=ZONE)


@pytest.fixture
def world():
    world = make.city()
    incidents.finished(world, NOW - timedelta(days=1))
    world.open = make.grave(world, at=NOW - timedelta(minutes=9))
    ground = CityGround("3308", world.detachment.pk, world.detachment.path)
    ground.users = {"duty_officer": world.officer_of_the_day.pk, "leader": world.leader.pk}
    links.build_links(Ground(seed=1, cities={"3308": ground}), now=int(NOW.timestamp()))
    return world


def test_eight_linkage_units_stand_in_the_register(world):
    assert LinkageUnit.objects.standing().filter(unit=world.detachment).count() == 8


def test_the_open_fire_has_its_first_report_and_two_notices(world):
    flash = SituationReport.objects.get(kind="FLASH")
    states = sorted(LinkageNotice.objects.values_list("state", flat=True))

    assert (flash.incident, flash.state, flash.approved_by) == (world.open, "APPROVED", world.leader)
    assert flash.sendings.count() == 2
    assert states == ["ANSWERED", "SENT"]
    assert not ReportDue.objects.waiting().exists()


def test_yesterdays_brief_is_approved_and_counts_what_ended(world):
    brief = SituationReport.objects.get(kind="DAILY")

    assert brief.state == "APPROVED"
    assert brief.facts["counts"][0]["value"] == 1


def test_something_from_outside_waits_for_its_receipt(world):
    assert Inbound.objects.get().receipt_at is None
    assert CrossHelp.objects.get().people == 36
