"""The demo's complaints: a year that holds together by the same rules as a lived one, and a desk with work on it."""

from datetime import datetime

import pytest
from django.db.models import Count, F, Q

from lanyan.citizens import figures as told
from lanyan.citizens import rules
from lanyan.citizens.models import Complainant, Matter, Message
from lanyan.demo import complaints
from lanyan.demo.ground import CityGround, Ground
from lanyan.inspections.models import Term
from lanyan.inspections.rules import clock
from lanyan.kernel import figures
from lanyan.kernel.figures import Scope
from lanyan.kernel.periods import ZONE, Period
from lanyan.units.tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 15, 20, tzinfo=ZONE)


@pytest.fixture
def city():
    city = make.city()
    inspector = make.user("inspector", city.battalion)
    ground = CityGround("3308", city.detachment.pk, city.detachment.path)
    ground.battalions = {city.battalion.division_code: city.battalion.pk}
    ground.users = {"inspector": inspector.pk}
    complaints.build_complaints(Ground(seed=1, cities={"3308": ground}), now=int(NOW.timestamp()))
    return city


def test_the_year_holds_together(city):
    past = Matter.objects.filter(received_at__lt=NOW - 14 * complaints.DAY)

    assert past.count() >= complaints.PAST["3308"] - 5
    assert set(past.values_list("state", flat=True)) == {rules.CLOSED, rules.JOINED}
    assert not past.filter(Q(closed_at__gt=NOW) | Q(verified_at__lt=F("checked_at"))).exists()
    for matter in past[:50]:
        assert matter.due_at == clock.deadline(matter.term_code, matter.received_at).at
        assert matter.pgh_event_model.objects.filter(pgh_obj_id=matter.pk).count() == 1
    assert Message.objects.count() == Matter.objects.count()
    assert Complainant.objects.count() == Message.objects.filter(anonymous=False).count()
    assert not Matter.objects.values("number").annotate(n=Count("pk")).filter(n__gt=1).exists()


def test_terms_are_met_or_dropped_as_the_matters_went(city):
    late = Matter.objects.filter(checked_at__gte=F("due_at")).count()

    met = Term.objects.filter(met_at__isnull=False)
    assert met.filter(met_at__gte=F("ends_at")).count() == late > 0
    assert Term.objects.running().count() == Matter.objects.open().count()


def test_the_desk_has_work_on_it(city):
    open_ones = Matter.objects.open()

    assert {rules.RECEIVED, rules.ACCEPTED} <= set(open_ones.values_list("state", flat=True))
    assert Matter.objects.over(NOW).count() == 1
    assert Matter.objects.filter(state__in=rules.TO_ANSWER).count() == 2


def test_the_figures_speak(city):
    scope = Scope.of(city.detachment.path, Period("2026", NOW - 400 * complaints.DAY, NOW))

    values = figures.together(told.FIGURES, scope)

    assert values["complaints.messages"] == complaints.PAST["3308"] + len(complaints.SCENES)
    assert values["complaints.joined"] > 5
    assert 0.9 < values["complaints.on_time_rate"] < 1
    assert 0.8 < values["complaints.satisfied_rate"] < 1
