"""What this app's figures share: counting units, sources, and the records that are counted together in one query."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models import Clue, Inspection, PoliceTransfer, Supervision, Visit
from lanyan.inspections.rules import plans
from lanyan.kernel.dimensions import by_choices, by_month, by_unit, code_words
from lanyan.kernel.figures import Dimension, Scope
from lanyan.kernel.periods import ZONE

# 家: what is counted is the occupier, whatever its sites and visits.
PREMISES = pgettext_lazy("counting unit of a figure", "premises")
CHECKS = pgettext_lazy("counting unit", "checks")
SITES = pgettext_lazy("counting unit", "sites")
VISITS = pgettext_lazy("counting unit", "visits")
CLUES = pgettext_lazy("counting unit", "clues")
SUPERVISIONS = pgettext_lazy("counting unit", "supervisions")
TRANSFERS = pgettext_lazy("counting unit", "transfers")

LEDGER = _("Ledger of administrative checks; each signed or refused on the spot, its history kept.")
VISIT_LEDGER = _("Ledger of visits and clues; they are no checks and count as none.")
SUPERVISION_LEDGER = _("Ledger of supervision; its objects are departments, towns and battalions.")
POLICE_LEDGER = _("Ledger of what police stations passed on; their own checks are not ours.")
NOT_COUNTED = _("Planned, withdrawn and not-done checks, visits, clues and supervision do not count.")


CHECK_DIMENSIONS = (
    by_unit(),
    by_choices("form", _("form of check"), "form", Inspection.Form.choices),
    by_choices("cause", _("cause"), "cause", Inspection.Cause.choices),
    Dimension("drive", _("kind of drive"), F("drive__kind"), code_words("drive_kinds")),
    by_month("concluded_at"),
)
VISIT_DIMENSIONS = (
    by_unit(),
    by_choices("who", _("who visited"), "by_kind", Visit.By.choices),
    by_month("visited_at"),
)
CLUE_DIMENSIONS = (
    by_unit(),
    by_choices("who", _("who found it"), "by_kind", Visit.By.choices),
    by_month("reported_at"),
)
SUPERVISION_DIMENSIONS = (by_unit(), by_month("supervised_date", of_days=True))
POLICE_DIMENSIONS = (by_unit(), by_month("received_at"))


def concluded(scope: Scope) -> QuerySet[Inspection]:
    """Checks of the unit concluded in the period: only these count as checks."""
    found = Inspection.objects.concluded_in(scope.since, scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def joint(scope: Scope) -> QuerySet[Inspection]:
    """Of these, those departments took part in."""
    return concluded(scope).joint()  # type: ignore[attr-defined, no-any-return]


def due(scope: Scope) -> QuerySet[Inspection]:
    """Checks of the unit that were scheduled in the period and not withdrawn, made or not."""
    found = Inspection.objects.exclude(state=plans.WITHDRAWN).filter(unit__path__startswith=scope.unit_path)
    since, until = scope.since.astimezone(ZONE).date(), scope.until.astimezone(ZONE).date()
    return found.filter(scheduled_date__gte=since, scheduled_date__lt=until)  # type: ignore[no-any-return]


def visited(scope: Scope) -> QuerySet[Visit]:
    """Visits in the unit's area in the period."""
    found = Visit.objects.standing().filter(visited_at__gte=scope.since, visited_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def reported(scope: Scope) -> QuerySet[Clue]:
    """Clues in the unit's area reported in the period, withdrawn ones left out."""
    found = Clue.objects.exclude(state=plans.WITHDRAWN)
    found = found.filter(reported_at__gte=scope.since, reported_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def supervised(scope: Scope) -> QuerySet[Supervision]:
    """Supervision by the unit in the period, withdrawn ones left out."""
    since, until = scope.since.astimezone(ZONE).date(), scope.until.astimezone(ZONE).date()
    found = Supervision.objects.exclude(state=plans.WITHDRAWN)
    found = found.filter(supervised_date__gte=since, supervised_date__lt=until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def passed_on(scope: Scope) -> QuerySet[PoliceTransfer]:
    """What police stations passed to the unit in the period."""
    found = PoliceTransfer.objects.filter(received_at__gte=scope.since, received_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]
