"""Periodic work of this app: terms computed anew reach their matters, old attempts are forgotten."""

from django.utils import timezone

from lanyan.citizens.actions import attempts, matters
from lanyan.kernel import jobs


@jobs.every("40 4 * * *")
@jobs.job("citizens.renew_terms")
def renew_terms(timestamp: int) -> None:
    """Bring the ends of provisional terms up to date, after the clock computed them anew."""
    matters.renew_terms()


@jobs.every("50 4 * * *")
@jobs.job("citizens.forget_attempts")
def forget_attempts(timestamp: int) -> None:
    """Forget attempts at the public page that no limit asks for."""
    attempts.forget(at=timezone.now())
