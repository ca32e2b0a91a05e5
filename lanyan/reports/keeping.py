"""Answers that take long are kept, shown with their age, and counted again by a job.

A figure is counted when it is asked for. Where that takes longer than anybody waits (a year of a hundred thousand
incidents), its answer is kept with the instant at which it was counted, the page says how old its oldest number is and
offers to count now, and whatever was looked at is counted again every ten minutes. Small cities never meet any of this.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from hashlib import sha256
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from lanyan.kernel import figures
from lanyan.kernel.figures import Scope
from lanyan.reports.models import KeptAnswer

# What is quicker is counted each time.
HEAVY_MS = 40
# How long an answer may be shown; what nobody has looked at for so long is forgotten.
GOOD_FOR, FORGOTTEN_AFTER = timedelta(days=1), timedelta(days=7)
# A job's fair share of the machine.
RECOUNT_SECONDS = 120
AGAIN = "fresh"


class Keeper:
    """Answers the questions of one page: from what is kept, or by counting, which is kept if it took long."""

    # A page reads it, and asks it nothing.
    do_not_call_in_templates = True

    def __init__(self, at: datetime, *, fresh: bool = False) -> None:
        self.at = at
        self.fresh = fresh
        self._kept: dict[str, dict[str, KeptAnswer]] = {}
        self._shown: list[KeptAnswer] = []

    @property
    def oldest(self) -> datetime | None:
        """When the oldest number of the page was counted; None when all of them were counted for it."""
        return min((one.counted_at for one in self._shown), default=None)

    def __call__(self, question: str, scope: Scope, count: Callable[[], Any]) -> Any:
        """See `figures.kept_by`."""
        digest = _digest(question, scope)
        kept = None if self.fresh else self._of(scope.unit_path).get(digest)
        if kept is not None:
            self._shown.append(kept)
            return json.loads(kept.answer, object_hook=_read)
        return self._counted(digest, question, scope, count)

    def _of(self, unit_path: str) -> dict[str, KeptAnswer]:
        """What is kept of a unit, read once for the page."""
        if unit_path not in self._kept:
            found = KeptAnswer.objects.filter(unit_path=unit_path, counted_at__gt=self.at - GOOD_FOR)
            self._kept[unit_path] = {one.digest: one for one in found}
        return self._kept[unit_path]

    def looked_at(self) -> None:
        """Note what was shown and will have to be counted again."""
        seen = [one.pk for one in self._shown if one.asked_at <= one.counted_at]
        if seen:
            KeptAnswer.objects.filter(pk__in=seen).update(asked_at=self.at)

    def _counted(self, digest: str, question: str, scope: Scope, count: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = count()
        took = int((time.perf_counter() - began) * 1000)
        if took < HEAVY_MS and self.fresh:
            KeptAnswer.objects.filter(digest=digest).delete()
        elif took >= HEAVY_MS:
            KeptAnswer.objects.update_or_create(
                digest=digest,
                defaults={
                    "question": question, "unit_path": scope.unit_path, "since": scope.since, "until": scope.until,
                    "where": dict(scope.where), "answer": json.dumps(answer, default=_told),
                    "counted_at": self.at, "took_ms": took, "asked_at": self.at,
                },
            )  # fmt: skip
        return answer


@contextmanager
def kept(at: datetime, *, fresh: bool = False) -> Iterator[Keeper]:
    """Let what is counted in this block come from what is kept."""
    keeper = Keeper(at, fresh=fresh)
    with figures.kept_by(keeper):
        yield keeper
    keeper.looked_at()


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view's page from kept answers; its template finds how old they are in `kept`."""

    @wraps(view)
    def kept_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with kept(timezone.now(), fresh=AGAIN in request.GET) as keeper:
            answer = view(request, *args, **kwargs)
            if isinstance(answer, TemplateResponse):
                answer.context_data = {**(answer.context_data or {}), "kept": keeper}
                answer.render()
        return answer

    return kept_view


def recount(at: datetime) -> int:
    """Count again what somebody looked at since it was counted; forget what nobody does. How many were counted."""
    KeptAnswer.objects.filter(asked_at__lt=at - FORGOTTEN_AFTER).delete()
    until, done = time.monotonic() + RECOUNT_SECONDS, 0
    for one in KeptAnswer.objects.filter(asked_at__gt=F("counted_at")).order_by("counted_at"):
        if time.monotonic() > until:
            break
        try:
            with figures.kept_by(Keeper(at, fresh=True)):
                figures.ask(one.question, Scope(one.unit_path, one.since, one.until, one.where))
        except KeyError:
            # The figure is no more.
            one.delete()
            continue
        done += 1
    return done


def _digest(question: str, scope: Scope) -> str:
    told = [question, scope.unit_path, scope.since.timestamp(), scope.until.timestamp(), sorted(scope.where.items())]
    return sha256(json.dumps(told).encode()).hexdigest()


def _told(value: Any) -> Any:
    """What JSON has no word for, so that it comes back as it was."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    raise TypeError(f"a figure answered {value!r}, which cannot be kept")


_READERS: dict[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "instant": parse_datetime,
    "day": parse_date,
    "seconds": lambda seconds: timedelta(seconds=seconds),
}


def _read(told: dict[str, Any]) -> Any:
    ((name, value),) = told.items()
    return _READERS[name](value)
