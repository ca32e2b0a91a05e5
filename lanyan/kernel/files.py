"""Files 附件: photographs, drawings, scans, signatures; checked by content, kept once under their SHA-256 on disk.

`keep` takes a file in, `attach` puts it at a record, `of` reads a record's files. Who may read a file is asked of the
app whose record it belongs to: `register_reader(Hazard, may_read)` in its `hooks.py`.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.kernel import audit, postgres, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment, StoredFile
from lanyan.kernel.uploads import checked_name, inspect

_readers: dict[type[Model], Callable[[Any, Any], bool]] = {}


def folder() -> Path:
    """Where the contents lie."""
    return postgres.home() / "files"


def path_of(stored: StoredFile) -> Path:
    """Where one content lies."""
    return folder() / stored.digest[:2] / stored.digest


# ---- in ---------------------------------------------------------------------------------------------------
@transaction.atomic
def keep(
    *,
    upload: Any,
    kinds: Collection[str] = (uploads.IMAGE, uploads.PDF),
    by: Any,
    at: datetime,
    field: str = "file",
    strip_position: bool = False,
) -> StoredFile:
    """Take a file in: `upload` has a name and can be read. The same content is kept once.

    Refused, with the field and the reason: nothing, too large, damaged, of a kind not in `kinds`, or with a name that
    says something else. `strip_position` takes the place out of a photograph that somebody outside sends.
    """
    if upload is None:
        raise Refused(_("No file was sent."), field=field)
    name = checked_name(upload.name, field=field)
    if uploads.too_large(getattr(upload, "size", None), kinds):
        most = max(uploads.MOST_BYTES[kind] for kind in kinds) // uploads.MEGABYTE
        raise Refused(_("The file is larger than {number} MB.").format(number=most), field=field)
    upload.seek(0)
    data: bytes = upload.read()
    found = inspect(data, name=name, kinds=kinds, field=field)
    if strip_position and found.kind == uploads.IMAGE:
        data = uploads.without_position(data)
        found = inspect(data, name=name, kinds=kinds, field=field)
    return _kept(data, found, at=at, by=by)


def _kept(data: bytes, found: uploads.Content, *, at: datetime, by: Any) -> StoredFile:
    digest = hashlib.sha256(data).hexdigest()
    _write(data, digest)
    known: StoredFile | None = StoredFile.objects.filter(digest=digest).first()
    if known is not None:
        return known
    facts = {"kind": found.kind, "mime": found.mime, "width": found.width, "height": found.height}
    with audit.act("kernel.keep_file", by=by):
        # Two who send the same content at once: the second finds the first one's row.
        stored, _made = StoredFile.objects.get_or_create(
            digest=digest, defaults={**facts, "size": len(data), "kept_at": at}
        )
    return stored


def _write(data: bytes, digest: str) -> None:
    """Write beside and rename: a file is there whole or not at all."""
    target = folder() / digest[:2] / digest
    if target.exists() and target.stat().st_size == len(data):
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(target)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


@transaction.atomic
def attach(
    *, record: Model, stored: StoredFile, kind: str, name: str = "", caption: str = "", by: Any, at: datetime
) -> Attachment:
    """Put a kept file at a record; `kind` says what it is there: photo, drawing, evidence, signature, scan."""
    ending = {"image/png": "png", "image/jpeg": "jpg"}.get(stored.mime, stored.mime.rpartition("/")[2][:4])
    facts = {"kind": kind, "name": (name or f"{kind}.{ending}")[:120], "caption": caption.strip()[:200]}
    with audit.act("kernel.attach_file", by=by):
        attachment: Attachment = Attachment.objects.create(
            record_kind=record._meta.label_lower, record_id=record.pk, stored=stored, at=at, **facts
        )
    return attachment


@transaction.atomic
def withdraw(*, attachment_id: int, reason: str, by: Any, at: datetime) -> Attachment:
    """Withdraw a file from a record: it is shown no more, but stays with the reason."""
    attachment: Attachment = Attachment.objects.select_for_update().get(pk=attachment_id)
    if attachment.withdrawn_at is not None:
        raise Refused(_("This file has been withdrawn."))
    if not reason.strip():
        raise Refused(_("A reason is needed."), field="reason")
    attachment.withdrawn_at, attachment.withdrawn_reason = at, reason.strip()[:200]
    with audit.act("kernel.withdraw_file", by=by, reason=reason.strip()):
        attachment.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return attachment


# ---- out --------------------------------------------------------------------------------------------------
def of(record: Model, kind: str | None = None) -> list[Attachment]:
    """The files that stand at a record, or those of one kind, in the order in which they came: one query."""
    found = Attachment.objects.of(record).standing().select_related("stored")
    return list(found if kind is None else found.filter(kind=kind))


def register_reader(model: type[Model], may_read: Callable[[Any, Any], bool]) -> None:
    """Say who may read the files of a model's records: `may_read(user, record)`."""
    _readers[model] = may_read


def readable(user: Any, attachment: Attachment) -> bool:
    """Whether a person may read a file: as the app says whose record it belongs to; nobody where no app says."""
    model = apps.get_model(attachment.record_kind)
    may_read = _readers.get(model)
    record = model._default_manager.filter(pk=attachment.record_id).first()
    return may_read is not None and record is not None and bool(may_read(user, record))
