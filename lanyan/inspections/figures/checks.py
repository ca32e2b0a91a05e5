"""Figures of checks: premises 家, checks 次 and sites 处 are kept apart."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.figures import records
from lanyan.inspections.models import Inspection
from lanyan.inspections.rules import checks
from lanyan.kernel.figures import Figure, Ratio


def _figure(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {
        "counting_unit": records.CHECKS,
        "source": records.LEDGER,
        "records": records.concluded,
        "dimensions": records.CHECK_DIMENSIONS,
        "excluded": records.NOT_COUNTED,
    }
    return Figure(key=key, label=label, definition=definition, **{**given, **more})


def _places(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    """A figure of distinct places: one checked twice counts once, so breakdowns do not add up."""
    given = {"counting_unit": records.PREMISES, "measure": Count("premises", distinct=True), "additive": False}
    return _figure(key, label, definition, **{**given, **more})


CHECKED = _places(
    "inspections.premises_checked",
    _("Units checked"),
    _("Premises with at least one administrative check concluded in the period; checked several times, counted once."),
)
CHECKS = _figure(
    "inspections.checks",
    _("Checks made"),
    _("Administrative checks concluded in the period, by at least two qualified people."),
)
JOINT_PLACES = _places(
    "inspections.joint_premises",
    _("Units checked jointly"),
    _("Premises with a concluded check in which other departments took part (several departments, one visit)."),
    records=records.joint,
)
JOINT_CHECKS = _figure(
    "inspections.joint_checks",
    _("Joint checks made"),
    _("Concluded checks in which other departments took part; each department's part is signed."),
    records=records.joint,
)
DRAWN_CHECKS = _figure(
    "inspections.drawn_checks",
    _("Checks drawn at random"),
    _("Concluded checks whose premises and people came out of a random draw."),
    only=Q(cause=checks.BY_DRAW),
)
BY_FORM = tuple(
    _figure(
        f"inspections.checks_{form.lower()}",
        label,
        _("Concluded checks of this form of supervision (article 6)."),
        only=Q(form=form),
    )
    for form, label in Inspection.Form.choices
)
SPECIAL = _figure(
    "inspections.special_checks",
    _("Special checks made"),
    _("Concluded checks under a drive of special checks, by kind of drive."),
    only=Q(drive__isnull=False),
)


def _drive_figures() -> tuple[Figure, ...]:
    kinds = {
        "HERITAGE": _("Special checks: heritage"),
        "HIGH_RISE": _("Special checks: high-rise buildings"),
        "ELDERLY_CARE": _("Special checks: elderly care"),
        "SCHOOL": _("Special checks: schools"),
        "EBIKE": _("Special checks: e-bikes"),
    }
    definition = _("Concluded checks under drives of this kind; every check counts, also a second one of a place.")
    return tuple(
        _figure(f"inspections.special_{kind.lower()}", label, definition, only=Q(drive__kind=kind))
        for kind, label in kinds.items()
    )


BY_DRIVE = _drive_figures()


def _heritage(key: str, label: Any, category: str) -> Figure:
    return _places(
        key,
        label,
        _("Heritage sites of this rank, by the facts frozen in the record, with a check concluded in the period."),
        counting_unit=records.SITES,
        only=Q(facts__contains={"categories": [category]}),
    )


HERITAGE_NATIONAL = _heritage(
    "inspections.heritage_national", _("National heritage sites examined"), "HERITAGE_NATIONAL"
)
HERITAGE_PROVINCIAL = _heritage(
    "inspections.heritage_provincial", _("Provincial heritage sites examined"), "HERITAGE_PROVINCIAL"
)

# Categories below one are named after it (NINE_SHOP below NINE), and stand in the record as a list of codes.
NINE_SMALL = _places(
    "inspections.nine_small",
    _("Nine small places checked"),
    _("Premises of the nine small kinds, by the facts frozen in the record, with a check concluded in the period."),
    only=Q(facts__categories__icontains='"NINE_'),
)
ELDERLY_CARE = _places(
    "inspections.elderly_care",
    _("Elderly-care institutions examined"),
    _("Elderly-care institutions, by the facts frozen in the record, with a check concluded in the period."),
    only=Q(facts__contains={"categories": ["ELDERLY_CARE"]}),
)
KEY_UNITS = _places(
    "inspections.key_units",
    _("Key units checked"),
    _("Key units, by the facts frozen in the record, with a check concluded in the period."),
    only=Q(facts__contains={"categories": ["KEY_UNIT"]}),
)
JOINT_SCHOOLS = _places(
    "inspections.joint_schools",
    _("Schools and kindergartens checked jointly"),
    _(
        "Schools and kindergartens, by the facts frozen in the record, with a concluded check "
        "in which other departments took part."
    ),
    records=records.joint,
    only=Q(facts__contains={"categories": ["SCHOOL"]}),
)

_DUE = Figure(
    key="inspections.due_checks",
    label=_("Checks due"),
    definition=_("Checks scheduled in the period, made or not; withdrawn ones left out."),
    counting_unit=records.CHECKS,
    source=records.LEDGER,
    records=records.due,
    dimensions=records.CHECK_DIMENSIONS[:4],
)
_DONE = Figure(
    key="inspections.due_checks_done",
    label=_("Due checks made"),
    definition=_("Of the checks scheduled in the period, those concluded."),
    counting_unit=records.CHECKS,
    source=records.LEDGER,
    records=records.due,
    dimensions=records.CHECK_DIMENSIONS[:4],
    only=Q(state=checks.CONCLUDED),
)
DONE_SHARE = Ratio(
    key="inspections.due_share",
    label=_("Share of due checks made"),
    definition=_("Checks concluded of those scheduled in the period; what was not done stays in the whole."),
    counting_unit="%",
    part=_DONE,
    whole=_DUE,
    source=records.LEDGER,
)

FIGURES = (
    CHECKED,
    CHECKS,
    JOINT_PLACES,
    JOINT_CHECKS,
    DRAWN_CHECKS,
    *BY_FORM,
    SPECIAL,
    *BY_DRIVE,
    HERITAGE_NATIONAL,
    HERITAGE_PROVINCIAL,
    KEY_UNITS,
    NINE_SMALL,
    ELDERLY_CARE,
    JOINT_SCHOOLS,
    _DUE,
    _DONE,
    DONE_SHARE,
)
