"""Figures of tips and complaints: messages 件 by channel, matters, checked on time, true, answered, satisfied.

A matter and a message belong to the period in which they were received. Joined matters are counted once as matters and
each as a message; exercises and withdrawn matters never count.
"""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens import rules
from lanyan.citizens.models import Matter, Message
from lanyan.kernel.dimensions import by_choices, by_month, by_unit, code_words
from lanyan.kernel.figures import Dimension, Figure, Ratio, Scope, register

MESSAGES = pgettext_lazy("counting unit", "messages")
MATTERS = pgettext_lazy("counting unit", "matters")
PERCENT = pgettext_lazy("counting unit", "%")
LEDGER = _("Ledger of tips and complaints; each message is kept on its own, its matter with its history.")
NOT_COUNTED = _("Exercises and withdrawn matters do not count.")


MATTER_DIMENSIONS = (
    by_unit(),
    Dimension("kind", _("kind of matter"), F("kind"), code_words("complaint_kinds")),
    by_choices("state", _("state"), "state", Matter.State.choices),
    by_choices("outcome", _("outcome"), "outcome", (*Matter.Outcome.choices, ("", _("none yet")))),
    by_month("received_at"),
)
MESSAGE_DIMENSIONS = (
    by_unit("matter__unit"),
    Dimension("channel", _("channel"), F("channel"), code_words("complaint_channels")),
    Dimension("kind", _("kind of matter"), F("matter__kind"), code_words("complaint_kinds")),
    by_choices(
        "satisfaction", _("satisfaction"), "satisfaction", (*Message.Satisfaction.choices, ("", _("not asked yet")))
    ),
    by_month("received_at"),
)


# ---- what is counted --------------------------------------------------------------------------------------
def messages(scope: Scope) -> QuerySet[Message]:
    """Messages received by the unit in the period, those of joined matters too."""
    found = Message.objects.counted().filter(received_at__gte=scope.since, received_at__lt=scope.until)
    return found.filter(matter__unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def matters(scope: Scope) -> QuerySet[Matter]:
    """Matters received by the unit in the period, joined ones once."""
    found = Matter.objects.counted().filter(received_at__gte=scope.since, received_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def _due(scope: Scope) -> QuerySet[Matter]:
    """Of these, those that were to be checked: checked, or their term is over."""
    was_due = Q(checked_at__isnull=False) | Q(state__in=rules.OPEN, due_at__lte=timezone.now())
    return matters(scope).filter(was_due)


def _joined(scope: Scope) -> QuerySet[Matter]:
    found = Matter.objects.filter(state=rules.JOINED, exercise=False)
    found = found.filter(received_at__gte=scope.since, received_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


# ---- messages -----------------------------------------------------------------------------------------------
def _message(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    return Figure(
        key=f"complaints.{key}",
        label=label,
        definition=definition,
        counting_unit=MESSAGES,
        source=LEDGER,
        records=messages,
        dimensions=MESSAGE_DIMENSIONS,
        excluded=NOT_COUNTED,
        **more,
    )


RECEIVED = _message(
    "messages",
    _("Complaints received"),
    _("Messages received in the period through all channels; each message of a joined matter counts."),
)
TO_ANSWER = _message(
    "to_answer",
    _("Complaints to be answered"),
    _("Of the messages received in the period, those of which it is not said why no answer is possible."),
    only=Q(excused_at=None),
)
ANSWERED = _message(
    "answered",
    _("Complaints answered"),
    _("Of the messages received in the period, those whose sender was answered."),
    only=Q(answered_at__isnull=False),
)
RATED = _message(
    "rated",
    _("Complaints rated"),
    _("Of the messages received in the period, those whose sender said what they think of the answer."),
    only=Q(satisfaction__in=rules.RATED),
)
SATISFIED = _message(
    "satisfied",
    _("Complainants satisfied"),
    _("Of the messages received in the period, those whose sender is satisfied or fairly satisfied."),
    only=Q(satisfaction__in=(rules.SATISFIED, rules.FAIR)),
)


# ---- matters ------------------------------------------------------------------------------------------------
def _matter(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {"records": matters, **more}
    return Figure(
        key=f"complaints.{key}",
        label=label,
        definition=definition,
        counting_unit=MATTERS,
        source=LEDGER,
        dimensions=MATTER_DIMENSIONS,
        excluded=NOT_COUNTED,
        **given,
    )


ALL_MATTERS = _matter(
    "matters",
    _("Matters complained of"),
    _("Matters received in the period; several messages of one matter that were joined count once."),
)
JOINED = _matter(
    "joined",
    _("Matters joined into others"),
    _("Matters received in the period that were joined into another one and are not counted again."),
    records=_joined,
)
NOT_OURS = _matter(
    "not_ours",
    _("Matters not ours"),
    _("Of the matters received in the period, those found not ours, with the reason told to the sender."),
    only=Q(refused_at__isnull=False),
)
DUE = _matter(
    "due",
    _("Matters to be checked"),
    _("Of the matters received in the period, those that were checked or whose legal term is over as of now."),
    records=_due,
)
ON_TIME = _matter(
    "on_time",
    _("Matters checked in time"),
    _("Of the matters to be checked, those checked before their legal term ended (24 hours or 3 working days)."),
    records=_due,
    only=Q(checked_at__lt=F("due_at")),
)
VERIFIED = _matter(
    "verified",
    _("Matters verified"),
    _("Of the matters received in the period, those whose check showed whether they are true."),
    only=Q(outcome__in=(rules.TRUE, rules.UNTRUE)),
)
TRUE = _matter(
    "true",
    _("Matters found true"),
    _("Of the matters received in the period, those that the check found true."),
    only=Q(outcome=rules.TRUE),
)
HANDED_OVER = _matter(
    "handed_over",
    _("Matters handed to other bodies"),
    _("Of the matters received in the period, those handed to the body that is competent."),
    only=Q(outcome=rules.TRANSFERRED),
)


def _share(key: str, label: Any, definition: Any, part: Figure, whole: Figure) -> Ratio:
    return Ratio(
        key=f"complaints.{key}",
        label=label,
        definition=definition,
        counting_unit=PERCENT,
        part=part,
        whole=whole,
        source=LEDGER,
        excluded=NOT_COUNTED,
    )


FIGURES = (
    *(RECEIVED, TO_ANSWER, ANSWERED, RATED, SATISFIED),
    *(ALL_MATTERS, JOINED, NOT_OURS, DUE, ON_TIME, VERIFIED, TRUE, HANDED_OVER),
    _share(
        "on_time_rate",
        _("Share of complaints checked in time"),
        _("Matters checked in time over matters to be checked."),
        ON_TIME,
        DUE,
    ),
    _share(
        "true_rate", _("Share of complaints found true"), _("Matters found true over matters verified."), TRUE, VERIFIED
    ),
    _share(
        "answered_rate",
        _("Share of complaints answered"),
        _("Messages answered over messages to be answered."),
        ANSWERED,
        TO_ANSWER,
    ),
    _share(
        "satisfied_rate",
        _("Share of complainants satisfied"),
        _("Senders satisfied or fairly satisfied over senders who said what they think."),
        SATISFIED,
        RATED,
    ),
)
register(*FIGURES)
