"""Figures of water sources: kept, in order, looked at 个; looks 次; faults found, passed on, closed, overdue 处.

What is kept and in order is the stock of today, whatever the period; looks and faults belong to that of their instant.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces import water_rules as rules
from lanyan.forces import water_terms
from lanyan.forces.models import WaterCheck, WaterFault, WaterSource
from lanyan.kernel.dimensions import by_choices, by_month, by_unit
from lanyan.kernel.figures import Dimension, Figure, Ratio, Scope, register

SOURCES = pgettext_lazy("counting unit", "water sources")
LOOKS = pgettext_lazy("counting unit", "looks")
FAULTS = pgettext_lazy("counting unit", "faults")
PERCENT = pgettext_lazy("counting unit", "%")
LEDGER = _("Ledger of water sources; every look at one and every fault is kept with its history.")
NO_WITHDRAWN = _("Withdrawn water sources and withdrawn faults do not count.")


# ---- ways to break down -----------------------------------------------------------------------------------
def _fault_kind() -> Dimension:
    return Dimension("kind", _("kind of fault"), F("kind"), water_terms.kind_label)


def _source_kind(column: str) -> Dimension:
    return by_choices("source_kind", _("kind of water source"), column, WaterSource.Kind.choices)


SOURCE_DIMENSIONS = (
    by_unit("unit", key="station"),
    _source_kind("kind"),
    by_choices("state", _("state"), "state", WaterSource.State.choices),
)


# ---- what is counted --------------------------------------------------------------------------------------
def kept(scope: Scope) -> QuerySet[WaterSource]:
    """The water sources of the unit that are kept today."""
    return WaterSource.objects.kept().filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def looks(scope: Scope) -> QuerySet[WaterCheck]:
    """The looks at the unit's water sources in the period."""
    found = WaterCheck.objects.filter(at__gte=scope.since, at__lt=scope.until)
    return found.filter(source__unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def looked_at(scope: Scope) -> QuerySet[WaterSource]:
    """The unit's water sources that had a look in the period, withdrawn later or not."""
    seen = WaterCheck.objects.filter(source=OuterRef("pk"), at__gte=scope.since, at__lt=scope.until)
    inside = WaterSource.objects.filter(unit__path__startswith=scope.unit_path)
    return inside.filter(Exists(seen))  # type: ignore[no-any-return]


def _standing(scope: Scope) -> Any:
    found = WaterFault.objects.exclude(state=rules.WITHDRAWN)
    return found.filter(source__unit__path__startswith=scope.unit_path)


def found(scope: Scope) -> QuerySet[WaterFault]:
    """Faults found in the period."""
    return _standing(scope).filter(found_at__gte=scope.since, found_at__lt=scope.until)  # type: ignore[no-any-return]


def passed(scope: Scope) -> QuerySet[WaterFault]:
    """Faults passed to a company in the period."""
    return _standing(scope).filter(passed_at__gte=scope.since, passed_at__lt=scope.until)  # type: ignore[no-any-return]


def closed(scope: Scope) -> QuerySet[WaterFault]:
    """Faults closed by a look in the period."""
    return _standing(scope).filter(closed_at__gte=scope.since, closed_at__lt=scope.until)  # type: ignore[no-any-return]


def overdue(scope: Scope) -> QuerySet[WaterFault]:
    """Faults passed on in the period whose company has let its term pass today."""
    return passed(scope).overdue(timezone.localdate())  # type: ignore[attr-defined, no-any-return]


def _figure(key: str, label: Any, definition: Any, unit: Any, records: Any, dimensions: Any, **more: Any) -> Figure:
    return Figure(
        key=f"water.{key}",
        label=label,
        definition=definition,
        counting_unit=unit,
        source=LEDGER,
        records=records,
        dimensions=dimensions,
        excluded=NO_WITHDRAWN,
        **more,
    )


def _fault_dimensions(column: str) -> tuple[Dimension, ...]:
    state = by_choices("state", _("state"), "state", WaterFault.State.choices)
    return (
        by_unit("source__unit", key="station"),
        _fault_kind(),
        _source_kind("source__kind"),
        state,
        by_month(column),
    )


KEPT = _figure(
    "kept",
    _("Water sources kept"),
    _("Water sources of the unit that are kept today, usable or faulty, whatever the period."),
    SOURCES,
    kept,
    SOURCE_DIMENSIONS,
)
IN_ORDER = _figure(
    "in_order",
    _("Water sources in order"),
    _("Of the water sources kept today, those without an open fault."),
    SOURCES,
    kept,
    SOURCE_DIMENSIONS,
    only=Q(state=WaterSource.State.IN_SERVICE),
)
IN_ORDER_SHARE = Ratio(
    key="water.in_order_share",
    label=_("Share of water sources in order"),
    definition=_("Water sources in order over water sources kept."),
    counting_unit=PERCENT,
    part=IN_ORDER,
    whole=KEPT,
    source=LEDGER,
    excluded=NO_WITHDRAWN,
)
LOOKED_AT = _figure(
    "looked_at",
    _("Water sources looked at"),
    _("Water sources that had at least one look in the period; several looks at one count once."),
    SOURCES,
    looked_at,
    SOURCE_DIMENSIONS,
)
LOOKED = _figure(
    "looks",
    _("Looks at water sources"),
    _("Looks noted in the period; several at one water source count each."),
    LOOKS,
    looks,
    (by_unit("source__unit", key="station"), _source_kind("source__kind"), by_month("at")),
)
FOUND = _figure(
    "faults_found",
    _("Faults of water sources found"),
    _("Faults found in the period, by a look or by a report."),
    FAULTS,
    found,
    _fault_dimensions("found_at"),
)
PASSED = _figure(
    "faults_passed",
    _("Faults passed to water companies"),
    _("Faults passed to a company in the period, each on a numbered list."),
    FAULTS,
    passed,
    _fault_dimensions("passed_at"),
)
CLOSED = _figure(
    "faults_closed",
    _("Faults of water sources closed"),
    _("Faults closed in the period by a look of ours that found the water source usable."),
    FAULTS,
    closed,
    _fault_dimensions("closed_at"),
)
OVERDUE = _figure(
    "faults_overdue",
    _("Faults overdue with water companies"),
    _("Of the faults passed on in the period, those still with the company today although its term is over."),
    FAULTS,
    overdue,
    _fault_dimensions("passed_at"),
)
register(KEPT, IN_ORDER, IN_ORDER_SHARE, LOOKED_AT, LOOKED, FOUND, PASSED, CLOSED, OVERDUE, last=True)
