"""Who calls: the operator's interface of a centre, and what it answered, kept with the call."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents import words
from lanyan.incidents.models import Call, Incident
from lanyan.places.coordinates import Frame
from lanyan.units.models import Unit
from lanyan.voice import rules
from lanyan.voice.models.shared import SERVICES, UnitQuerySet, person

FRAMES = [
    (Frame.WGS84.value, _("coordinates WGS-84 / CGCS2000")),
    (Frame.GCJ02.value, _("coordinates GCJ-02")),
    (Frame.BD09.value, _("coordinates BD-09")),
]


class LookupQuerySet(UnitQuerySet):
    """Words for look-ups."""

    permission = SERVICES


@pghistory.track()
class LookupService(models.Model):
    """How a centre asks who calls. A changed one is a new one, so that each answer names what was asked."""

    class Adapter(models.TextChoices):
        """What carries the question."""

        HTTP = "HTTP", _("operator's interface (HTTP)")
        SIMULATOR = "SIMULATOR", _("simulator: invented answers")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lookup_services", verbose_name=_("centre"))
    name = models.CharField(_("name"), max_length=60)
    adapter = models.CharField(_("adapter"), max_length=10, choices=Adapter)
    url = models.CharField(_("address"), max_length=300, blank=True)
    # Our names, and under which dotted name the answer says each.
    fields = models.JSONField(_("names in the answer"), default=dict, blank=True)
    frame = models.CharField(_("coordinate frame"), max_length=5, choices=FRAMES, default=Frame.WGS84.value)
    header = models.CharField(_("header of the secret"), max_length=60, blank=True)
    # The name of a secret of the installation, never the secret.
    secret = models.CharField(_("name of the secret"), max_length=40, blank=True)
    set_at = models.DateTimeField(_("set at"))
    set_by = person(_("set by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar[Any] = LookupQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-up of callers")
        verbose_name_plural = _("look-ups of callers")
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(withdrawn_at=None), name="lookup_once"),
            models.CheckConstraint(name="lookup_has_an_address", condition=~Q(adapter="HTTP", url="")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(
                name="stays",
                fields=["unit", "name", "adapter", "url", "fields", "frame", "header", "secret", "set_at", "set_by"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


FACTS = (
    "kind", "subscriber", "install_address", "located_address", "lon", "lat", "radius_m", "located_at", "raw",
    "failure", "answered_at", "state",
)  # fmt: skip


# What was answered differs from what is to stand.
DIFFERS = reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in FACTS))


class AnswerQuerySet(models.QuerySet["CallerAnswer"]):
    """Words for what was answered."""

    def visible_to(self, user: Any, permission: str = "incidents.view_caller") -> "AnswerQuerySet":
        """Of the calls whose callers a reader may see."""
        return self.filter(call__incident__in=Incident.objects.visible_to(user, permission))


# Who was asked about and what came is in the row and nowhere else; the history says that it was asked, and by whom.
@pghistory.track(
    exclude=[
        "number",
        "subscriber",
        "install_address",
        "located_address",
        "lon",
        "lat",
        "radius_m",
        "located_at",
        "raw",
    ]
)
class CallerAnswer(models.Model):
    """One look-up of one caller: who asked about which number when, and what came of it; answered, it stays."""

    class State(models.TextChoices):
        """What came of it."""

        ASKING = rules.ASKING, pgettext_lazy("look-up", "asked")
        FOUND = rules.FOUND, pgettext_lazy("look-up", "answered")
        UNKNOWN = rules.UNKNOWN, pgettext_lazy("look-up", "not known to the operator")
        FAILED = rules.FAILED, pgettext_lazy("look-up", "no answer")

    class Kind(models.TextChoices):
        """What rings."""

        FIXED = rules.FIXED, _("fixed line")
        MOBILE = rules.MOBILE, _("mobile telephone")

    call = models.ForeignKey(Call, models.PROTECT, related_name="answers", verbose_name=_("call"))
    service = models.ForeignKey(LookupService, models.PROTECT, related_name="answers", verbose_name=_("asked of"))
    number = models.CharField(_("number asked about"), max_length=30)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKING)
    subscriber = models.CharField(_("subscriber"), max_length=100, blank=True)
    install_address = models.CharField(_("installation address"), max_length=200, blank=True)
    located_address = models.CharField(_("located address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    radius_m = models.PositiveIntegerField(_("radius of error (m)"), null=True, blank=True)
    located_at = models.DateTimeField(_("located at"), null=True, blank=True)
    # What the operator's answer said under the names that are asked of it, as it said it.
    raw = models.JSONField(_("as answered"), default=dict, blank=True)
    failure = models.CharField(_("why not"), max_length=200, blank=True)
    asked_at = models.DateTimeField(pgettext_lazy("look-up", "asked at"))
    asked_by = person(_("asked by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken into the form at"), null=True, blank=True)
    taken_by = person(pgettext_lazy("look-up", "taken by"))

    objects: ClassVar[Any] = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-up of a caller")
        verbose_name_plural = _("look-ups of callers")
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["call", "-asked_at"], name="answer_call_asked"),
            models.Index(fields=["service", "-answered_at"], name="answer_service_answered"),
        ]
        constraints = [
            models.CheckConstraint(
                name="answer_has_its_instant",
                condition=Q(state=rules.ASKING, answered_at=None)
                | ~Q(state=rules.ASKING) & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_point_whole",
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="question_stays", fields=["call", "service", "number", "asked_at", "asked_by"]),
            pgtrigger.Protect(
                name="answer_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=rules.ASKING) & DIFFERS,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return words.mask_phone(self.number)

    @property
    def address(self) -> str:
        """Where it rings from, in words: installed, else located."""
        return self.install_address or self.located_address

    @property
    def has_place(self) -> bool:
        """Is there anything to take into the form?"""
        return bool(self.address) or self.lon is not None
