"""`lanyan builddemo`: builds once, tells its stages, refuses what is somebody's own, keeps the published figures."""

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from lanyan.demo import builder, past_shape
from lanyan.demo.past_shape import SHARES, YearShape
from lanyan.demo.prevention import shapes
from lanyan.demo.tests import prevention
from lanyan.incidents.models import Incident
from lanyan.kernel import periods
from lanyan.kernel.figures import Scope, get
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit, User
from lanyan.units.tests import make

UNTIL = datetime(2025, 1, 2, 12, tzinfo=ZONE)
SMALL = {code: {2024: YearShape(60, 30, 600_000, SHARES[2024], 1.0)} for code in ("3308", "1404")}

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A past of one small year."""
    monkeypatch.setattr(past_shape, "YEARS", SMALL)
    monkeypatch.setattr(shapes, "YEARS", prevention.YEARS)
    monkeypatch.setattr(shapes, "LEDGERS", prevention.LEDGERS)


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("builddemo", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_builds_once_and_anew_only_when_told() -> None:
    first = _run("--seed", "3", "--until", UNTIL.isoformat())
    numbers = list(Incident.objects.order_by("pk").values_list("number", "address", "answered_at"))
    second = _run("--seed", "4", "--until", UNTIL.isoformat())
    kept = list(Incident.objects.order_by("pk").values_list("number", "address", "answered_at"))
    _run("--seed", "3", "--until", UNTIL.isoformat(), "--force")
    again = list(Incident.objects.order_by("pk").values_list("number", "address", "answered_at"))

    assert all(stage in first for stage in ("ground", "write", "index", "papers", "present", "today", "verify"))
    assert "write" not in second
    assert numbers == kept == again


def test_refuses_a_database_with_own_units() -> None:
    make.city()

    with override("en"), pytest.raises(CommandError, match="nothing was built"):
        _run("--until", UNTIL.isoformat())

    assert Unit.objects.exists()
    assert not User.objects.filter(is_demo=True).exists()


@pytest.mark.usefixtures("small")
def test_leaves_nothing_when_a_sum_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(**_more: Any) -> int:
        Incident.objects.filter(status="CLOSED").order_by("-pk")[:1].get()
        raise builder.DemoRefused("a sum is missed; nothing was built.")

    monkeypatch.setattr(builder, "verify", lose)

    with pytest.raises(CommandError, match="nothing was built"):
        _run("--until", UNTIL.isoformat())

    assert not Unit.objects.exists()


def test_refuses_a_present_that_is_no_time() -> None:
    with pytest.raises(CommandError, match="is not a time"):
        _run("--until", "gestern")


@pytest.mark.slow
def test_keeps_the_published_figures() -> None:
    _run("--until", datetime(2025, 1, 2, 12, tzinfo=ZONE).isoformat())

    def value(city: str, key: str) -> Any:
        root = Unit.objects.get(division_code__startswith=city, kind=Unit.Kind.DETACHMENT)
        return get(key).value(Scope.of(root.path, periods.year(2024)))

    assert value("3308", "incidents.handled") == 5273
    assert value("3308", "results.rescued_and_evacuated") == 726
    assert value("3308", "results.property_protected") == 35_000
    assert 2000 < value("1404", "results.property_protected") < 3000
    assert value("1404", "inspections.joint_premises") == 243
    assert value("1404", "inspections.evacuation_drills") == 33
    assert (value("1404", "inspections.heritage_national"), value("1404", "inspections.heritage_provincial")) == (
        73,
        144,
    )
    assert value("1404", "inspections.special_high_rise") == 105
