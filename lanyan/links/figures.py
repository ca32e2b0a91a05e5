"""Figures of links: notices 件 and the time to answer, reports in time 份, cross-area help 起、辆次、人次.

A notice belongs to the period in which it was sent, a report due to that in which it became due, help to that in which
it began. Exercises and what was withdrawn do not count.
"""

from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel.dimensions import by_choices, by_hour, by_month, by_unit, code_words
from lanyan.kernel.figures import Dimension, Figure, Percentile, Ratio, Scope, Seconds, register
from lanyan.links.models import CrossHelp, LinkageNotice, ReportDue, SituationReport

NOTICES = pgettext_lazy("counting unit", "notices")
REPORTS = pgettext_lazy("counting unit", "reports")
CASES = pgettext_lazy("counting unit", "cases")
RUNS = pgettext_lazy("counting unit", "vehicle runs")
PEOPLE = pgettext_lazy("counting unit", "person-deployments")
SECONDS = pgettext_lazy("counting unit", "s")
PERCENT = pgettext_lazy("counting unit", "%")
LOG = _("Notices as they were sent and answered; each step is in the command log of the incident.")
DUES = _("What the rows on reporting asked for, with the instant at which each was met.")
HELP = _("Records of cross-area help, as entered by the duty officer.")
NOT_COUNTED = _("Exercises and withdrawn records do not count.")
ANSWER = Seconds("sent_at", "answered_at")


def notices(scope: Scope) -> QuerySet[Any]:
    """Notices of the unit sent in the period."""
    found = LinkageNotice.objects.standing().filter(sent_at__gte=scope.since, sent_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path, incident__is_exercise=False)  # type: ignore[no-any-return]


def dues(scope: Scope) -> QuerySet[Any]:
    """Reports of the unit that became due in the period and were not dropped."""
    found = ReportDue.objects.filter(due_at__gte=scope.since, due_at__lt=scope.until, dropped_at=None)
    return found.filter(unit__path__startswith=scope.unit_path, incident__is_exercise=False)  # type: ignore[no-any-return]


def helped(scope: Scope) -> QuerySet[Any]:
    """Help of the unit that began in the period."""
    found = CrossHelp.objects.counted().filter(from_at__gte=scope.since, from_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


OF_NOTICES = (
    by_unit(),
    Dimension("kind", _("kind of linkage unit"), F("kind"), code_words("linkage_kinds")),
    by_hour("sent_at"),
    by_month("sent_at"),
)
OF_DUES = (
    by_unit(),
    by_choices("kind", _("kind of report"), "kind", SituationReport.Kind.choices),
    Dimension("addressee", _("addressee"), F("addressee"), code_words("report_addressees")),
    by_month("due_at"),
)
OF_HELP = (by_unit(), by_month("from_at"))


def _notice(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {"counting_unit": NOTICES, "source": LOG, "records": notices, "dimensions": OF_NOTICES, **more}
    return Figure(key=f"links.{key}", label=label, definition=definition, excluded=NOT_COUNTED, **given)


def _due(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {"counting_unit": REPORTS, "source": DUES, "records": dues, "dimensions": OF_DUES, **more}
    return Figure(key=f"links.{key}", label=label, definition=definition, excluded=NOT_COUNTED, **given)


def _help(key: str, label: Any, definition: Any, direction: str, column: str = "", **more: Any) -> Figure:
    only = Q(direction=direction)
    given: dict[str, Any] = {"counting_unit": CASES, **more}
    if column:
        only &= Q(**{f"{column}__isnull": False})
        given |= {"measure": Sum(column), "each": F(column), "empty": None}
    return Figure(
        key=f"links.{key}", label=label, definition=definition, source=HELP, records=helped, dimensions=OF_HELP,
        only=only, excluded=NOT_COUNTED, **given,
    )  # fmt: skip


SENT = _notice("notices", _("Notices to linkage units"), _("Notices sent to linkage units for incidents."))
ANSWERED = _notice(
    "notices.answered",
    _("Notices answered"),
    _("Of the notices, those that the linkage unit answered in words."),
    only=Q(answered_at__isnull=False),
    each=ANSWER,
)
IN_TIME = _notice(
    "notices.in_time",
    _("Notices answered in time"),
    _("Of the notices, those answered by the time set for the kind of linkage unit."),
    only=Q(answered_at__isnull=False, answered_at__lte=F("due_at")),
    each=ANSWER,
)
MEDIAN = _notice(
    "notices.answer.median",
    _("Time to answer, median"),
    _("Half of the answered notices were answered within this time after they were sent."),
    only=Q(answered_at__isnull=False),
    counting_unit=SECONDS,
    form="seconds",
    additive=False,
    empty=None,
    each=ANSWER,
    measure=Percentile(0.5, ANSWER),
)
ANSWERED_SHARE = Ratio(
    key="links.notices.answered_share",
    label=_("Share of notices answered"),
    definition=_("Share of the notices that the linkage unit answered."),
    counting_unit=PERCENT,
    part=ANSWERED,
    whole=SENT,
    source=LOG,
    excluded=NOT_COUNTED,
)
DUE = _due("reports_due", _("Reports due"), _("Situation reports that the rows asked for, by when they became due."))
MET = _due(
    "reports_in_time",
    _("Reports sent in time"),
    _("Of the reports due, those that were sent to their addressee before the time was over."),
    only=Q(met_at__isnull=False, met_at__lte=F("due_at")),
)
MET_SHARE = Ratio(
    key="links.reports_in_time_share",
    label=_("Share of reports sent in time"),
    definition=_("Share of the reports due that were sent before the time was over."),
    counting_unit=PERCENT,
    part=MET,
    whole=DUE,
    source=DUES,
    excluded=NOT_COUNTED,
)
GIVEN = (
    _help("help_given", _("Cross-area help given"), _("Cases of help given to other areas."), "GIVEN"),
    _help("help_given.vehicles", _("Vehicles given"), _("Vehicle runs of help given, of which they are known."),
          "GIVEN", "vehicles", counting_unit=RUNS),
    _help("help_given.people", _("People given"), _("Person-deployments of help given, of which they are known."),
          "GIVEN", "people", counting_unit=PEOPLE),
)  # fmt: skip
TAKEN = (
    _help("help_received", _("Cross-area help received"), _("Cases of help received from other areas."), "RECEIVED"),
    _help("help_received.vehicles", _("Vehicles received"),
          _("Vehicle runs of help received, of which they are known."), "RECEIVED", "vehicles", counting_unit=RUNS),
    _help("help_received.people", _("People received"),
          _("Person-deployments of help received, of which they are known."), "RECEIVED", "people",
          counting_unit=PEOPLE),
)  # fmt: skip

register(SENT, ANSWERED, IN_TIME, MEDIAN, ANSWERED_SHARE, DUE, MET, MET_SHARE, *GIVEN, *TAKEN)
