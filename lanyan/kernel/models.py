"""Tables of the kernel: code lists, the search index, external numbers, files; and the acts of the history."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context


class CodeQuerySet(models.QuerySet["Code"]):
    """Words for code lists."""

    def of(self, name: str) -> "CodeQuerySet":
        """The rows of one list, in their order."""
        return self.filter(list=name).order_by("order", "code")

    def in_force(self, on: date) -> "CodeQuerySet":
        """The rows in force on a day."""
        return self.filter(
            models.Q(since=None) | models.Q(since__lte=on), models.Q(until=None) | models.Q(until__gt=on)
        )


class Code(models.Model):
    """One row of a national or local code list, with where it comes from; a new version is a new row."""

    list = models.CharField(_("list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    parent = models.CharField(_("belongs to"), max_length=40, blank=True)
    label_zh = models.CharField(_("Chinese"), max_length=120)
    label_en = models.CharField(_("English"), max_length=120)
    order = models.PositiveIntegerField(_("position in the list"), default=0)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=200)
    version = models.CharField(_("version"), max_length=40)
    since = models.DateField(_("in force from"), null=True, blank=True)
    until = models.DateField(_("in force until"), null=True, blank=True)

    objects: ClassVar[Any] = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = [models.UniqueConstraint(fields=["list", "code", "version"], name="code_once_per_version")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The words in the reader's language."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh


class FoundBy(models.Func):
    """What an entry is found by: its tokens, and its kind as one more, `=hazard`."""

    template = "array_append(%(expressions)s)"
    arg_joiner = ", '=' || "
    output_field = ArrayField(models.CharField(max_length=60))


class SearchEntry(models.Model):
    """One thing the global search can find. `scope` is a unit path or a division code, as its source says."""

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    scope = models.CharField(max_length=120, blank=True, db_collation="C")
    tokens = ArrayField(models.CharField(max_length=40))
    pinyin = models.CharField(max_length=200, db_collation="C")

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="search_entry_once")]
        indexes = [
            # The kind among the tokens: a word that stands in a hundred thousand records is looked up within its kind.
            GinIndex(FoundBy("tokens", "kind"), name="search_tokens_of_kind"),
            # What begins with the words stands first, however many others hold them.
            models.Index(
                fields=["kind", "title"], opclasses=["varchar_pattern_ops", "varchar_pattern_ops"], name="search_titles"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class ExternalNumber(models.Model):
    """A record's number in one outside system."""

    class State(models.TextChoices):
        """How far the double entry has come."""

        TO_ENTER = "TO_ENTER", _("to enter")
        ENTERED = "ENTERED", _("entered")
        DIFFERS = "DIFFERS", _("differs")

    class System(models.TextChoices):
        """The outside systems that must be filled."""

        NATIONAL = "NATIONAL", _("national statistics")
        DISPATCH_119 = "DISPATCH_119", _("existing 119 system")

    kind = models.CharField(_("kind"), max_length=60)
    record_id = models.BigIntegerField(_("record"))
    system = models.CharField(_("system"), max_length=20, choices=System)
    number = models.CharField(_("number"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TO_ENTER)

    class Meta:
        verbose_name = _("external number")
        verbose_name_plural = _("external numbers")
        indexes = [
            # The newest of one kind that still want a hand: a short list out of millions.
            models.Index(
                fields=["kind", "state", "-record_id"],
                name="external_number_to_do",
                condition=models.Q(state__in=("TO_ENTER", "DIFFERS")),
            ),
            models.Index(fields=["kind", "-record_id"], name="external_number_latest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "system"], name="external_number_once"),
            models.UniqueConstraint(
                fields=["kind", "system", "number"], condition=~models.Q(number=""), name="external_number_unique"
            ),
            models.CheckConstraint(
                name="external_number_state_fits",
                condition=models.Q(state="TO_ENTER", number="") | (~models.Q(state="TO_ENTER") & ~models.Q(number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.number or '—'}"


@pghistory.track()
class ExternalLayout(models.Model):
    """One version of how a kind of record is written in an outside system: which field, in which order, called what.

    `fields` holds pairs of the field here and the heading there. What was in force is kept: a change is a new version.
    """

    kind = models.CharField(_("kind"), max_length=60)
    system = models.CharField(_("system"), max_length=20, choices=ExternalNumber.System)
    version = models.PositiveSmallIntegerField(_("version"))
    source = models.CharField(_("source"), max_length=200)
    fields = models.JSONField(_("fields"))
    since_at = models.DateTimeField(_("in force from"))
    ended_at = models.DateTimeField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("layout of an outside system")
        verbose_name_plural = _("layouts of outside systems")
        ordering: ClassVar[list[str]] = ["kind", "system", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "system", "version"], name="external_layout_version_once"),
            models.UniqueConstraint(
                fields=["kind", "system"], condition=models.Q(ended_at=None), name="external_layout_one_in_force"
            ),
            models.CheckConstraint(name="external_layout_has_source", condition=~models.Q(source="")),
            models.CheckConstraint(
                name="external_layout_ends_after_beginning",
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("since_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()} v{self.version}"


class Serial(models.Model):
    """The last number given out in a series: a day's incidents of one centre, a year's papers of one kind."""

    series = models.CharField(_("series"), max_length=60, primary_key=True)
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


@pghistory.track()
class StoredFile(models.Model):
    """One content, kept once on disk under its SHA-256, whoever sends it and however often."""

    class Kind(models.TextChoices):
        """What the content is, as found by reading it."""

        IMAGE = "image", _("image")
        PDF = "pdf", _("PDF document")
        WORD = "word", _("Word document")
        EXCEL = "excel", _("Excel workbook")

    digest = models.CharField(_("check sum"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    mime = models.CharField(_("type of content"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Delete | pgtrigger.Update)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.digest[:12]}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Words for attachments."""

    def of(self, record: models.Model) -> "AttachmentQuerySet":
        """Those of one record, in the order in which they came."""
        return self.filter(record_kind=record._meta.label_lower, record_id=record.pk).order_by("at", "pk")

    def standing(self) -> "AttachmentQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Attachment(models.Model):
    """A file at a record: what it shows, under which name it came; withdrawn with a reason, never deleted."""

    record_kind = models.CharField(_("kind of record"), max_length=60)
    record_id = models.BigIntegerField(_("record"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name=_("file"))
    kind = models.CharField(_("what it is"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    at = models.DateTimeField(_("attached at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["record_kind", "record_id", "at"], name="attachment_of_record")]
        constraints = [
            models.CheckConstraint(
                name="attachment_withdrawn_has_reason",
                condition=models.Q(withdrawn_at=None, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason=""),
            )
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.caption or self.name


class ActQuerySet(models.QuerySet["Act"]):
    """Words for acts."""

    def by_people(self, keys: Collection[int]) -> "ActQuerySet":
        """Those of these users."""
        return self.filter(metadata__user__in=list(keys))

    def of(self, names: Collection[str]) -> "ActQuerySet":
        """Those of these names."""
        return self.filter(metadata__act__in=list(names))

    def between(self, since: datetime | None, until: datetime | None) -> "ActQuerySet":
        """Those from one instant to before another; either may be open."""
        found = self if since is None else self.filter(created_at__gte=since)
        return found if until is None else found.filter(created_at__lt=until)

    def newest_first(self) -> "ActQuerySet":
        """In the order of the screen; the identity settles equal instants."""
        return self.order_by("-created_at", "-id")

    def older_than(self, at: datetime, identity: Any) -> "ActQuerySet":
        """Those that stand below a row: the next page begins there."""
        return self.filter(models.Q(created_at__lt=at) | models.Q(created_at=at, id__lt=identity)).filter(
            created_at__lte=at
        )

    def newer_than(self, at: datetime, identity: Any) -> "ActQuerySet":
        """Those that stand above a row."""
        return self.filter(models.Q(created_at__gt=at) | models.Q(created_at=at, id__gt=identity)).filter(
            created_at__gte=at
        )


class Act(Context):
    """One act of the history: pghistory's context, with our words. What it has said stays said, and none is deleted."""

    objects: ClassVar[Any] = ActQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="said",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                IF NOT (NEW.metadata @> OLD.metadata AND NEW.id = OLD.id AND NEW.created_at = OLD.created_at) THEN
                    RAISE EXCEPTION 'an act of the history stays as it was said';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.metadata.get("act", ""))
