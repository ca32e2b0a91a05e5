"""Background work: enqueued in the transaction that causes it, done by `lanyan worker`.

A job takes ids, calls one action and is safe to run twice.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app


def job(task: Callable[..., Any]) -> Any:
    """Make a function a job: `jobs.later(task, after=…, **ids)`. Put it in a file named `tasks.py`."""
    return app.task(name=f"{task.__module__}.{task.__qualname__}")(task)


def every(cron: str) -> Callable[[Any], Any]:
    """Run a job by the clock; the job receives `timestamp`."""
    return app.periodic(cron=cron)


def later(task: Any, *, after: timedelta = timedelta(), **ids: Any) -> None:
    """Enqueue a job in the present transaction, to run after a while."""
    task.configure(schedule_in={"seconds": int(after.total_seconds())}).defer(**ids)
