"""Background work: enqueued in the transaction that causes it, done by `lanyan worker`.

A job takes ids, calls one action and is safe to run twice. Actions name the job they want (`"incidents.…"`), so that
an action and the job that calls actions need not import each other.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from lanyan.kernel import audit

# A worker says every ten seconds that it lives; one that has been silent for so long is dead.
SILENT = timedelta(seconds=30)
# How long what was done is remembered, and what failed.
KEPT_DAYS, FAILED_KEPT_DAYS = 7, 90


def job(name: str, *, queue: str = "default") -> Callable[[Any], Any]:
    """Make a function a job under a name; put it in its app's `jobs.py`. What it changes stands under that name.

    A worker does all queues unless told which; what is heavy and nobody waits for has one of its own.
    """

    def make(function: Any) -> Any:
        if iscoroutinefunction(function):
            raise TypeError(f"job {name}: a job is a plain function; the history's context belongs to one thread")

        @wraps(function)
        def named(*args: Any, **kwargs: Any) -> Any:
            with audit.automatic(job=name):
                return function(*args, **kwargs)

        return app.task(name=name, queue=queue)(named)

    return make


def every(cron: str) -> Callable[[Any], Any]:
    """Run a job by the clock; the job receives `timestamp`."""
    return app.periodic(cron=cron)


def later(name: str, *, after: timedelta = timedelta(), **ids: Any) -> None:
    """Enqueue a job in the present transaction, to run after a while."""
    app.configure_task(name, schedule_in={"seconds": int(after.total_seconds())}).defer(**ids)


@every("* * * * *")
@job("kernel.take_up_lost")
def take_up_lost(timestamp: int) -> int:
    """Have done again what a worker was doing when it was killed: every job is safe to run twice. Gives how many."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415 - models come after the apps

    dead = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - SILENT)
    lost = list(ProcrastinateJob.objects.filter(dead, status="doing").values_list("pk", flat=True))
    for pk in lost:
        app.job_manager.retry_job_by_id(pk, retry_at=timezone.now())
    return len(lost)


@every("25 4 * * *")
@job("kernel.forget_jobs")
def forget_jobs(timestamp: int) -> int:
    """Forget what was done a week ago, and what failed a quarter of a year ago. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs AS job WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted')"
            " AND NOT EXISTS (SELECT 1 FROM procrastinate_events AS event WHERE event.job_id = job.id AND event.at >"
            "  now() - make_interval(days => CASE job.status WHEN 'failed' THEN %s ELSE %s END))",
            [FAILED_KEPT_DAYS, KEPT_DAYS],
        )
        return int(cursor.rowcount)
