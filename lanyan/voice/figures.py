"""Figures of recordings: how many 条, how many of the telephone calls 次 have one.

A recording belongs to the period in which it began, a call to that in which it was answered.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Extract
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Call
from lanyan.kernel.dimensions import by_choices, by_hour, by_month, by_unit
from lanyan.kernel.figures import Dimension, Figure, Ratio, Scope, register
from lanyan.voice.actions.intake import PHONES
from lanyan.voice.models import Recording

RECORDINGS = pgettext_lazy("counting unit", "recordings")
CALLS = pgettext_lazy("counting unit", "calls")
SECONDS = pgettext_lazy("counting unit", "s")
PERCENT = pgettext_lazy("counting unit", "%")
INDEX = _("The index of recordings as the recorders told it; what is past its term is no longer in it.")
DESK = _("Calls as they were taken at the desk, and the index of recordings.")
NOT_COUNTED = _("Exercises, tests and withdrawn incidents do not count.")
LENGTH = Extract(F("ended_at") - F("began_at"), "epoch")


def recordings(scope: Scope) -> QuerySet[Any]:
    """Recordings of the centre that began in the period."""
    found = Recording.objects.filter(began_at__gte=scope.since, began_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def calls(scope: Scope) -> QuerySet[Any]:
    """Telephone calls answered in the period, also those joined to another incident."""
    found = Call.objects.filter(answered_at__gte=scope.since, answered_at__lt=scope.until, source__in=PHONES)
    found = found.filter(incident__unit__path__startswith=scope.unit_path, incident__is_exercise=False)
    return found.exclude(incident__status__in=(incidents.TEST, incidents.WITHDRAWN))  # type: ignore[no-any-return]


def recorded(scope: Scope) -> QuerySet[Any]:
    """Of those, the ones that have a recording."""
    return calls(scope).filter(Exists(Recording.objects.filter(call=OuterRef("pk"))))


OF_RECORDINGS = (
    by_unit(key="centre"),
    by_choices("direction", pgettext_lazy("recording", "direction"), "direction", Recording.Direction.choices),
    Dimension("seat", _("seat"), F("seat"), lambda seat: seat or "—"),
    by_hour("began_at"),
    by_month("began_at"),
)
OF_CALLS = (
    by_unit("incident__unit"),
    by_choices("source", _("source"), "source", Call.Source.choices),
    by_hour("answered_at"),
    by_month("answered_at"),
)
ALL = Figure(
    key="voice.recordings", label=_("Recordings"), definition=_("Recordings in the index, by when they began."),
    counting_unit=RECORDINGS, source=INDEX, records=recordings, dimensions=OF_RECORDINGS,
)  # fmt: skip
LONG = Figure(
    key="voice.recordings.seconds", label=_("Length of recordings"),
    definition=_("Seconds of all recordings in the index, by when they began."), counting_unit=SECONDS, source=INDEX,
    records=recordings, dimensions=OF_RECORDINGS, measure=Sum(LENGTH), each=LENGTH, empty=None, form="seconds",
)  # fmt: skip
ANSWERED = Figure(
    key="voice.calls", label=_("Telephone calls"),
    definition=_("Calls that came by 119 or by the backup line, joined ones too."), counting_unit=CALLS, source=DESK,
    records=calls, dimensions=OF_CALLS, excluded=NOT_COUNTED,
)  # fmt: skip
RECORDED = Figure(
    key="voice.calls.recorded", label=_("Telephone calls with a recording"),
    definition=_("Of the telephone calls, those to which a recording in the index is tied."), counting_unit=CALLS,
    source=DESK, records=recorded, dimensions=OF_CALLS, excluded=NOT_COUNTED,
)  # fmt: skip
SHARE = Ratio(
    key="voice.calls.recorded_share", label=_("Share of telephone calls with a recording"),
    definition=_("Share of the telephone calls to which a recording in the index is tied."), counting_unit=PERCENT,
    part=RECORDED, whole=ANSWERED, source=DESK, excluded=NOT_COUNTED,
)  # fmt: skip
register(ALL, LONG, ANSWERED, RECORDED, SHARE)
