"""Background jobs of this app."""

from datetime import datetime

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.premises import actions
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@jobs.job("premises.find_duplicates")
def find_duplicates(unit_id: int, at: str) -> None:
    """Look for likely duplicates of the premises that were entered under a unit at an instant."""
    unit = Unit.objects.get(pk=unit_id)
    entered = Premises.objects.standing().filter(
        created_at=datetime.fromisoformat(at), unit__path__startswith=unit.path
    )
    actions.find_duplicates(premises_ids=list(entered.values_list("pk", flat=True)), at=timezone.now())


@jobs.every("20 3 * * *")
@jobs.job("premises.refresh_risk")
def refresh_risk(timestamp: int) -> None:
    """Compute the risk of all premises anew: days pass, and upper floors know more."""
    actions.refresh_all_risk(at=timezone.now())
