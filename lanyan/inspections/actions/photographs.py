"""Photographs at a record: several at once, all kept or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lanyan.kernel import files, live
from lanyan.kernel.models import Attachment


@transaction.atomic
def photograph(
    *, record: Any, uploads: Sequence[Any], kind: str, caption: str = "", at: datetime, by: Any, field: str = "files"
) -> list[Attachment]:
    """Keep photographs and put them at a record; one bad file and none is kept."""
    made = []
    for upload in uploads:
        stored = files.keep(upload=upload, kinds=("image", "pdf"), by=by, at=at, field=field)
        made.append(
            files.attach(record=record, stored=stored, kind=kind, name=upload.name, caption=caption, by=by, at=at)
        )
    live.announce(record._meta.model_name, record.pk)
    return made
