"""Photographs and drawings at premises, buildings, revisions and visits."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.kernel import audit, files
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment

KINDS = ("photo", "drawing")


@transaction.atomic
def attach_file(*, record: Model, file: Any, kind: str, caption: str = "", at: datetime, by: Any) -> Attachment:
    """Keep a photograph or a drawing and put it at a record; what it is, is told by its content."""
    if kind not in KINDS:
        raise Refused(_("“{text}” is not in the list").format(text=kind[:40]), field="kind")
    with audit.act("premises.attach_file", by=by):
        stored = files.keep(upload=file, kinds=("image", "pdf"), by=by, at=at)
        return files.attach(record=record, stored=stored, kind=kind, name=str(file.name), caption=caption, by=by, at=at)


@transaction.atomic
def withdraw_file(*, attachment_id: int, reason: str, at: datetime, by: Any) -> Attachment:
    """Withdraw a file from the record it hangs on."""
    return files.withdraw(attachment_id=attachment_id, reason=reason, by=by, at=at)
