"""Messages 来件: each on its own, with its channel and its answer; who sent it stands in a table of its own."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens import rules
from lanyan.citizens.models.matters import VIEW, Matter
from lanyan.kernel import codes
from lanyan.units.models import within

VIEW_PERSON = "citizens.view_complainant"


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for messages."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "MessageQuerySet":
        """The messages of the matters a reader reaches."""
        return self.filter(within(user.paths(permission), "matter__unit__path"))

    def settled(self) -> "MessageQuerySet":
        """Those answered, and those of which it is said why not."""
        return self.exclude(answered_at=None, excused_at=None)

    def counted(self) -> "MessageQuerySet":
        """Those that are counted: no exercises, none of a withdrawn matter."""
        return self.filter(matter__exercise=False).exclude(matter__state=rules.WITHDRAWN)


@pghistory.track(exclude=["digest", "key"])
class Message(models.Model):
    """What one person wrote or said, when and through what; how they were answered, and what they thought of it."""

    class How(models.TextChoices):
        """How the sender was answered."""

        PAGE = "PAGE", _("on the public page")
        PHONE = "PHONE", pgettext_lazy("answer", "by telephone")
        LETTER = "LETTER", pgettext_lazy("answer", "by letter")
        IN_PERSON = "IN_PERSON", pgettext_lazy("answer", "in person")
        SENDER = "SENDER", _("through whoever passed it on")

    class Satisfaction(models.TextChoices):
        """What the sender thought of it."""

        SATISFIED = rules.SATISFIED, _("satisfied")
        FAIR = rules.FAIR, _("fairly satisfied")
        DISSATISFIED = rules.DISSATISFIED, _("not satisfied")
        SILENT = rules.SILENT, _("asked, said nothing")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="messages", verbose_name=_("matter"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    channel = models.CharField(_("channel"), max_length=20)
    sender_number = models.CharField(_("number of whoever passed it on"), max_length=60, blank=True)
    # As it was sent: names and telephones may be in it, so it is shown masked.
    words = models.TextField(_("what was said"))
    anonymous = models.BooleanField(_("anonymous"), default=True)
    received_at = models.DateTimeField(_("came in"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    # What the sender opens it with, kept as a check sum only; and the key of the sending, which makes it once.
    digest = models.CharField(max_length=64, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("complaint", "answered by"),
    )
    answer_how = models.CharField(_("how answered"), max_length=10, choices=How, blank=True)
    answer = models.TextField(pgettext_lazy("complaint", "answer"), blank=True)
    excused_at = models.DateTimeField(_("found not to be answered at"), null=True, blank=True)
    excuse = models.CharField(_("why not answered"), max_length=40, blank=True)
    excuse_words = models.CharField(_("remark"), max_length=200, blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction, blank=True)
    satisfaction_at = models.DateTimeField(_("satisfaction asked at"), null=True, blank=True)
    satisfaction_words = models.CharField(_("what the sender thought of it"), max_length=300, blank=True)

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint message")
        verbose_name_plural = _("complaint messages")
        ordering: ClassVar[list[str]] = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="message_latest"),
            models.Index(fields=["channel", "-received_at"], name="message_of_channel"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "sender_number"], condition=~Q(sender_number=""), name="message_sender_number_once"
            ),
            models.CheckConstraint(
                name="message_answered_whole",
                condition=Q(answered_at=None, answer_how="", answer="")
                | Q(answered_at__gte=F("received_at")) & ~Q(answer_how="") & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="message_answered_or_excused",
                condition=Q(excused_at=None, excuse="") | Q(excused_at__isnull=False, answered_at=None) & ~Q(excuse=""),
            ),
            models.CheckConstraint(
                name="message_rated_after_answer",
                condition=Q(satisfaction="", satisfaction_at=None)
                | Q(answered_at__isnull=False, satisfaction_at__gte=F("answered_at")) & ~Q(satisfaction=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.matter.unit.path

    @property
    def channel_words(self) -> str:
        """The channel in the reader's language."""
        row = codes.get("complaint_channels", self.channel)
        return row.label if row is not None else self.channel

    @property
    def excuse_label(self) -> str:
        """Why it was not answered, in the reader's language."""
        row = codes.get("complaint_excuses", self.excuse) if self.excuse else None
        return row.label if row is not None else self.excuse

    @property
    def settled(self) -> bool:
        """Answered, or said why not."""
        return self.answered_at is not None or self.excused_at is not None

    @property
    def shown_words(self) -> str:
        """The sender's words without numbers by which a person is reached."""
        return rules.masked_text(self.words)


class OfMessageQuerySet(models.QuerySet[Any]):
    """Words for what hangs on a message."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "OfMessageQuerySet":
        """Those of the messages a reader reaches."""
        return self.filter(within(user.paths(permission), "message__matter__unit__path"))


class ComplainantQuerySet(models.QuerySet["Complainant"]):
    """Words for who complained: another permission than that of the matter."""

    def visible_to(self, user: Any, permission: str = VIEW_PERSON) -> "ComplainantQuerySet":
        """Those of the messages a reader reaches with the right to see persons."""
        return self.filter(within(user.paths(permission), "message__matter__unit__path"))


@pghistory.track()
class Complainant(models.Model):
    """Who sent a message 举报人: apart from it, so that no list, page or file of messages ever joins a name."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="+", verbose_name=_("message"))
    name = models.CharField(_("full name"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    contact = models.CharField(_("other way to reach them"), max_length=200, blank=True)

    objects: ClassVar[Any] = ComplainantQuerySet.as_manager()

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")
        constraints = [
            models.CheckConstraint(name="complainant_says_something", condition=~Q(name="", phone="", contact=""))
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.message.matter.unit.path


@pghistory.track()
class Word(models.Model):
    """Something the sender added later on the public page."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="more", verbose_name=_("message"))
    words = models.TextField(_("what was added"))
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = OfMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("further word")
        verbose_name_plural = _("further words")
        ordering: ClassVar[list[str]] = ["at", "pk"]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.message)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.message.matter.unit.path

    @property
    def shown_words(self) -> str:
        """The words without numbers by which a person is reached."""
        return rules.masked_text(self.words)
