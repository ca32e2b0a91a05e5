"""What takes long to count is kept with its age, counted again when looked at, and forgotten when not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lanyan.kernel import figures, periods
from lanyan.kernel.figures import Scope
from lanyan.reports import ahead, keeping
from lanyan.reports.models import KeptAnswer
from lanyan.reports.tests import make
from lanyan.units.models import User
from lanyan.units.tests import make as units

pytestmark = pytest.mark.django_db
HANDLED = "incidents.handled"


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(keeping, "HEAVY_MS", 0)
    world = make.city()
    make.incident(world, "one", timezone.now() - timedelta(minutes=5))
    return world


def scope_of(world):
    return Scope.of(world.detachment.path, periods.year(timezone.localdate().year))


def counted(world, at=None, **more):
    with keeping.kept(at or timezone.now(), **more) as keeper:
        return figures.get(HANDLED).value(scope_of(world)), keeper


def test_the_same_answer_is_given_with_its_age_until_it_is_counted_again(world):
    first, fresh = counted(world)
    make.incident(world, "two", timezone.now() - timedelta(minutes=4))
    second, kept = counted(world)

    assert (first, second) == (1, 1)
    assert fresh.oldest is None
    assert kept.oldest == KeptAnswer.objects.get().counted_at
    assert keeping.recount(timezone.now()) == 1
    assert counted(world)[0] == 2


def test_counting_now_passes_by_what_is_kept(world):
    counted(world)
    make.incident(world, "two", timezone.now() - timedelta(minutes=4))

    assert counted(world, fresh=True)[0] == 2
    assert counted(world)[0] == 2


def test_what_nobody_looked_at_is_not_counted_again_and_is_forgotten(world):
    now = timezone.now()
    counted(world, at=now)

    assert keeping.recount(now + timedelta(minutes=10)) == 0
    assert KeptAnswer.objects.count() == 1
    keeping.recount(now + timedelta(days=8))
    assert KeptAnswer.objects.count() == 0


def test_an_answer_of_yesterday_is_not_shown(world):
    counted(world, at=timezone.now() - timedelta(days=2))
    make.incident(world, "two", timezone.now() - timedelta(minutes=4))

    assert counted(world)[0] == 2


def test_what_is_quick_is_not_kept(world, monkeypatch):
    monkeypatch.setattr(keeping, "HEAVY_MS", 60_000)
    counted(world)

    assert not KeptAnswer.objects.exists()


def test_every_way_of_asking_comes_back_as_it_was_and_can_be_asked_again(world):
    scope = scope_of(world)

    def all_ways():
        handled = figures.get(HANDLED)
        return (
            handled.value(scope), handled.count(scope), handled.by("month", scope), handled.by("station", scope),
            handled.cross("weekday", "hour", scope), figures.together(figures.catalogue(), scope),
        )  # fmt: skip

    live = all_ways()
    for _time in range(2):
        with keeping.kept(timezone.now()):
            assert all_ways() == live
    asked = KeptAnswer.objects.count()
    assert keeping.recount(timezone.now()) == asked > 5


def test_a_figure_that_is_no_more_is_let_go(world):
    counted(world)
    KeptAnswer.objects.update(question="value gone.figure", asked_at=timezone.now())

    assert keeping.recount(timezone.now()) == 0
    assert not KeptAnswer.objects.exists()


def test_money_keeps_its_cents():
    assert keeping.json.loads(
        keeping.json.dumps([Decimal("0.10")], default=keeping._told), object_hook=keeping._read
    ) == [Decimal("0.10")]


def test_the_page_says_how_old_it_is_and_offers_to_count_now(world, client):
    client.force_login(units.user("leader", world.detachment, name="徐军"))
    address = f"/figures/{HANDLED}/?unit=3308&year={timezone.localdate().year}"
    first = client.get(address).content.decode()
    second = client.get(address).content.decode()

    again = client.get(f"{address}&fresh=1").content.decode()
    assert [">立即重新统计</a>" in page for page in (first, second, again)] == [False, True, False]


class TestCountAhead:
    def test_answers_what_the_morning_asks(self, client, world):
        counted_for = ahead.count_ahead(timezone.now())

        kept = set(KeptAnswer.objects.values_list("digest", flat=True))
        client.force_login(world.leader)
        answer = client.get(f"/report/3308/{timezone.localdate().year}/")
        assert counted_for == 1
        assert answer.status_code == 200
        # Nothing was counted for the page that had not been counted for it at night.
        assert set(KeptAnswer.objects.values_list("digest", flat=True)) == kept

    def test_leaves_cities_alone_that_nobody_may_look_at(self, world):
        User.objects.update(is_active=False)

        assert ahead.count_ahead(timezone.now()) == 0
        assert not KeptAnswer.objects.exists()
