"""What this app lends to the floors below: whether the look-up of callers works."""

from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import health
from lanyan.voice import limits, rules
from lanyan.voice.models import CallerAnswer, LookupService


def _lookup(now: datetime) -> health.Found:
    """A look-up whose last question came to nothing is stopped; after a while without a question nobody knows."""
    last = CallerAnswer.objects.filter(service=OuterRef("pk"), answered_at__isnull=False).order_by("-answered_at")
    services = LookupService.objects.standing().annotate(
        last_state=Subquery(last.values("state")[:1]),
        last_at=Subquery(last.values("answered_at")[:1]),
        last_failure=Subquery(last.values("failure")[:1]),
    )
    asked = [one for one in services.order_by("pk") if one.last_at is not None]
    since = now - limits.stopped_for()
    stopped = [one for one in asked if one.last_state == rules.FAILED and one.last_at > since]
    if stopped:
        names = "、".join(one.name for one in stopped)
        return _now("callers are not looked up: {names}").format(names=names), stopped[0].last_failure
    if not asked:
        return "", _now("nothing asked yet")
    minutes = round((now - max(one.last_at for one in asked)).total_seconds() / 60)
    return "", _now("last answered {minutes} min ago").format(minutes=minutes)


health.register("lookup", _("Caller look-up"), _lookup)
