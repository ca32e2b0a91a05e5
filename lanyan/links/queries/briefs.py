"""The facts of a brief: counts by the house's figures, what stood out, forces, what is off the road, what is open."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from lanyan.forces import duty
from lanyan.forces.models import Station, Vehicle
from lanyan.incidents.figures import handled, results, sent
from lanyan.incidents.models import Incident
from lanyan.kernel.figures import Figure, Scope, together
from lanyan.kernel.periods import Period
from lanyan.links import limits
from lanyan.links.models import BriefCut, Inbound, LinkageNotice, ReportDue
from lanyan.links.rules import composing, spans
from lanyan.links.rules.life import WAITING
from lanyan.links.rules.reports import speaks
from lanyan.units.models import Unit

COUNTS = (handled.HANDLED, *handled.KINDS.values())
SUMS = (sent.VEHICLES, sent.TEAMS_SENT, sent.PERSON_DEPLOYMENTS, *results.RESULTS[1:5])
MOST_LISTED = 12


def cut_of(unit: Unit, on: date) -> int:
    """At which hour a unit's day ends: its own row, else that of the nearest above it, else midnight."""
    above = [unit.path[: at + 1] for at, sign in enumerate(unit.path) if sign == "."]
    rows = BriefCut.objects.filter(unit__path__in=above, since_date__lte=on).order_by("-unit__path", "-since_date")
    found = rows.values_list("hour", flat=True).first()
    return spans.MIDNIGHT if found is None else int(found)


def gather(unit: Unit, span: Period, *, at: datetime) -> dict[str, Any]:
    """Read the facts of a brief over a span; forces and open matters are those of `at`."""
    scope = Scope(unit.path, span.since, span.until)
    values = together((*COUNTS, *SUMS), scope)
    with translation.override("zh-hans"):
        return {
            "unit": unit.name,
            "at": at.isoformat(),
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "counts": _rows(COUNTS, values),
            "sums": _rows(SUMS, values),
            "notable": [_line(one) for one in notable(unit, span)[:MOST_LISTED]],
            "forces": _forces(unit, at),
            "off_road": _off_road(unit, at),
            "open": _open(unit, at),
        }


def _rows(figures: tuple[Any, ...], values: dict[str, Any]) -> list[dict[str, Any]]:
    return [_row(one, values[one.key]) for one in figures]


def _row(figure: Figure, value: Any) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": str(figure.label),
        "unit": str(figure.counting_unit),
        "value": int(value) if value is not None else None,
    }


def _in(unit: Unit, span: Period) -> QuerySet[Incident]:
    found = Incident.objects.counted().answered_in(span.since, span.until).filter(unit__path__startswith=unit.path)
    return found.select_related("subkind", "division", "unit").order_by("answered_at", "pk")  # type: ignore[no-any-return]


def notable(unit: Unit, span: Period) -> list[Incident]:
    """What stood out: kept as a case, or such that a rule asks for a flash report; exercises never."""
    flash = [rule for rule in limits.rules() if rule.report == "FLASH"]
    likely = Q(is_notable=True) | Q(level__gte=2) | Q(dead__gt=0) | Q(injured__gt=0) | Q(own_dead__gt=0)
    likely |= Q(own_injured__gt=0) | Q(facts__trapped__gte=1) | Q(kind="RESCUE")
    found = _in(unit, span).filter(likely)
    return [one for one in found if one.is_notable or any(speaks(rule, limits.seen(one)) for rule in flash)]


def _line(incident: Incident) -> str:
    result = {"dead": incident.dead, "injured": incident.injured, "rescued": incident.rescued}
    said = "，".join(
        f"{label}{composing.said(result[name], '人')}" for name, label, _u in composing.RESULTS if name in result
    )
    when = composing.moment(incident.answered_at.isoformat())
    return f"{when}，{incident.name}（{incident.level_words}），{said}；{incident.get_status_display()}。"


def _forces(unit: Unit, at: datetime) -> dict[str, Any]:
    stations = list(
        Station.objects.filter(unit__path__startswith=unit.path, unit__closed_date=None)
        .select_related("unit__parent")
        .order_by("unit__path")
    )
    duties = duty.stations_on_duty(stations, now=at)
    vehicles = [one for each in duties for one, _facts in each.vehicles]
    on_duty = [each.on_duty for each in duties if each.shift is not None]
    return {
        "stations": len(stations),
        # Where no shift is entered nobody has said how many there are.
        "on_duty": sum(on_duty) if on_duty else None,
        "vehicles": len(vehicles),
        "in_service": sum(one.condition == Vehicle.Condition.IN_SERVICE for one in vehicles),
    }


def _off_road(unit: Unit, at: datetime) -> list[str]:
    found = Vehicle.objects.filter(home__unit__path__startswith=unit.path, condition=Vehicle.Condition.OFF_ROAD)
    found = found.select_related("home__unit").order_by("home__unit__path", "call_sign")
    return [f"{one.home.unit.short_name}{one.call_sign}：{one.condition_reason}" for one in found[:MOST_LISTED]]


def _open(unit: Unit, at: datetime) -> list[str]:
    """Incidents in hand, reports not sent, answers that wait, orders from outside."""
    here = {"unit__path__startswith": unit.path}
    lines = [f"{one.number} {one.name}，{one.get_status_display()}" for one in _unfinished(unit)[:MOST_LISTED]]
    dues = ReportDue.objects.filter(**here).waiting().select_related("incident").order_by("due_at")
    lines += [
        f"{one.incident.number} 应报{one.addressee_words}（{one.get_kind_display()}）" for one in dues[:MOST_LISTED]
    ]
    waiting = LinkageNotice.objects.filter(**here, state__in=WAITING).select_related("linkage")
    lines += [f"{one.linkage.name}未答复（{one.number}）" for one in waiting[:MOST_LISTED]]
    inbound = Inbound.objects.filter(**here).open()
    lines += [f"{one.sender}{one.number}待处理" for one in inbound[:MOST_LISTED]]
    return lines


def _unfinished(unit: Unit) -> QuerySet[Incident]:
    found = Incident.objects.unfinished().filter(unit__path__startswith=unit.path, is_exercise=False)
    return found.select_related("subkind").order_by("answered_at")  # type: ignore[no-any-return]


def span_of(unit: Unit, kind: str, on: date) -> Period:
    """The span of a unit's brief of a day."""
    return spans.span(kind, on, cut_of(unit, on))


def last_day(at: datetime, unit: Unit) -> date:
    """The day whose brief can be made at an instant: today once its cut is past, else yesterday."""
    today = timezone.localdate(at)
    over = spans.span("DAILY", today, cut_of(unit, today)).until <= at
    return today if over else today - timedelta(days=1)
