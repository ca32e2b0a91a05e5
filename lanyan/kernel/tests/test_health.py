"""The state of the installation: what stands still is said in words, what is gone hides nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone, translation

from lanyan.kernel import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def _part(key: str) -> health.Part:
    return next(part for part in health.parts() if part.key == key)


def _heard(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
            [timezone.now() - timedelta(seconds=seconds)],
        )


def _waiting(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('default', 'trial', %s)",
            [timezone.now() - timedelta(seconds=seconds)],
        )


def test_tells_that_nobody_works_that_the_worker_is_silent_and_that_it_works() -> None:
    told = [_part("worker").wrong]
    _heard(seconds=90)
    told.append(_part("worker").wrong)
    _heard(seconds=3)
    told.append(_part("worker").wrong)

    assert told == ["nobody does the background work", "background work stands still", ""]
    assert _part("worker").measured == "last heard 3 s ago"


def test_counts_jobs_that_wait_too_long_and_not_those_whose_hour_has_not_come() -> None:
    _heard(seconds=1)
    _waiting(seconds=20)
    _waiting(seconds=-3600)
    before = _part("worker").wrong
    _waiting(seconds=900)

    assert (before, _part("worker").wrong) == ("", "1 jobs are late")


def test_says_when_the_disk_is_nearly_full(settings: Any) -> None:
    works = _part("disk").wrong
    settings.HEALTH_LEAST_FREE_GB = 1e9

    assert (works, _part("disk").wrong) == ("", "the disk is nearly full")


def test_says_when_the_clocks_differ(settings: Any) -> None:
    works = _part("clock").wrong
    settings.HEALTH_CLOCK_OFF_SECONDS = -1.0

    assert (works, _part("clock").wrong) == ("", "the clocks of server and database differ")


def test_a_part_that_cannot_be_asked_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_now: Any) -> tuple[str, str]:
        raise OperationalError("the line is dead\nDETAIL: nothing")

    monkeypatch.setitem(health._probes, "database", ("Database", gone))

    found = {part.key: part for part in health.parts()}
    assert (found["database"].wrong, found["database"].measured) == ("the database does not answer", "the line is dead")
    assert found["clock"].wrong == ""


def test_what_another_app_speaks_to_is_a_part_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_probes", dict(health._probes))
    health.register("gateway", "Gateway", lambda _now: ("no answer since 02:11", ""))

    assert _part("gateway").wrong == "no answer since 02:11"
    assert health.names(["gateway"]) == ["Gateway"]
