"""Enter once 录一次: the kinds of records that stand in other systems as well, and what is known of each there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.models import Fire
from lanyan.fires.sheets import FIRES
from lanyan.incidents.ledger import incidents as incident_ledger
from lanyan.incidents.ledger import runs as run_ledger
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import external
from lanyan.kernel.models import ExternalNumber

PERMISSION = "kernel.fill_external_number"
KEEP_LAYOUTS, FILL_MANY = "kernel.keep_layouts", "kernel.fill_external_numbers"
UNFINISHED = (ExternalNumber.State.TO_ENTER, ExternalNumber.State.DIFFERS)


@dataclass(frozen=True)
class Line:
    """One thing that can be copied out of a record: its key, its label, how it is read, who may see it."""

    key: str
    label: Any
    of: Callable[[Any], Any]
    permission: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of record: what it is called, whose it is, when and where it was, its lines and its page."""

    slug: str
    title: Any
    model: type[Model]
    view: str
    at: str
    at_label: Any
    place: str
    number: Any
    page: Callable[[Any], str]
    lines: tuple[Line, ...]
    joined: Callable[[Any], Any]
    by_number: Callable[[list[str]], Q]

    @property
    def key(self) -> str:
        """As the kernel calls it."""
        return self.model._meta.label_lower

    @property
    def list_url(self) -> str:
        """The list of its numbers."""
        own = self.slug != "incident"
        return reverse("reports:external_of", args=[self.slug]) if own else reverse("reports:external")

    def seen(self, user: Any) -> Any:
        """The records a person may look at."""
        return self.model._default_manager.visible_to(user, self.view)  # type: ignore[attr-defined]

    def filled_by(self, user: Any) -> Any:
        """Those among them whose numbers a person may write down."""
        return self.seen(user).filter(pk__in=self._within(user, PERMISSION))

    def _within(self, user: Any, permission: str) -> Any:
        return self.model._default_manager.visible_to(user, permission).values("pk")  # type: ignore[attr-defined]

    def entries(self, records: Any) -> QuerySet[ExternalNumber]:
        """The external numbers of records, each with its record's main facts, the newest record first."""
        record = self.model._default_manager.filter(pk=OuterRef("record_id")).order_by()
        mine = ExternalNumber.objects.filter(kind=self.key, record_id__in=records.order_by().values("pk"))
        return mine.annotate(
            number_here=Subquery(record.annotate(here=self.number).values("here")[:1]),
            at=Subquery(record.values(self.at)[:1]),
            address=Subquery(record.values(self.place)[:1]),
            unit_name=Subquery(record.values("unit__short_name")[:1]),
        ).order_by("-record_id", "system")

    def lines_for(self, user: Any) -> dict[str, Line]:
        """The lines a person may see, by key."""
        return {line.key: line for line in self.lines if not line.permission or user.has_perm(line.permission)}


def _of_ledger(fields: Any, *first: Line) -> tuple[Line, ...]:
    return (*first, *(Line(one.key, one.label, one.of, one.permission) for one in fields))


def _runs_by_number(numbers: list[str]) -> Q:
    """3308-20240305-0001-1/SG-03: incident, order, call sign."""
    found = Q(pk__in=[])
    for number in numbers:
        order, _slash, call_sign = number.partition("/")
        incident, _dash, serial = order.rpartition("-")
        if serial.isdecimal() and len(serial) < 5:
            found |= Q(incident__number=incident, order__serial=int(serial), vehicle__call_sign=call_sign)
    return found


INCIDENT = Kind(
    slug="incident",
    title=_("Incidents"),
    model=Incident,
    view="incidents.view_incident",
    at="answered_at",
    at_label=_("answered"),
    place="address",
    number=F("number"),
    page=lambda pk: reverse("incidents:incident", args=[pk]),
    lines=_of_ledger(incident_ledger.FIELDS),
    joined=incident_ledger.joined,
    by_number=lambda numbers: Q(number__in=numbers),
)
RUN = Kind(
    slug="run",
    title=_("Vehicle runs"),
    model=Run,
    view="incidents.view_incident",
    at="ordered_at",
    at_label=_("ordered"),
    place="incident__address",
    number=Concat(
        "incident__number",
        Value("-"),
        Cast("order__serial", CharField()),
        Value("/"),
        "vehicle__call_sign",
        output_field=CharField(),
    ),
    # A run stands on its incident's page.
    page=lambda pk: reverse("reports:external_record", args=["run", pk]),
    lines=_of_ledger(
        run_ledger.FIELDS,
        Line("run_number", _("number of the run"), lambda run: run.number),
        Line("unit", _("unit"), lambda run: run.unit.name),
        Line("call_sign", _("call sign"), lambda run: run.vehicle.call_sign),
    ),
    joined=run_ledger.joined,
    by_number=_runs_by_number,
)
FIRE = Kind(
    slug="fire",
    title=_("Fires"),
    model=Fire,
    view="fires.view_fire",
    at="started_at",
    at_label=pgettext_lazy("fire", "began"),
    place="address",
    number=F("number"),
    page=lambda pk: reverse("fires:fire", args=[pk]),
    lines=(
        *(Line(column.key, column.label, column.value) for column in FIRES.columns),
        Line("number_119", _("number in the 119 system"), lambda fire: fire.number_119),
        Line("number_national", _("number in the national statistics"), lambda fire: fire.number_national),
    ),
    joined=lambda fires: external.with_numbers(FIRES.prepare(fires)),
    by_number=lambda numbers: Q(number__in=numbers),
)
KINDS = {kind.slug: kind for kind in (INCIDENT, RUN, FIRE)}


def kind_of(slug: str) -> Kind:
    """A kind by its word in the address; 404 when there is none."""
    if slug not in KINDS:
        raise Http404(slug)
    return KINDS[slug]


def unfinished(user: Any, kind: Kind = INCIDENT) -> QuerySet[ExternalNumber]:
    """Those still to enter, and those that differ."""
    return kind.entries(kind.filled_by(user)).filter(state__in=UNFINISHED)
