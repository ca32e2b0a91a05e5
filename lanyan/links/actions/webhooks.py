"""What is told outside: endpoints kept, events queued once for each, signed, tried again, sent again on demand."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, jobs
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed
from lanyan.links import limits, outside
from lanyan.links.models import Endpoint, Hook
from lanyan.links.rules import life, signing
from lanyan.links.rules.reports import retry_after
from lanyan.links.telling import EVENTS
from lanyan.units.models import Unit


@transaction.atomic
def add_endpoint(
    *, unit_id: int, label: str, url: str, tells: Collection[str], at: datetime, by: Any
) -> tuple[Endpoint, str]:
    """Add an endpoint of a unit; gives it with its secret, which is not shown again."""
    unit: Unit | None = Unit.objects.select_for_update().filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    label = needed(label, "label", most=60)
    if Endpoint.objects.standing().filter(unit=unit, label=label).exists():
        raise Refused(_("There is an endpoint of this name already."), field="label")
    chosen = list(dict.fromkeys(tells))
    if not chosen or not set(chosen) <= set(EVENTS):
        raise Refused(_("Choose at least one event of the list."), field="tells")
    outside.checked(url)
    secret = secrets.token_urlsafe(32)
    with audit.act("links.add_endpoint", by=by):
        endpoint = Endpoint.objects.create(
            unit=unit, label=label, url=needed(url, "url", most=300), secret=secret, tells=chosen, made_at=at
        )
    return endpoint, secret


@transaction.atomic
def withdraw_endpoint(*, endpoint_id: int, reason: str, at: datetime, by: Any) -> Endpoint:
    """Give an endpoint up: what waits for it is not sent any more."""
    endpoint: Endpoint = locked(Endpoint, endpoint_id, "unit")
    if endpoint.withdrawn_at is not None:
        raise Refused(_("This endpoint is not in use."))
    endpoint.withdrawn_at, endpoint.withdrawn_reason = at, needed(reason)
    with audit.act("links.withdraw_endpoint", by=by, reason=reason):
        endpoint.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return endpoint


@transaction.atomic
def queue_event(*, event: str, key: str, unit_path: str, body: Any, at: datetime) -> list[Hook]:
    """Queue an event for the endpoints of the unit and of those above it that want it; each once by its key."""
    above = [unit_path[: place + 1] for place, sign in enumerate(unit_path) if sign == "."]
    wanted = Endpoint.objects.standing().filter(unit__path__in=above, tells__contains=[event])
    made = []
    for endpoint in wanted.order_by("pk"):
        hook, new = Hook.objects.get_or_create(
            endpoint=endpoint, key=key, replay_of=None,
            defaults={"event": event, "body": body, "made_at": at, "next_at": at},
        )  # fmt: skip
        if new:
            jobs.later("links.call_hook", hook_id=hook.pk)
            made.append(hook)
    return made


@transaction.atomic
def call_hook(*, hook_id: int, at: datetime) -> Hook:
    """Tell one event to one endpoint; whoever comes second waits for the lock and finds it gone."""
    hook: Hook = locked(Hook, hook_id, "endpoint__unit")
    if hook.state != life.QUEUED or (hook.next_at is not None and hook.next_at > at):
        return hook
    hook.tries += 1
    if hook.endpoint.withdrawn_at is not None:
        hook.error, hook.next_at = _("The endpoint is not in use any more."), None
        move(hook, life.DELIVERY, "give_up")
        hook.save()
        return hook
    try:
        hook.status = outside.post(hook.endpoint.url, *_signed(hook, at), timeout=limits.term("HOOK_SECONDS"))
    except outside.NotTold as problem:
        _failed(hook, problem, at)
    else:
        move(hook, life.DELIVERY, "went")
        hook.gone_at, hook.next_at, hook.error = at, None, ""
    hook.save()
    return hook


def _signed(hook: Hook, at: datetime) -> tuple[bytes, dict[str, str]]:
    """The body with its headers; sent again it bears the key it had, so that a receiver knows it."""
    told = {"event": hook.event, "key": hook.key, "made_at": hook.made_at, "data": hook.body}
    body = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
    return body, {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Lanyan",
        signing.EVENT: hook.event,
        signing.KEY: hook.key,
        signing.SIGNATURE: signing.signature(hook.endpoint.secret, body, int(at.timestamp())),
    }


def _failed(hook: Any, problem: outside.NotTold, at: datetime) -> None:
    hook.error, hook.status = str(problem)[:300], problem.status
    if hook.tries >= limits.term("TRIES"):
        move(hook, life.DELIVERY, "give_up")
        hook.next_at = None
        return
    hook.next_at = at + retry_after(hook.tries, limits.term("BACKOFF_SECONDS"))
    jobs.later("links.call_hook", after=hook.next_at - at + timedelta(seconds=1), hook_id=hook.pk)


@transaction.atomic
def replay_hook(*, hook_id: int, at: datetime, by: Any) -> Hook:
    """Send an event again as it was: a new call with the same key and body."""
    hook: Hook = locked(Hook, hook_id, "endpoint__unit")
    if hook.endpoint.withdrawn_at is not None:
        raise Refused(_("This endpoint is not in use."))
    if hook.state == life.QUEUED:
        raise Refused(_("It waits to be sent already."))
    again = Hook.objects.create(
        endpoint=hook.endpoint, event=hook.event, key=hook.key, body=hook.body, replay_of=hook, made_at=at, next_at=at
    )
    # Calls keep no history of their own: they are one.
    audit.note("links.replay_hook", by=by, endpoint=hook.endpoint.label, key=hook.key)
    jobs.later("links.call_hook", hook_id=again.pk)
    return again  # type: ignore[no-any-return]


@transaction.atomic
def call_waiting(*, at: datetime) -> int:
    """Put those back to work whose job was lost; gives how many that were."""
    waiting = Hook.objects.filter(state=life.QUEUED, next_at__lt=at - timedelta(minutes=2))
    keys = list(waiting.order_by("next_at").values_list("pk", flat=True)[:200])
    for key in keys:
        jobs.later("links.call_hook", hook_id=key)
    return len(keys)
