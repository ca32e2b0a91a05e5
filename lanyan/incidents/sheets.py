"""The ledgers of incidents, runs, orders and plans: one list of columns for the screen, the figure pages and Excel."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules, words
from lanyan.incidents.models import DispatchOrder, DispatchPlan, Incident, Run
from lanyan.kernel import sheets
from lanyan.kernel.models import ExternalNumber
from lanyan.kernel.sheets import Column, Sheet


def with_ledger(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Join what the ledger's columns need; runs and numbers by subquery, so that only the rows shown are counted."""
    out = Run.objects.turned_out().filter(incident=OuterRef("pk")).order_by().values("incident")
    number = ExternalNumber.objects.filter(
        kind="incidents.incident", record_id=OuterRef("pk"), system=ExternalNumber.System.NATIONAL
    )
    return incidents.select_related("subkind", "unit", "division").annotate(
        run_count=Coalesce(Subquery(out.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()),
        people_count=Coalesce(Subquery(out.annotate(n=Sum("headcount")).values("n")), 0, output_field=IntegerField()),
        national_state=Subquery(number.values("state")[:1]),
    )


def seconds_between(before: Any, after: Any) -> int | None:
    """Whole seconds from one instant to another; None when one is missing."""
    return round((after - before).total_seconds()) if before is not None and after is not None else None


def national(incident: Any) -> str | None:
    """How far the entry into the national system has come."""
    state = incident.national_state
    return str(ExternalNumber.State(state).label) if state else None


def place_of(incident: Incident) -> str:
    """Where it is: the confirmed address, else what the finder or the caller said."""
    return incident.address or incident.place_answer or incident.place_words


def _page(incident: Incident) -> str:
    return reverse("incidents:incident", args=[incident.pk])


def _count(key: str, label: Any) -> Column:
    return Column(key, label, lambda incident: getattr(incident, key), number=True, width=10)


def _at(key: str, label: Any) -> Column:
    return Column(key, label, lambda record: getattr(record, key), width=20)


INCIDENTS = Sheet(
    key="incidents",
    title=_("Incident ledger"),
    model=Incident,
    columns=(
        Column("number", _("number"), lambda i: i.number, width=22, link=_page),
        _at("answered_at", _("answered")),
        Column("unit", _("responsible unit"), lambda i: i.unit.short_name),
        Column("division", _("district"), lambda i: i.division.name if i.division else None),
        Column("town", _("town"), lambda i: i.town),
        Column("place", _("place"), place_of, width=36),
        Column("title", _("title"), lambda i: i.title, width=24),
        Column("kind", _("kind"), lambda i: i.get_kind_display() if i.kind else None),
        Column("subkind", _("sub-kind"), lambda i: i.subkind.label if i.subkind else None),
        Column("level", _("response level"), lambda i: words.level(i.kind, i.level) if i.level else None),
        Column("status", _("status"), lambda i: i.get_status_display()),
        Column("is_exercise", _("exercise"), lambda i: _("exercise") if i.is_exercise else None, width=8),
        Column("is_notable", _("kept as a case"), lambda i: _("kept as a case") if i.is_notable else None, width=8),
        Column(
            "call_to_order",
            _("call to order, s"),
            lambda i: seconds_between(i.answered_at, i.first_ordered_at),
            number=True,
        ),
        Column(
            "first_arrival",
            _("order to first arrival, s"),
            lambda i: seconds_between(i.first_ordered_at, i.first_arrived_at),
            number=True,
        ),
        Column("run_count", _("vehicle runs"), lambda i: i.run_count, number=True, width=10),
        Column("people_count", _("person-deployments"), lambda i: i.people_count, number=True, width=10),
        _count("rescued", _("rescued alive")),
        _count("evacuated", _("evacuated")),
        _count("dead", _("dead")),
        _count("injured", _("injured")),
        _count("own_dead", _("own dead")),
        _count("own_injured", _("own injured")),
        _count("property_saved", _("property saved, 10,000 yuan")),
        _count("property_protected", _("property protected, 10,000 yuan")),
        _at("opened_at", _("opened")),
        _at("first_ordered_at", _("first order")),
        _at("first_departed_at", _("first turned out")),
        _at("first_arrived_at", _("first arrived")),
        _at("controlled_at", _("under control")),
        _at("knocked_down_at", _("knocked down")),
        _at("last_returned_at", _("last back at station")),
        _at("closed_at", _("closed at")),
        Column("national", _("national system"), national),
    ),
    prepare=with_ledger,
)
RUNS = Sheet(
    key="runs",
    title=_("Vehicle runs"),
    model=Run,
    columns=(
        Column("number", _("incident"), lambda r: r.incident.number, width=22, link=lambda r: _page(r.incident)),
        Column("order_number", _("order"), lambda r: r.order.serial, number=True, width=8),
        Column("vehicle", _("vehicle"), lambda r: r.vehicle.call_sign),
        Column("vehicle_kind", _("kind of vehicle"), lambda r: r.vehicle.kind.label, width=20),
        Column("unit", _("unit"), lambda r: r.unit.short_name),
        Column("headcount", _("people on board"), lambda r: r.headcount, number=True, width=10),
        Column("leader", _("leader"), lambda r: r.leader),
        Column("status", _("status"), lambda r: r.get_status_display()),
        _at("ordered_at", _("ordered")),
        *(_at(stamp.column, stamp.label) for stamp in rules.STAMPS),
    ),
    prepare=lambda runs: runs.select_related("incident", "order", "vehicle__kind", "unit"),
)
ORDERS = Sheet(
    key="orders",
    title=_("Dispatch orders"),
    model=DispatchOrder,
    columns=(
        Column("number", _("number of the order"), lambda o: o.number, width=24, link=lambda o: _page(o.incident)),
        Column("station", _("station"), lambda o: o.station.unit.short_name),
        Column("wave", _("wave"), lambda o: o.wave, number=True, width=8),
        _at("issued_at", _("issued")),
        Column("issued_by", _("issued by"), lambda o: o.issued_by.name if o.issued_by else None),
        _at("received_at", _("received")),
        Column("received_by", _("received by"), lambda o: o.received_by.name if o.received_by else None),
        _at("stood_down_at", _("stood down")),
        Column("vehicles", _("vehicles"), lambda o: o.vehicle_count, number=True, width=10),
        Column("note", _("instructions"), lambda o: o.note, width=30),
    ),
    prepare=lambda orders: orders.select_related("incident", "station__unit", "issued_by", "received_by").annotate(
        vehicle_count=_vehicles()
    ),
)


PLANS = Sheet(
    key="dispatch_plans",
    title=_("Dispatch plans"),
    model=DispatchPlan,
    columns=(
        Column("name", _("name"), lambda p: p.name, width=28, link=lambda p: reverse("incidents:plan", args=[p.pk])),
        Column("unit", _("unit"), lambda p: p.unit.short_name),
        Column("version", _("version"), lambda p: p.version, number=True, width=8),
        Column("state", _("state"), lambda p: p.get_state_display()),
        Column("is_starter", _("starting values"), lambda p: _("starting values") if p.is_starter else None),
        Column("row_count", _("quantities"), lambda p: p.row_count, number=True, width=8),
        _at("since_at", _("in force since")),
        _at("ended_at", _("ended")),
        _at("changed_at", _("last changed")),
        Column("source", _("source"), lambda p: p.source, width=36),
    ),
    prepare=lambda plans: plans.select_related("unit").annotate(row_count=Count("rows")),
)


def _vehicles() -> Any:
    runs = Run.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(n=Count(F("pk")))
    return Coalesce(Subquery(runs.values("n")), 0, output_field=IntegerField())


for _sheet in (INCIDENTS, RUNS, ORDERS, PLANS):
    sheets.register(_sheet)
