"""The drawn past: exact sums, plausible shapes, no vehicle in two places, the same for the same seed."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from lanyan.demo import past
from lanyan.demo.ground import build_ground
from lanyan.demo.past_shape import SHARES, YearShape
from lanyan.demo.present import build_present
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import periods, search
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.periods import ZONE

SMALL = {
    "3308": {2024: YearShape(400, 90, 600_000, SHARES[2024], 1.0)},
    "1404": {2024: YearShape(150, 30, 9_000, SHARES[2024], 1.0)},
}
UNTIL = int(datetime(2025, 1, 2, 12, tzinfo=ZONE).timestamp())

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _build(seed: int) -> None:
    ground = build_ground(seed)
    books = past.build_past(ground, until=UNTIL, years=SMALL)
    build_present(ground, books, now=UNTIL)


def test_adds_up_and_is_plausible() -> None:
    _build(5)

    year = periods.year(2024)
    counted = Incident.objects.counted().answered_in(year.since, year.until).filter(number__startswith="3308")
    sums = counted.aggregate(
        people=Sum(Coalesce("rescued", 0) + Coalesce("evacuated", 0)), money=Sum("property_protected")
    )
    assert counted.count() == 400
    assert sums == {"people": 90, "money": Decimal("6000.00")}
    assert counted.filter(is_notable=True).count() == 3
    assert {"MERGED", "TEST", "CLOSED"} <= set(Incident.objects.values_list("status", flat=True))
    assert Incident.objects.filter(is_exercise=True).exists()
    _no_vehicle_is_in_two_places()
    _the_present_is_alive()
    _the_index_is_the_kernels()


def _no_vehicle_is_in_two_places() -> None:
    until: dict[int, datetime] = {}
    for run in Run.objects.exclude(ended_at=None).order_by("vehicle_id", "ordered_at"):
        assert run.vehicle_id not in until or until[run.vehicle_id] <= run.ordered_at
        until[run.vehicle_id] = run.ended_at
    assert not Run.objects.filter(arrived_at__lt=F("departed_at")).exists()


def _the_present_is_alive() -> None:
    waiting = Run.objects.open().filter(status="ORDERED", unit__short_name="府山站")
    assert waiting.exists()
    assert Incident.objects.filter(status="DRAFT").count() == 2
    assert Run.objects.open().filter(status="WATER_ON").exists()


def _the_index_is_the_kernels() -> None:
    source = search.sources()["incident"]
    for incident in Incident.objects.exclude(status="TEST").select_related("unit", "subkind")[:60]:
        loaded = SearchEntry.objects.get(kind="incident", record_id=incident.pk)
        wanted = search.entry(source, incident)
        assert (loaded.title, loaded.tokens, loaded.pinyin) == (wanted.title, wanted.tokens, wanted.pinyin)
