"""Calls, incidents, orders, runs and the command log."""

from datetime import timedelta
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Station, Vehicle
from lanyan.incidents import rules, words
from lanyan.kernel.models import Code
from lanyan.places.models import ON_EARTH, Division, Place
from lanyan.units.models import Unit, within


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Words for incidents."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "IncidentQuerySet":
        """Incidents in a reader's area, and those the reader's own units were sent to."""
        paths = user.paths(permission)
        sent = DispatchOrder.objects.filter(within(paths, "station__unit__path"), incident=OuterRef("pk"))
        return self.filter(within(paths, "unit__path") | Exists(sent))

    def counted(self) -> "IncidentQuerySet":
        """What counts as handled 接处警: opened or closed, false alarms in; merged, test, exercise, withdrawn out."""
        return self.filter(status__in=(rules.OPEN, rules.CLOSED), is_exercise=False)

    def answered_in(self, since: Any, until: Any) -> "IncidentQuerySet":
        """Those whose call was answered in a half-open period."""
        return self.filter(answered_at__gte=since, answered_at__lt=until)

    def unfinished(self) -> "IncidentQuerySet":
        """What somebody still has to do something about."""
        return self.filter(status__in=(rules.DRAFT, rules.SUSPENDED, rules.OPEN))


@pghistory.track()
class Incident(models.Model):
    """Anything the service handles: fire, rescue, help, guard duty, false alarm. One incident, many calls."""

    class Status(models.TextChoices):
        """Where it stands in its life."""

        DRAFT = rules.DRAFT, _("being taken")
        SUSPENDED = rules.SUSPENDED, _("doubtful, held back")
        OPEN = rules.OPEN, _("open")
        CLOSED = rules.CLOSED, _("closed")
        MERGED = rules.MERGED, _("merged into another")
        TEST = rules.TEST, _("test call")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Kind(models.TextChoices):
        """The five level-1 kinds of the national statistics."""

        FIRE = rules.FIRE, _("fire fighting")
        RESCUE = rules.RESCUE, _("emergency rescue")
        ASSIST = rules.ASSIST, _("public assistance")
        GUARD = rules.GUARD, _("guard duty")
        FALSE = rules.FALSE, _("false alarm")

    number = models.CharField(_("number"), max_length=30, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("command centre of"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="incidents", verbose_name=_("responsible unit"))
    is_exercise = models.BooleanField(_("exercise"), default=False)
    is_notable = models.BooleanField(_("kept as a case"), default=False)
    title = models.CharField(_("title"), max_length=120, blank=True)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, null=True, blank=True)  # noqa: DJ001
    subkind = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sub-kind")
    )
    level = models.PositiveSmallIntegerField(_("response level"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    description = models.TextField(_("description"), blank=True)

    # The caller's words, the finder's answer and the confirmed point: three things, none overwrites another.
    place_words = models.CharField(_("place in the caller's words"), max_length=200, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place"))
    place_answer = models.CharField(_("place as found"), max_length=200, blank=True)
    address = models.CharField(_("confirmed address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    town = models.CharField(_("town"), max_length=40, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    answered_at = models.DateTimeField(_("answered"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # Derived from the orders and runs, kept here so that a year of figures need not read every run.
    first_ordered_at = models.DateTimeField(_("first order"), null=True, blank=True)
    first_received_at = models.DateTimeField(_("first order received"), null=True, blank=True)
    first_departed_at = models.DateTimeField(_("first turned out"), null=True, blank=True)
    first_arrived_at = models.DateTimeField(_("first arrived"), null=True, blank=True)
    water_on_at = models.DateTimeField(_("water on"), null=True, blank=True)
    controlled_at = models.DateTimeField(_("under control"), null=True, blank=True)
    knocked_down_at = models.DateTimeField(_("knocked down"), null=True, blank=True)
    water_off_at = models.DateTimeField(_("water off"), null=True, blank=True)
    last_returned_at = models.DateTimeField(_("last back at station"), null=True, blank=True)

    # Result 战果. Absent is null: nobody has said; zero is said.
    rescued = models.PositiveIntegerField(_("rescued alive"), null=True, blank=True)
    evacuated = models.PositiveIntegerField(_("evacuated"), null=True, blank=True)
    dead = models.PositiveIntegerField(_("dead"), null=True, blank=True)
    injured = models.PositiveIntegerField(_("injured"), null=True, blank=True)
    own_dead = models.PositiveIntegerField(_("own dead"), null=True, blank=True)
    own_injured = models.PositiveIntegerField(_("own injured"), null=True, blank=True)
    property_saved = models.DecimalField(
        _("property saved, 10,000 yuan"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    property_protected = models.DecimalField(
        _("property protected, 10,000 yuan"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects: ClassVar[Any] = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(fields=["answered_at", "kind"], name="incident_answered"),
            models.Index(fields=["unit", "answered_at"], name="incident_unit_answered"),
            models.Index(
                fields=["centre", "answered_at"],
                name="incident_unfinished",
                condition=Q(status__in=(rules.DRAFT, rules.SUSPENDED, rules.OPEN)),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="incident_level_of_its_kind",
                condition=Q(level=None)
                | Q(kind=rules.FIRE, level__gte=1, level__lte=5)
                | Q(kind=rules.RESCUE, level__gte=1, level__lte=4),
            ),
            models.CheckConstraint(
                name="incident_open_is_judged",
                condition=~Q(status__in=(rules.OPEN, rules.CLOSED))
                | Q(kind__isnull=False, opened_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_graded_when_open",
                condition=~Q(status__in=(rules.OPEN, rules.CLOSED), kind__in=(rules.FIRE, rules.RESCUE))
                | Q(level__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_merged_somewhere", condition=Q(status=rules.MERGED, merged_into__isnull=False)
                | (~Q(status=rules.MERGED) & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="incident_point_whole",
                condition=Q(lon=None, lat=None) | (Q(lon__isnull=False, lat__isnull=False) & ON_EARTH),
            ),
            models.CheckConstraint(
                name="incident_opened_after_answering",
                condition=Q(opened_at=None) | Q(opened_at__gte=F("answered_at")),
            ),
            models.CheckConstraint(
                name="incident_closed_has_instant",
                condition=~Q(status=rules.CLOSED) | Q(closed_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.INCIDENT.pairs()),
            pgtrigger.Protect(
                name="level_only_rises",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__status=rules.OPEN, new__status=rules.OPEN, old__kind=pgtrigger.F("new__kind")
                )
                & pgtrigger.Q(old__level__gt=pgtrigger.F("new__level")),
            ),
            pgtrigger.Protect(
                name="exercise_from_birth",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_exercise__df=pgtrigger.F("new__is_exercise")),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.unit.path

    @property
    def short_number(self) -> str:
        """The day's serial, as spoken on the radio."""
        return self.number.rsplit("-", 1)[-1]

    @property
    def name(self) -> str:
        """What people call it: its title, or place and sub-kind."""
        what = self.subkind.label if self.subkind_id else self.get_kind_display() if self.kind else gettext("new call")
        return self.title or f"{self.address or self.place_words or self.place_answer or '—'} {what}".strip()

    @property
    def level_words(self) -> str:
        """The level with its kind: 火灾二级, 救援二级; for the other kinds the kind alone."""
        return words.level(self.kind, self.level)


class CallQuerySet(models.QuerySet["Call"]):
    """Words for calls."""

    def visible_to(self, user: Any, permission: str = "incidents.view_caller") -> "CallQuerySet":
        """Calls, with who called, behind their own permission."""
        return self.filter(incident__in=Incident.objects.visible_to(user, permission))


@pghistory.track()
class Call(models.Model):
    """One call 报警: who said what, when, by which way. Its facts stay even when its incident is another's."""

    class Source(models.TextChoices):
        """The way it came."""

        PHONE_119 = "PHONE_119", _("119 telephone")
        PHONE_BACKUP = "PHONE_BACKUP", _("backup line")
        POLICE_110 = "POLICE_110", _("passed on by 110")
        LINKAGE = "LINKAGE", _("linkage unit")
        ALARM = "ALARM", _("automatic alarm")
        SUPERIOR = "SUPERIOR", _("superior's order")
        IN_PERSON = "IN_PERSON", _("in person")
        OTHER = "OTHER", _("other")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="calls", verbose_name=_("incident"))
    source = models.CharField(_("source"), max_length=14, choices=Source)
    source_id = models.CharField(_("number at the source"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    caller = models.CharField(_("caller"), max_length=60, blank=True)
    words = models.TextField(_("the caller's words"), blank=True)
    seat = models.CharField(_("seat"), max_length=30, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    rang_at = models.DateTimeField(_("rang"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"))
    hung_up_at = models.DateTimeField(_("hung up"), null=True, blank=True)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering: ClassVar[list[str]] = ["answered_at", "pk"]
        indexes = [models.Index(fields=["phone"], name="call_phone", condition=~Q(phone=""))]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], condition=~Q(source_id=""), name="call_once"),
            models.CheckConstraint(
                name="call_in_order",
                condition=(Q(rang_at=None) | Q(rang_at__lte=F("answered_at")))
                & (Q(hung_up_at=None) | Q(hung_up_at__gte=F("answered_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.answered_at:%H:%M:%S}"


class DispatchOrderQuerySet(models.QuerySet["DispatchOrder"]):
    """Words for dispatch orders."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "DispatchOrderQuerySet":
        """Orders to a reader's own units, and those of incidents in the reader's area."""
        paths = user.paths(permission)
        return self.filter(within(paths, "station__unit__path") | within(paths, "incident__unit__path"))

    def unreceived(self) -> "DispatchOrderQuerySet":
        """Those no station has answered yet."""
        return self.filter(received_at=None, stood_down_at=None)

    def carried_out(self) -> "DispatchOrderQuerySet":
        """Those on which at least one vehicle turned out."""
        return self.filter(Exists(Run.objects.filter(order=OuterRef("pk"), departed_at__isnull=False)))


@pghistory.track()
class DispatchOrder(models.Model):
    """One numbered order to one station 出动命令; wave 0 is the first dispatch, 1 and up are reinforcements."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="orders", verbose_name=_("incident"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="orders", verbose_name=_("station"))
    serial = models.PositiveSmallIntegerField(_("number of the order"))
    wave = models.PositiveSmallIntegerField(_("wave"), default=0)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    stood_down_at = models.DateTimeField(_("stood down"), null=True, blank=True)
    note = models.CharField(_("instructions"), max_length=300, blank=True)
    change_reason = models.CharField(_("why changed by hand"), max_length=200, blank=True)
    proposal = models.JSONField(_("as proposed"), default=dict, blank=True)
    printed_at = models.DateTimeField(_("sheet printed"), null=True, blank=True)

    objects: ClassVar[Any] = DispatchOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch order")
        verbose_name_plural = _("dispatch orders")
        ordering: ClassVar[list[str]] = ["incident_id", "serial"]
        indexes = [models.Index(fields=["station", "-issued_at"], name="order_station_issued")]
        constraints = [
            models.UniqueConstraint(fields=["incident", "serial"], name="order_number_once"),
            models.UniqueConstraint(fields=["incident", "station", "wave"], name="order_once_per_station_and_wave"),
            models.CheckConstraint(
                name="order_received_after_issue",
                condition=Q(received_at=None) | Q(received_at__gte=F("issued_at")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the sheet: the incident's with the order's own."""
        return f"{self.incident.number}-{self.serial}"

    @property
    def short_number(self) -> str:
        """As spoken: 0047-1."""
        return f"{self.incident.short_number}-{self.serial}"

    @property
    def unit_path(self) -> str:
        """Whose it is, for access."""
        return self.station.unit.path


def _in_order(*keys: str) -> Q:
    """Every two of these instants stand in this order, as far as both are known."""
    condition = Q()
    for at, before in enumerate(keys):
        for after in keys[at + 1 :]:
            condition &= Q(**{f"{before}_at": None}) | Q(**{f"{after}_at__gte": F(f"{before}_at")}) | Q(
                **{f"{after}_at": None}
            )
    return condition


class RunQuerySet(models.QuerySet["Run"]):
    """Words for runs."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "RunQuerySet":
        """Runs of a reader's own units, and to incidents in the reader's area."""
        paths = user.paths(permission)
        return self.filter(within(paths, "unit__path") | within(paths, "incident__unit__path"))

    def open(self) -> "RunQuerySet":
        """Those whose vehicle is not ready again."""
        return self.filter(ended_at=None)

    def turned_out(self) -> "RunQuerySet":
        """What counts as a vehicle run 辆次: the vehicle left its station; exercises never count."""
        return self.filter(departed_at__isnull=False)


@pghistory.track()
class Run(models.Model):
    """One vehicle's way to one incident and back, with its own life and stamps."""

    class Status(models.TextChoices):
        """The last stamp of the run."""

        ORDERED = rules.ORDERED, _("ordered")
        RECEIVED = rules.RECEIVED, _("order received")
        DEPARTED = rules.DEPARTED, _("on the way")
        ARRIVED = rules.ARRIVED, _("at the scene")
        DEPLOYED = rules.DEPLOYED, _("deployed")
        WATER_ON = rules.WATER_ON, _("water on")
        CONTROLLED = rules.CONTROLLED, _("under control")
        KNOCKED_DOWN = rules.KNOCKED_DOWN, _("knocked down")
        WATER_OFF = rules.WATER_OFF, _("water off")
        LEFT_SCENE = rules.LEFT_SCENE, _("left the scene")
        AVAILABLE = rules.AVAILABLE, _("free on the way back")
        RETURNED = rules.RETURNED, _("back at station")
        READY = rules.READY, _("ready again")
        TURNED_BACK = rules.TURNED_BACK, _("turned back")
        STOOD_DOWN = rules.STOOD_DOWN, _("stood down")
        DIVERTED = rules.DIVERTED, _("sent elsewhere")

    order = models.ForeignKey(DispatchOrder, models.PROTECT, related_name="runs", verbose_name=_("order"))
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="runs", verbose_name=_("incident"))
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="runs", verbose_name=_("vehicle"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="runs", verbose_name=_("unit"))
    formation = models.CharField(_("formation"), max_length=40, blank=True)
    headcount = models.PositiveSmallIntegerField(_("people on board"))
    leader = models.CharField(_("leader"), max_length=40, blank=True)
    override_reason = models.CharField(_("why sent although busy"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ORDERED)

    ordered_at = models.DateTimeField(_("ordered"))
    received_at = models.DateTimeField(_("order received"), null=True, blank=True)
    departed_at = models.DateTimeField(_("turned out"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    deployed_at = models.DateTimeField(_("deployed"), null=True, blank=True)
    water_on_at = models.DateTimeField(_("water on"), null=True, blank=True)
    controlled_at = models.DateTimeField(_("under control"), null=True, blank=True)
    knocked_down_at = models.DateTimeField(_("knocked down"), null=True, blank=True)
    water_off_at = models.DateTimeField(_("water off"), null=True, blank=True)
    left_scene_at = models.DateTimeField(_("left the scene"), null=True, blank=True)
    turned_back_at = models.DateTimeField(_("turned back"), null=True, blank=True)
    available_at = models.DateTimeField(_("free on the way back"), null=True, blank=True)
    returned_at = models.DateTimeField(_("back at station"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready again"), null=True, blank=True)
    # Set when the vehicle is ready again, stood down or sent elsewhere: the vehicle's next run may begin.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # {stamp: {"source": …, "by": user id, "entered_at": …}}: who or what said it, and when it was written down.
    provenance = models.JSONField(_("provenance"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle run")
        verbose_name_plural = _("vehicle runs")
        ordering: ClassVar[list[str]] = ["order_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vehicle"], condition=Q(ended_at=None), name="one_open_run_per_vehicle"),
            models.CheckConstraint(
                name="run_stamps_in_order",
                condition=_in_order("ordered", "received", "departed", "arrived", "left_scene", "available", "returned", "ready"),
            ),
            models.CheckConstraint(
                name="run_scene_stamps_in_order",
                condition=_in_order(
                    "arrived", "deployed", "water_on", "controlled", "knocked_down", "water_off", "left_scene"
                ),
            ),
            models.CheckConstraint(
                name="run_turned_back_never_arrived",
                condition=Q(turned_back_at=None) | Q(arrived_at=None, turned_back_at__gte=F("departed_at")),
            ),
            models.CheckConstraint(
                name="run_ended_has_instant",
                condition=Q(status__in=rules.ENDED, ended_at__isnull=False)
                | (~Q(status__in=rules.ENDED) & Q(ended_at=None)),
            ),
            models.CheckConstraint(name="run_is_crewed", condition=Q(headcount__gte=1, headcount__lte=60)),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.RUN.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.incident}"

    @property
    def unit_path(self) -> str:
        """Whose it is, for access."""
        return self.unit.path

    def times(self) -> dict[str, Any]:
        """All instants by stamp key, `ordered` first."""
        return {"ordered": self.ordered_at, **{key: getattr(self, f"{key}_at") for key in rules.STAMP}}

    def interval(self, before: str, after: str) -> timedelta | None:
        """The time between two stamps, or None when one is missing."""
        first, second = getattr(self, f"{before}_at"), getattr(self, f"{after}_at")
        return second - first if first is not None and second is not None else None


class LogEntry(models.Model):
    """One line of the command log 指挥记录: domain data, append-only, written by people and by acts alike."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="log", verbose_name=_("incident"))
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="log", verbose_name=_("run"))
    at = models.DateTimeField(_("at"))
    entered_at = models.DateTimeField(_("entered at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    seat = models.CharField(_("seat"), max_length=30, blank=True)
    # An act writes its name and its facts, so that every reader sees it in their language; a person writes a text.
    act = models.CharField(_("act"), max_length=40, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes = [models.Index(fields=["incident", "-at"], name="log_incident_at")]
        constraints = [
            models.CheckConstraint(name="log_says_something", condition=~Q(act="") | ~Q(text="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return words.log_line(self.act, self.facts, self.text)
