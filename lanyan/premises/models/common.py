"""Conditions that several tables share."""

from django.db.models import F, Q

# Both or none, and on earth; in the house's one frame, WGS-84.
POINT = Q(lon=None, lat=None) | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)
# Withdrawn with a reason, or neither.
WITHDRAWN = Q(withdrawn_at=None, withdrawn_reason="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
DATES = Q(until_date=None) | Q(since_date=None) | Q(until_date__gte=F("since_date"))


def not_negative(*names: str) -> Q:
    """Every one of these numbers is absent or nought or more."""
    found = Q()
    for name in names:
        found &= Q(**{name: None}) | Q(**{f"{name}__gte": 0})
    return found
