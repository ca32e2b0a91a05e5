"""Figures of hazards 处, papers 份, seals, stops, fines, cases 起, major hazards: found, put right, listed, overdue.

A hazard belongs to the period in which it was found, a paper to that of its making, a case to that of its decision.
"""

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models import Case, Hazard, Inspection, MajorHazard, Paper, Seal, Transfer
from lanyan.inspections.rules import competence
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.rules import papers as paper_rules
from lanyan.inspections.rules import seals as seal_rules
from lanyan.kernel import codes
from lanyan.kernel.dimensions import by_choices
from lanyan.kernel.figures import Dimension, Figure, Ratio, Scope

HAZARDS = pgettext_lazy("counting unit", "hazards")
PAPERS = pgettext_lazy("counting unit", "papers")
PLACES = pgettext_lazy("counting unit", "places")
CASES = pgettext_lazy("counting unit", "cases")
SEALS = pgettext_lazy("counting unit", "seals")
TRANSFERS = pgettext_lazy("counting unit", "transfers")
PEOPLE = pgettext_lazy("counting unit", "people")
YUAN = pgettext_lazy("counting unit", "10,000 yuan")
PERCENT = pgettext_lazy("counting unit", "%")
HAZARD_LEDGER = _("Ledger of hazards; each was entered in a check and keeps its history to its end.")
CASE_LEDGER = _("Ledgers of papers, cases, seals, major hazards and transfers.")
NO_WITHDRAWN = _("Withdrawn records do not count.")

_UNIT = Dimension("battalion", _("unit"), F("unit__path"), naming=lambda: F("unit__short_name"))


def _coded(key: str, label: Any, column: str, name: str) -> Dimension:
    def said(code: str) -> str:
        row = codes.get(name, code)
        return row.label if row is not None else code

    return Dimension(key, label, F(column), said)


# ---- what is counted --------------------------------------------------------------------------------------
def found(scope: Scope) -> QuerySet[Hazard]:
    """Hazards of the unit found in the period."""
    standing = Hazard.objects.standing().found_in(scope.since, scope.until)
    return standing.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def _overdue(scope: Scope) -> QuerySet[Hazard]:
    return found(scope).overdue(timezone.localdate())  # type: ignore[attr-defined, no-any-return]


def _made(scope: Scope) -> QuerySet[Paper]:
    made = Paper.objects.filter(made_at__gte=scope.since, made_at__lt=scope.until)
    return made.exclude(status=paper_rules.WITHDRAWN).filter(  # type: ignore[no-any-return]
        unit__path__startswith=scope.unit_path
    )


def _decided(scope: Scope) -> QuerySet[Case]:
    decided = Case.objects.filter(decided_at__gte=scope.since, decided_at__lt=scope.until)
    return decided.filter(  # type: ignore[no-any-return]
        unit__path__startswith=scope.unit_path, status__in=(seal_rules.DECIDED, seal_rules.ENDED)
    )


def _sealed(scope: Scope) -> QuerySet[Seal]:
    sealed = Seal.objects.filter(sealed_at__gte=scope.since, sealed_at__lt=scope.until)
    return sealed.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def _days(scope: Scope, column: str) -> Q:
    since, until = (timezone.localtime(at).date() for at in (scope.since, scope.until))
    return Q(**{f"{column}__gte": since, f"{column}__lt": until})


def _listed(scope: Scope) -> QuerySet[MajorHazard]:
    return MajorHazard.objects.filter(  # type: ignore[no-any-return]
        _days(scope, "listed_date"), unit__path__startswith=scope.unit_path
    )


def _delisted(scope: Scope) -> QuerySet[MajorHazard]:
    return MajorHazard.objects.filter(  # type: ignore[no-any-return]
        _days(scope, "delisted_date"), unit__path__startswith=scope.unit_path
    )


def _answered(scope: Scope) -> QuerySet[Transfer]:
    answered = Transfer.objects.filter(answered_at__gte=scope.since, answered_at__lt=scope.until)
    return answered.filter(  # type: ignore[no-any-return]
        unit__path__startswith=scope.unit_path, status=competence.ANSWERED
    )


def _sent(scope: Scope) -> QuerySet[Transfer]:
    sent = Transfer.objects.filter(sent_at__gte=scope.since, sent_at__lt=scope.until)
    return sent.exclude(status=competence.WITHDRAWN).filter(  # type: ignore[no-any-return]
        unit__path__startswith=scope.unit_path
    )


# ---- hazards ----------------------------------------------------------------------------------------------
HAZARD_DIMENSIONS = (
    _UNIT,
    by_choices("status", _("status"), "status", Hazard.Status.choices),
    by_choices("form", _("form of check"), "inspection__form", Inspection.Form.choices),
)


def _hazard(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {
        "counting_unit": HAZARDS,
        "source": HAZARD_LEDGER,
        "records": found,
        "dimensions": HAZARD_DIMENSIONS,
        "excluded": NO_WITHDRAWN,
    }
    return Figure(key=f"hazards.{key}", label=label, definition=definition, **{**given, **more})


FOUND = _hazard("found", _("Hazards found"), _("Hazards found in administrative checks in the period."))
PUT_RIGHT = _hazard(
    "put_right",
    _("Hazards put right"),
    _("Of the hazards found in the period, those put right on the spot or closed after a re-check."),
    only=Q(status__in=rules.PUT_RIGHT),
)
RATE = Ratio(
    key="hazards.rate",
    label=_("Share of hazards put right"),
    definition=_("Hazards put right over hazards found in the period."),
    counting_unit=PERCENT,
    part=PUT_RIGHT,
    whole=FOUND,
    source=HAZARD_LEDGER,
)
OPEN = _hazard(
    "open",
    _("Hazards still open"),
    _("Of the hazards found in the period, those neither put right nor withdrawn as of now."),
    only=Q(status__in=rules.OPEN),
)
OVERDUE = _hazard(
    "overdue",
    _("Hazards past their term"),
    _("Of the hazards found in the period, those under an order whose date has passed as of today without a report."),
    records=_overdue,
)
NOT_FIXED = _hazard(
    "not_fixed",
    _("Hazards not put right in time"),
    _("Of the hazards found in the period, those that a re-check found not put right, whatever became of them later."),
    only=Q(not_fixed_at__isnull=False),
)


# ---- papers, cases, seals ------------------------------------------------------------------------------------
PAPER_DIMENSIONS = (_UNIT, _coded("kind", _("kind of paper"), "kind__code", "paper_kinds"))


def _paper(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {
        "counting_unit": PAPERS,
        "source": CASE_LEDGER,
        "records": _made,
        "dimensions": PAPER_DIMENSIONS,
        "excluded": NO_WITHDRAWN,
    }
    return Figure(key=f"papers.{key}", label=label, definition=definition, **{**given, **more})


ALL_PAPERS = _paper("made", _("Papers made"), _("Papers of all kinds made in the period, by the instant on the paper."))
NOTICES = _paper(
    "notices",
    _("Notices to rectify"),
    _("Notices to put right at once or by a date, made in the period."),
    only=Q(kind__code__in=("AT_ONCE", "BY_DATE")),
)


def _kinds() -> tuple[Figure, ...]:
    """One figure for each kind of paper that a report tells apart; the rest stand in the breakdown by kind."""
    kinds = {
        "CHECK_NOTICE": _("Notices of a check"),
        "AT_ONCE": _("Notices to rectify at once"),
        "BY_DATE": _("Notices to rectify by a date"),
        "RECHECK": _("Opinions on re-checks"),
        "SEAL": _("Decisions on temporary seals"),
        "SEAL_LIFT": _("Decisions to lift seals"),
        "MAJOR": _("Notices on major hazards"),
        "PENALTY": _("Penalty decisions"),
        "OPENING_PASS": _("Opinions on opening, passed"),
        "OPENING_FAIL": _("Decisions against opening"),
        "TRANSFER": _("Letters of transfer"),
    }
    definition = _("Papers of this kind made in the period, by the instant on the paper.")
    return tuple(_paper(kind.lower(), label, definition, only=Q(kind__code=kind)) for kind, label in kinds.items())


BY_KIND = _kinds()


def _other(
    key: str, label: Any, definition: Any, unit: Any, records: Any, *dimensions: Dimension, **more: Any
) -> Figure:
    given = {"counting_unit": unit, "source": CASE_LEDGER, "records": records, "excluded": NO_WITHDRAWN}
    return Figure(
        key=f"enforcement.{key}",
        label=label,
        definition=definition,
        dimensions=(_UNIT, *dimensions),
        **{**given, **more},
    )


# Fines are entered in yuan and told in units of ten thousand, like all other money.
_YUAN = Cast("fine_yuan", DecimalField(max_digits=14, decimal_places=4))
_WAN = ExpressionWrapper(_YUAN / Decimal(10_000), output_field=DecimalField(max_digits=14, decimal_places=4))
_ACT = _coded("act", _("act punished"), "rule__code", "penalty_rules")
DECIDED = _other("cases", _("Cases decided"), _("Penalty cases decided in the period."), CASES, _decided, _ACT)
ON_THE_SPOT = _other(
    "cases_on_the_spot",
    _("Cases decided on the spot"),
    _("Penalty cases decided in the period by the simple procedure."),
    CASES,
    _decided,
    _ACT,
    only=Q(on_the_spot=True),
)
FINES = _other(
    "fines",
    _("Fines"),
    _("Fines of the cases decided in the period, added up."),
    YUAN,
    _decided,
    _ACT,
    only=Q(fine_yuan__isnull=False),
    measure=Sum(_WAN),
    each=_WAN,
    form="wan",
)
STOPS = _other(
    "stops",
    _("Orders to stop"),
    _("Cases decided in the period with a stop of building work, use, business or production."),
    CASES,
    _decided,
    by_choices("stop", _("stop"), "stop", Case.Stop.choices),
    only=~Q(stop=""),
)
SEALED = _other(
    "seals",
    _("Temporary seals made"),
    _("Temporary seals that came into force in the period, urgent ones included."),
    SEALS,
    _sealed,
    _coded("ground", _("ground"), "ground__code", "seal_grounds"),
)
LISTED = _other(
    "listed",
    _("Major hazards listed"),
    _("Major hazards that a government listed for supervision in the period."),
    PLACES,
    _listed,
    by_choices("level", _("listed by"), "level", MajorHazard.Level.choices),
)
DELISTED = _other(
    "delisted",
    _("Major hazards delisted"),
    _("Listed major hazards that were delisted in the period."),
    PLACES,
    _delisted,
    by_choices("level", _("listed by"), "level", MajorHazard.Level.choices),
)
SENT = _other(
    "transfers",
    _("Matters transferred"),
    _("Matters handed over in the period to whoever is competent."),
    TRANSFERS,
    _sent,
    _coded("matter", _("matter"), "matter__code", "transfer_matters"),
)
DETAINED = _other(
    "detained",
    _("People detained after a transfer"),
    _("People whom the public security organ detained, as it answered transfers in the period."),
    PEOPLE,
    _answered,
    only=Q(detained__isnull=False),
    measure=Sum("detained"),
    each=F("detained"),
)

FIGURES = (
    *(FOUND, PUT_RIGHT, RATE, OPEN, OVERDUE, NOT_FIXED),
    *(ALL_PAPERS, NOTICES, *BY_KIND),
    *(DECIDED, ON_THE_SPOT, FINES, STOPS, SEALED, LISTED, DELISTED, SENT, DETAINED),
)
