"""Figures of guards 安保勤务: guards 次, posts 个, people 人次, time, rounds 次, findings 条; vehicles 辆次 by runs.

A guard belongs to the period in which it began. Exercises and withdrawn guards never count. Incidents of guard
duty and vehicle runs are the incident ledger's: `incidents.guard` counts the first, the runs here are those of its
incidents.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.guards.models import Guard, GuardPost, PostPerson, Round, Stamp
from lanyan.guards.rules import life
from lanyan.incidents.models import Incident, Run
from lanyan.kernel.dimensions import by_month, by_unit, code_words
from lanyan.kernel.figures import Dimension, Figure, Ratio, Scope, Seconds, register

GUARDS = pgettext_lazy("counting unit", "guards")
POSTS = pgettext_lazy("counting unit", "posts")
PEOPLE = pgettext_lazy("counting unit", "person-deployments")
RUNS = pgettext_lazy("counting unit", "vehicle runs")
SECONDS = pgettext_lazy("counting unit", "s")
ROUNDS = pgettext_lazy("counting unit", "rounds")
FINDINGS = pgettext_lazy("counting unit", "findings")
PERCENT = pgettext_lazy("counting unit", "%")
LEDGER = _("Plans of guards with their posts, and the stamps made there.")
NOT_COUNTED = _("Exercises, withdrawn guards and guards that have not begun do not count.")


def _held(scope: Scope) -> QuerySet[Any]:
    found = Guard.objects.counted().filter(begun_at__gte=scope.since, begun_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


def guards(scope: Scope) -> QuerySet[Any]:
    """Guards of the unit that began in the period."""
    return _held(scope)


def posts(scope: Scope) -> QuerySet[Any]:
    """Posts of these guards that were not given up."""
    return GuardPost.objects.standing().filter(guard__in=_held(scope))  # type: ignore[no-any-return]


def people(scope: Scope) -> QuerySet[Any]:
    """People posted at these guards and not taken off before."""
    return PostPerson.objects.standing().filter(post__guard__in=_held(scope), post__ended_at=None)  # type: ignore[no-any-return]


def vehicles(scope: Scope) -> QuerySet[Any]:
    """Runs of the unit's vehicles that turned out to the incidents of guards begun in the period."""
    held = Guard.objects.counted().filter(begun_at__gte=scope.since, begun_at__lt=scope.until)
    named = Incident.objects.counted().filter(Exists(held.filter(incident=OuterRef("pk"))))
    return Run.objects.turned_out().filter(incident__in=named, unit__path__startswith=scope.unit_path)


def rounds(scope: Scope) -> QuerySet[Any]:
    """Rounds that were due at these guards: those whose guard was stood down before are none."""
    return Round.objects.filter(post__guard__in=_held(scope)).exclude(state=life.LAPSED)


def found(scope: Scope) -> QuerySet[Any]:
    """Stamps that say what was found."""
    return Stamp.objects.standing().filter(guard__in=_held(scope), kind=Stamp.Kind.FOUND)  # type: ignore[no-any-return]


def _dimensions(path: str = "", unit: str = "unit") -> tuple[Dimension, ...]:
    kind = Dimension("kind", _("kind"), F(f"{path}kind__code"), code_words("incident_kinds"))
    return (by_unit(f"{path}{unit}"), kind, by_month(f"{path}begun_at"))


def _figure(key: str, label: Any, definition: Any, unit: Any, records: Any, path: str = "", **more: Any) -> Figure:
    given = {"dimensions": _dimensions(path), **more}
    return Figure(
        key=f"guards.{key}", label=label, definition=definition, counting_unit=unit, source=LEDGER, records=records,
        excluded=NOT_COUNTED, **given,
    )  # fmt: skip


LASTED = Seconds("begun_at", "stood_down_at")
HELD = _figure("held", _("Guards held"), _("Guards of the unit that began in the period."), GUARDS, guards)
HOURS = _figure(
    "time",
    _("Time on guard"),
    _("From the beginning to the stand-down of the guards held, added up; those still under way are left out."),
    SECONDS,
    guards,
    only=Q(stood_down_at__isnull=False),
    measure=Sum(LASTED),
    each=LASTED,
    empty=None,
    form="seconds",
)
POSTED = _figure(
    "posts", _("Posts held"), _("Posts of the guards held, those given up left out."), POSTS, posts, "guard__"
)
PEOPLE_POSTED = _figure(
    "people",
    _("People at posts"),
    _("People posted at the guards held; who stands at two posts counts twice. Those on board of vehicles are counted "
      "by their runs: the two are never added."),
    PEOPLE,
    people,
    "post__guard__",
)  # fmt: skip
VEHICLES = _figure(
    "vehicles",
    _("Vehicles stationed ahead"),
    _("Vehicle runs of the unit to the incidents of guards; they are part of the vehicles sent."),
    RUNS,
    vehicles,
    dimensions=(by_unit(), by_month("incident__guard__begun_at")),
)
DUE = _figure("rounds", _("Rounds due"), _("Rounds that were due at the posts of the guards held."), ROUNDS, rounds,
              "post__guard__")  # fmt: skip
DONE = _figure(
    "rounds.done", _("Rounds done"),
    _("Of the rounds due, those with a stamp within their time and the grace after it."),
    ROUNDS, rounds, "post__guard__", only=Q(state=life.DONE),
)  # fmt: skip
MISSED = _figure(
    "rounds.missed", _("Rounds missed"), _("Of the rounds due, those whose time passed without a stamp."),
    ROUNDS, rounds, "post__guard__", only=Q(state=life.MISSED),
)  # fmt: skip
SHARE = Ratio(
    key="guards.rounds.share",
    label=_("Share of rounds done"),
    definition=_("Share of the rounds due that were done."),
    counting_unit=PERCENT,
    part=DONE,
    whole=DUE,
    source=LEDGER,
    excluded=NOT_COUNTED,
)
FOUND = _figure(
    "found", _("Found on guard"), _("Stamps that say what was found; a finding is no hazard and no check."),
    FINDINGS, found, "guard__",
)  # fmt: skip
register(HELD, HOURS, POSTED, PEOPLE_POSTED, VEHICLES, DUE, DONE, MISSED, SHARE, FOUND)
