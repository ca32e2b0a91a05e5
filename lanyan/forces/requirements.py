"""Strength against requirement 强度对照: what each station has and what its class should have."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.forces import needs, readiness, rules
from lanyan.forces.models import Seat, Station, Vehicle
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.people.models import Person


def _number(rows: Any, of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_strength(stations: QuerySet[Station]) -> QuerySet[Station]:
    """Join what each station has: people on the strength and on duty, vehicles kept and in service; one query."""
    people = Person.objects.serving().filter(unit=OuterRef("unit"))
    seated = Seat.objects.filter(shift__state=rules.IN_FORCE, shift__station=OuterRef("pk"))
    there = seated.filter(Q(present=None) | Q(present=True))
    kept = Vehicle.objects.filter(home=OuterRef("pk")).exclude(condition=rules.RETIRED)
    return stations.select_related("unit").annotate(
        serving=_number(people, "unit"),
        seated=_number(there, "shift__station"),
        kept=_number(kept, "home"),
        usable=_number(kept.filter(condition=rules.IN_SERVICE), "home"),
    )


def _span(wanted: tuple[int, int] | None) -> str | None:
    if wanted is None:
        return None
    return f"{wanted[0]}–{wanted[1]}" if wanted[0] != wanted[1] else str(wanted[0])


def _wanted(station: Station) -> readiness.Requirement:
    return needs.of_class(station.station_class)


STRENGTH = sheets.Sheet(
    key="strength",
    title=_("Strength against requirement"),
    model=Station,
    columns=(
        Column(
            "unit",
            _("station"),
            lambda s: s.unit.short_name,
            width=20,
            link=lambda s: reverse("forces:station", args=[s.pk]),
        ),
        Column("station_class", _("class"), lambda s: s.get_station_class_display()),
        Column("serving", _("people on the strength"), lambda s: s.serving, number=True, width=10),
        Column("people_wanted", _("people per shift, required"), lambda s: _span(_wanted(s).people), width=12),
        Column("seated", _("on duty now"), lambda s: s.seated, number=True, width=10),
        Column(
            "people_missing",
            _("people missing"),
            lambda s: readiness.below(s.seated, _wanted(s).people),
            number=True,
            width=10,
        ),
        Column("vehicles_wanted", _("vehicles, required"), lambda s: _span(_wanted(s).vehicles), width=12),
        Column("kept", _("vehicles kept"), lambda s: s.kept, number=True, width=10),
        Column("usable", _("of them in service"), lambda s: s.usable, number=True, width=10),
        Column(
            "vehicles_missing",
            _("vehicles missing"),
            lambda s: readiness.below(s.kept, _wanted(s).vehicles),
            number=True,
            width=10,
        ),
        Column("bays_wanted", _("bays, required"), lambda s: _span(_wanted(s).bays), width=12),
        Column("bays", _("bays"), lambda s: s.bays, number=True, width=8),
        Column(
            "bays_missing",
            _("bays missing"),
            lambda s: readiness.below(s.bays, _wanted(s).bays),
            number=True,
            width=10,
        ),
    ),
    prepare=with_strength,
)
