"""Incidents handled, by kind, and what is not counted."""

from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.figures.dimensions import KIND_WORDS, incident_dimensions, level_of
from lanyan.incidents.figures.records import NOT_COUNTED, answered, incident_figure
from lanyan.kernel.figures import Figure, LeftOut


def _left_out(**where: str) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(f"incidents.{name}", where) for name in ("merged", "test", "exercise", "withdrawn", "draft"))


HANDLED = incident_figure(
    "incidents.handled",
    _("Incidents handled"),
    _("Incidents whose call was answered in the period and which were opened or closed, false alarms included."),
    excluded=NOT_COUNTED,
    left_out=_left_out(),
)

_KIND_DEFINITIONS = {
    rules.FIRE: ("fire", _("Incidents handled whose kind is fire fighting.")),
    rules.RESCUE: ("rescue", _("Incidents handled whose kind is emergency rescue.")),
    rules.ASSIST: ("assist", _("Incidents handled whose kind is public assistance.")),
    rules.GUARD: ("guard", _("Incidents handled whose kind is guard duty.")),
    rules.FALSE: ("false", _("Incidents handled whose kind is false alarm: mistaken alarms and pranks.")),
}


def _of_kind(kind: str) -> Figure:
    name, definition = _KIND_DEFINITIONS[kind]
    return incident_figure(
        f"incidents.{name}",
        capfirst(KIND_WORDS[kind]),
        definition,
        only=Q(kind=kind),
        dimensions=incident_dimensions(level=level_of(kind)),
        excluded=NOT_COUNTED,
        left_out=_left_out(kind=kind),
    )


KINDS = {kind: _of_kind(kind) for kind in _KIND_DEFINITIONS}

NOTABLE = incident_figure(
    "incidents.notable",
    _("Cases"),
    _("Incidents handled that are kept as cases."),
    only=Q(is_notable=True),
    excluded=NOT_COUNTED,
)


def _uncounted(name: str, label: Any, definition: Any, only: Q) -> Figure:
    return incident_figure(f"incidents.{name}", label, definition, records=answered, only=only)


UNCOUNTED = (
    _uncounted(
        "merged",
        _("Merged incidents"),
        _("Incidents answered in the period that turned out to be the same as another and were merged into it."),
        Q(status=rules.MERGED, is_exercise=False),
    ),
    _uncounted(
        "test",
        _("Test calls"),
        _("Calls answered in the period and filed as tests."),
        Q(status=rules.TEST, is_exercise=False),
    ),
    _uncounted(
        "exercise",
        _("Exercises"),
        _("Exercises whose call was answered in the period, whatever became of them."),
        Q(is_exercise=True),
    ),
    _uncounted(
        "withdrawn",
        _("Withdrawn incidents"),
        _("Incidents answered in the period and withdrawn with a reason."),
        Q(status=rules.WITHDRAWN, is_exercise=False),
    ),
    _uncounted(
        "draft",
        _("Not yet opened"),
        _("Calls answered in the period that are still being taken or are held back as doubtful."),
        Q(status__in=(rules.DRAFT, rules.SUSPENDED), is_exercise=False),
    ),
)
