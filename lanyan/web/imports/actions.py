"""What becomes of a file that somebody brings in: kept, read, loaded; in the request when small, as a job when long."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, imports, jobs, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports.files import MOST_BYTES
from lanyan.kernel.states import MoveNotAllowed
from lanyan.web.models import ImportRun

# Larger files are read by a worker, with the rows told as they pass.
AT_ONCE_BYTES = 150_000
# A file that nobody loads is given up after this.
KEPT_FOR = timedelta(days=7)


def bring(*, ledger: str, upload: Any, unit: Any, at: datetime, by: Any) -> ImportRun:
    """Keep a file and read it through: nothing is loaded yet."""
    if upload.size > MOST_BYTES:
        raise Refused(_("The file is larger than {most} MB.").format(most=MOST_BYTES // 1_000_000), field="file")
    content = upload.read()
    with transaction.atomic():
        run: ImportRun = ImportRun.objects.create(
            ledger=ledger,
            file_name=str(upload.name)[-200:],
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            user_id=by.pk,
            user_name=str(by)[:100],
            unit_id=unit.pk,
            unit_name=str(unit)[:100],
            brought_at=at,
        )
        if len(content) > AT_ONCE_BYTES:
            jobs.later("web.check_import", run_id=run.pk)
    if len(content) <= AT_ONCE_BYTES:
        check(run_id=run.pk, at=at)
    return run


def check(*, run_id: int, at: datetime) -> None:
    """Read a file dry: what each row would do, and what is wrong. A second call finds nothing left to do."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state == ImportRun.State.CHECKING:
        _go_through(run, write=False, at=at)


def ask_to_load(*, run_id: int, at: datetime, by: Any) -> ImportRun:
    """Load the good rows of a file that has been read."""
    with transaction.atomic():
        run: ImportRun = ImportRun.objects.select_for_update().get(pk=run_id)
        try:
            run.state = imports.LIFE.target("load", run.state)
        except MoveNotAllowed:
            raise Refused(_("This file is not waiting to be loaded.")) from None
        if run.content is None:
            raise Refused(_("This file was not loaded within a week and has been let go; bring it in again."))
        run.rows_read = 0
        run.save(update_fields=["state", "rows_read"])
        if len(run.content) > AT_ONCE_BYTES:
            jobs.later("web.load_import", run_id=run.pk)
    if len(run.content) <= AT_ONCE_BYTES:
        load(run_id=run.pk, at=at)
    return run


def load(*, run_id: int, at: datetime) -> None:
    """Load the good rows. Run twice it changes nothing more: rows that are there already stay as they are."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state == ImportRun.State.LOADING:
        _go_through(run, write=True, at=at)


def _go_through(run: ImportRun, *, write: bool, at: datetime) -> None:
    one = imports.ledger(run.ledger)
    by = get_user_model()._default_manager.get(pk=run.user_id)

    def told(rows: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(rows_read=rows)
        live.announce("import", run.pk)

    try:
        report = imports.run(
            bytes(run.content or b""),
            one,
            unit_id=run.unit_id,
            at=at,
            by=by,
            write=write,
            told=told,
            file=run.file_name,
        )
    except Refused as refusal:
        _end(run, "fail", at, problem=refusal.reason[:400])
        return
    except Exception:
        # The job's log has the whole of it; the person must not wait for ever.
        problem = _("The file could not be read to its end; what was read before may be loaded, nothing after it.")
        _end(run, "fail", at, problem=problem)
        raise
    found = _found(report)
    if write:
        audit.note(
            one.permission,
            by=by,
            ledger=one.key,
            file=run.file_name,
            **{name: str(number) for name, number in report.counts.items()},
        )
        found["content"] = None
    _end(run, "loaded" if write else "checked", at, **found)


def _found(report: imports.Report) -> dict[str, Any]:
    """What came of a file, as its run keeps it."""
    return {
        "rows_total": report.rows,
        "rows_read": report.rows,
        "counts": dict(report.counts),
        "faults": [fault.as_list() for fault in report.faults],
        "preview": {"columns": report.columns, "unknown": report.unknown, "rows": report.first},
    }


def _end(run: ImportRun, move: str, at: datetime, **found: Any) -> None:
    for name, value in {**found, "state": imports.LIFE.target(move, run.state), "ended_at": at}.items():
        setattr(run, name, value)
    with transaction.atomic():
        run.save(update_fields=[*found, "state", "ended_at"])
        live.announce("import", run.pk)


def give_up_old(*, at: datetime) -> int:
    """Let go of the contents of files that nobody loaded within a week; gives how many."""
    old = ImportRun.objects.filter(brought_at__lt=at - KEPT_FOR, content__isnull=False)
    return int(old.exclude(state=ImportRun.State.LOADING).update(content=None))
