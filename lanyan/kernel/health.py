"""Whether the parts of the installation work: the database, background work, live news, the disk, the clock.

An app that speaks to something outside registers a probe of its own. A probe gives what is wrong in words, empty when
nothing is, and what it measured; it never raises for what it is there to find.
"""

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.kernel.postgres import home

GIGABYTE = 1e9


@dataclass(frozen=True)
class Part:
    """One part as it is now: what is wrong, empty when nothing is, and what was measured."""

    key: str
    label: Any
    wrong: str
    measured: str


Found = tuple[str, str]
_probes: dict[str, tuple[Any, Callable[[datetime], Found]]] = {}


def register(key: str, label: Any, probe: Callable[[datetime], Found]) -> None:
    """Add a part: `probe(now)` gives (what is wrong, what was measured), both in words."""
    _probes[key] = (label, probe)


def parts() -> list[Part]:
    """Every part as it is now, the database first; without it nothing that needs it is asked."""
    now, found = timezone.now(), []
    for key, (label, probe) in _probes.items():
        try:
            wrong, measured = probe(now)
        except DatabaseError as problem:
            wrong, measured = _("the database does not answer"), str(problem).splitlines()[0]
        found.append(Part(key, label, wrong, measured))
    return found


def names(keys: Iterable[str]) -> list[str]:
    """The names of parts, in the reader's words."""
    return [str(_probes[key][0]) for key in keys]


def _database(_now: datetime) -> Found:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    took = (time.perf_counter() - began) * 1000
    return "", _("answers in %(ms)d ms, %(gb).1f GB") % {"ms": round(took), "gb": size / GIGABYTE}


def _worker(_now: datetime) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat))::int,"
            " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
            "  AND coalesce(scheduled_at, now()) < now() - make_interval(secs => %s)) FROM procrastinate_workers",
            [settings.HEALTH_JOB_LATE_SECONDS],
        )
        silent, late = cursor.fetchone()
    if silent is None:
        return _("nobody does the background work"), ""
    measured = _("last heard %(seconds)d s ago") % {"seconds": silent}
    if silent > settings.HEALTH_WORKER_SILENT_SECONDS:
        return _("background work stands still"), measured
    return (_("%(n)d jobs are late") % {"n": late} if late else ""), measured


def _disk(_now: datetime) -> Found:
    usage = shutil.disk_usage(home())
    free = usage.free / GIGABYTE
    measured = _("%(gb).1f GB free of %(all).0f") % {"gb": free, "all": usage.total / GIGABYTE}
    return (_("the disk is nearly full") if free < settings.HEALTH_LEAST_FREE_GB else ""), measured


def _clock(_now: datetime) -> Found:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        off = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    measured = _("%(ms)d ms from the database's clock") % {"ms": round(off * 1000)}
    return (_("the clocks of server and database differ") if off > settings.HEALTH_CLOCK_OFF_SECONDS else ""), measured


register("database", gettext_lazy("Database"), _database)
register("worker", gettext_lazy("Background work"), _worker)
register("disk", gettext_lazy("Disk"), _disk)
register("clock", gettext_lazy("Server clock"), _clock)
