"""The index of recordings: recorders, what they hold, whom each belongs to, who listened."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import words
from lanyan.incidents.models import Call, Incident
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit
from lanyan.voice.models.shared import SERVICES, VIEW, UnitQuerySet, person

# What the recorder said: nobody changes it.
SAID = (
    "recorder", "unit", "external_id", "channel", "seat", "direction", "number", "began_at", "ended_at", "call_number",
    "uri", "sha256", "received_at", "received_by",
)  # fmt: skip
# The least term of GB 50440 3.2.1, held by the database whatever the program asks; also what is kept, and what belongs
# to an incident that is not over.
TERM = """
IF OLD.kept_at IS NOT NULL THEN
    RAISE EXCEPTION 'recording % is kept', OLD.id;
END IF;
IF OLD.ended_at > now() - interval '6 months' THEN
    RAISE EXCEPTION 'recording % is younger than six months', OLD.id;
END IF;
IF EXISTS (
    SELECT 1 FROM incidents_incident i
    LEFT JOIN incidents_call c ON c.id = OLD.call_id
    WHERE i.id IN (OLD.incident_id, c.incident_id) AND i.status IN ('DRAFT', 'SUSPENDED', 'OPEN')
) THEN
    RAISE EXCEPTION 'recording % belongs to an incident that is not over', OLD.id;
END IF;
RETURN OLD;
"""


class RecorderQuerySet(UnitQuerySet):
    """Words for recorders."""

    permission = SERVICES


@pghistory.track()
class Recorder(models.Model):
    """A machine that records: the centre it serves, its name at the interface, where its sound is read."""

    class Adapter(models.TextChoices):
        """How its sound is read."""

        HTTP = "HTTP", _("over HTTP, below its address")
        SIMULATOR = "SIMULATOR", _("simulator: tones instead of voices")
        NONE = "NONE", _("not at all: index only")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recorders", verbose_name=_("centre"))
    code = models.CharField(_("name at the interface"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    adapter = models.CharField(_("sound"), max_length=10, choices=Adapter)
    base_url = models.CharField(_("address"), max_length=300, blank=True)
    header = models.CharField(_("header of the secret"), max_length=60, blank=True)
    secret = models.CharField(_("name of the secret"), max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = RecorderQuerySet.as_manager()

    class Meta:
        verbose_name = _("recorder")
        verbose_name_plural = _("recorders")
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="recorder_once"),
            models.CheckConstraint(name="recorder_has_an_address", condition=~Q(adapter="HTTP", base_url="")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="stays", fields=["unit", "code"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class RecordingQuerySet(UnitQuerySet):
    """Words for recordings."""

    permission = VIEW

    def of_incident(self, incident_id: int) -> "RecordingQuerySet":
        """Those of an incident: of its calls, or tied to it by hand."""
        return self.filter(Q(call__incident=incident_id) | Q(incident=incident_id))

    def tied(self) -> "RecordingQuerySet":
        """Those that belong to a call or an incident."""
        return self.exclude(tie="")

    def over(self, before: Any) -> "RecordingQuerySet":
        """Those past their term: not kept, and of no incident that somebody still has to do something about."""
        living = Incident.objects.unfinished().values("pk")
        found = self.filter(ended_at__lt=before, kept_at=None)
        return found.exclude(incident__in=living).exclude(call__incident__in=living)


# The history says what was done with it, and of whom it speaks no more than that: it outlives the index.
@pghistory.track(exclude=["number", "call_number", "seat", "channel", "uri", "sha256"])
class Recording(models.Model):
    """One recording as its recorder told it. What it said stays; to whom it belongs and how long it stays is ours."""

    class Direction(models.TextChoices):
        """Who rang whom."""

        IN = "IN", pgettext_lazy("recording", "incoming")
        OUT = "OUT", pgettext_lazy("recording", "outgoing")

    class Tie(models.TextChoices):
        """By what it was found to belong there."""

        NUMBER = "NUMBER", _("by the number of the call")
        SEAT = "SEAT", _("by seat and time")
        HAND = "HAND", pgettext_lazy("recording", "by hand")

    recorder = models.ForeignKey(Recorder, models.PROTECT, related_name="recordings", verbose_name=_("recorder"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recordings", verbose_name=_("centre"))
    external_id = models.CharField(_("number at the recorder"), max_length=80)
    channel = models.CharField(pgettext_lazy("recording", "channel"), max_length=20)
    seat = models.CharField(_("seat"), max_length=30, blank=True)
    direction = models.CharField(pgettext_lazy("recording", "direction"), max_length=3, choices=Direction)
    number = models.CharField(_("other side's number"), max_length=30, blank=True)
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"))
    call_number = models.CharField(_("number of the call"), max_length=80, blank=True)
    uri = models.CharField(_("file at the recorder"), max_length=300)
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64, blank=True)
    received_at = models.DateTimeField(pgettext_lazy("recording", "received at"))
    received_by = person(_("received from"))
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="recordings", verbose_name=_("incident")
    )
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="recordings", verbose_name=_("call")
    )
    tie = models.CharField(_("tied"), max_length=6, choices=Tie, blank=True)
    tie_reason = models.CharField(_("why tied so"), max_length=200, blank=True)
    kept_at = models.DateTimeField(_("kept since"), null=True, blank=True)
    kept_by = person(pgettext_lazy("recording", "kept by"))
    kept_reason = models.CharField(_("why kept"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("compared at"), null=True, blank=True)
    checked_same = models.BooleanField(_("the same as its digest"), null=True, blank=True)

    objects: ClassVar[Any] = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        indexes = [
            models.Index(fields=["unit", "-began_at"], name="recording_unit_began"),
            models.Index(fields=["unit", "seat", "-began_at"], name="recording_seat_began"),
            models.Index(fields=["number"], name="recording_number", condition=~Q(number="")),
            models.Index(fields=["ended_at"], name="recording_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recorder", "external_id"], name="recording_once"),
            models.CheckConstraint(name="recording_ends_after_it_begins", condition=Q(ended_at__gte=F("began_at"))),
            models.CheckConstraint(
                name="recording_digest", condition=Q(sha256="") | Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="recording_tie_leads_somewhere",
                condition=Q(tie="", call=None, incident=None)
                | Q(tie__in=("NUMBER", "SEAT"), call__isnull=False, incident=None)
                | Q(tie="HAND", incident__isnull=False, call=None) & ~Q(tie_reason=""),
            ),
            models.CheckConstraint(
                name="recording_kept_has_reason",
                condition=Q(kept_at=None, kept_reason="") | Q(kept_at__isnull=False) & ~Q(kept_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="said_stays", fields=list(SAID)),
            # The purge alone steps past the first; nobody steps past the second.
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(name="term", when=pgtrigger.Before, operation=pgtrigger.Delete, func=TERM),
        ]

    def __str__(self) -> str:
        return f"{self.began_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S} · {self.line}"

    @property
    def line(self) -> str:
        """Where it was recorded, in words: at which seat, else on which channel."""
        if self.seat:
            return gettext("seat {seat}").format(seat=self.seat)
        return gettext("channel {channel}").format(channel=self.channel)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def about(self) -> Incident | None:
        """The incident it belongs to, wherever its call was joined since."""
        return self.call.incident if self.call is not None else self.incident

    @property
    def seconds(self) -> int:
        """How long it is."""
        return round((self.ended_at - self.began_at).total_seconds())

    @property
    def shown_number(self) -> str:
        """The other side's number, as it is shown to everybody."""
        return words.mask_phone(self.number)


class ListeningQuerySet(models.QuerySet["Listening"]):
    """Words for listenings."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "ListeningQuerySet":
        """Those to the recordings a reader may see."""
        return self.filter(recording__in=Recording.objects.visible_to(user, permission))


@pghistory.track()
class Listening(models.Model):
    """Somebody listened to a recording."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="listenings", verbose_name=_("recording"))
    at = models.DateTimeField(_("at"))
    by = person(pgettext_lazy("listening", "by"), null=False, blank=False)

    objects: ClassVar[Any] = ListeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("listening")
        verbose_name_plural = _("listenings")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes = [models.Index(fields=["recording", "-at"], name="listening_recording_at")]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
