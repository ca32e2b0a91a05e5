"""Background work: enqueued in the transaction that causes it, done by `lanyan worker`.

A job takes ids, calls one action and is safe to run twice. Actions name the job they want (`"incidents.…"`), so that
an action and the job that calls actions need not import each other.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app


def job(name: str) -> Callable[[Any], Any]:
    """Make a function a job under a name; put it in its app's `jobs.py`."""
    return app.task(name=name)


def every(cron: str) -> Callable[[Any], Any]:
    """Run a job by the clock; the job receives `timestamp`."""
    return app.periodic(cron=cron)


def later(name: str, *, after: timedelta = timedelta(), **ids: Any) -> None:
    """Enqueue a job in the present transaction, to run after a while."""
    app.configure_task(name, schedule_in={"seconds": int(after.total_seconds())}).defer(**ids)
