"""Background work: enqueued in the transaction that causes it, done by `lanyan worker`.

A job takes ids, calls one action and is safe to run twice. Actions name the job they want (`"incidents.…"`), so that
an action and the job that calls actions need not import each other.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from procrastinate.contrib.django import app

from lanyan.kernel import audit


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
