"""Keys of photographs made on devices: the same one sent twice is kept once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models.inspections import Inspection
from lanyan.kernel.models import Attachment


class PhotoKey(models.Model):
    """The key that a device gave a photograph before it had signal, and what became of it here."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="photo_keys", verbose_name=_("check"))
    key = models.CharField(_("key of the device"), max_length=64)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("photograph"))

    class Meta:
        verbose_name = _("key of a photograph")
        verbose_name_plural = _("keys of photographs")
        constraints = [models.UniqueConstraint(fields=["inspection", "key"], name="photo_key_once")]

    def __str__(self) -> str:
        return self.key
