"""Ledgers brought in by the API, as the page does: a file is read dry, its faults are told, its good rows loaded."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError

from lanyan.kernel import access, imports
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import Ledger
from lanyan.units.tokens import TokenAuth
from lanyan.web.imports import actions
from lanyan.web.models import ImportRun

router = Router(tags=["imports"])
# As the page: who may open it; each ledger asks for a right of its own besides.
OPEN = "reports.view_enter_once"
MOST = 200


class ColumnOut(Schema):
    """A column of a ledger; any of its ways to be called finds it."""

    key: str
    label: str
    must: bool
    others: list[str]


class LedgerOut(Schema):
    """A ledger that can be brought in, and the scope it asks for."""

    kind: str
    title: str
    scope: str
    goes_out: bool
    columns: list[ColumnOut]


class ImportOut(Schema):
    """How far a file has come; `rows_total` is null until it has been read through."""

    id: int
    kind: str
    state: str
    file: str
    unit: str
    brought_at: datetime
    ended_at: datetime | None
    rows_read: int
    rows_total: int | None
    created: int
    corrected: int
    same: int
    refused: int
    problem: str


class FaultOut(Schema):
    """What is wrong with a row; an empty column is the row as a whole."""

    row: int
    column: str
    reason: str


class ImportWholeOut(ImportOut):
    """The same with its faults, at most 500, and the headings that no column claims."""

    faults: list[FaultOut]
    unknown: list[str]


def _ledger(user: Any, key: str) -> Ledger:
    """The ledger of a kind, for whom it is."""
    one = imports.ledgers().get(key)
    if one is None:
        reason = _("There is no ledger “{key}”. There are: {keys}")
        raise Refused(reason.format(key=key, keys=", ".join(imports.ledgers())), field="kind")
    if not user.has_perm(one.permission):
        words = f"{access.label(one.permission)} ({one.permission})"
        raise HttpError(403, _("The user of this key may not: {act}").format(act=words))
    return one


def _told(run: ImportRun) -> dict[str, Any]:
    plain = ("id", "state", "brought_at", "ended_at", "rows_read", "rows_total", "problem")
    counts = {name: run.counts.get(name, 0) for name in ("created", "corrected", "same", "refused")}
    named = {"kind": run.ledger, "file": run.file_name, "unit": run.unit_name}
    return {name: getattr(run, name) for name in plain} | counts | named


def _whole(run: ImportRun) -> dict[str, Any]:
    faults = [{"row": row, "column": column, "reason": reason} for row, column, reason in run.faults]
    return _told(run) | {"faults": faults, "unknown": run.preview.get("unknown", [])}


def _mine(request: HttpRequest, pk: int) -> ImportRun:
    """One of those the key's user brought in, of a ledger that is still for them."""
    user: Any = request.auth  # type: ignore[attr-defined]
    run: ImportRun = get_object_or_404(ImportRun.objects.of(user).defer("content"), pk=pk)
    _ledger(user, run.ledger)
    return run


@router.get("/ledgers", auth=TokenAuth(OPEN), response=list[LedgerOut])
def list_ledgers(request: HttpRequest) -> Any:
    """The kinds of files that the key's user may bring in, with their columns."""
    user: Any = request.auth  # type: ignore[attr-defined]
    return [
        {
            "kind": one.key,
            "title": str(one.title),
            "scope": one.permission,
            "goes_out": one.goes_out,
            "columns": [
                {"key": each.key, "label": str(each.label), "must": each.must, "others": list(each.aliases)}
                for each in one.fields
            ],
        }
        for one in imports.ledgers().values()
        if user.has_perm(one.permission)
    ]


@router.post("/imports", auth=TokenAuth(OPEN), response={201: ImportWholeOut})
def bring(
    request: HttpRequest,
    file: File[UploadedFile],
    kind: str = Form(..., description="as `/api/ledgers` names it"),
    unit: str = Form("", description="division code; empty for the uppermost unit the key's user may bring it in for"),
) -> Any:
    """Bring a file in: it is read dry and nothing is loaded. A long one is CHECKING at first; ask again."""
    user: Any = request.auth  # type: ignore[attr-defined]
    one = _ledger(user, kind)
    units = one.units(user).order_by("path")
    found = (units.filter(division_code=unit) if unit else units).first()
    if found is None:
        raise Refused(_("There is no such unit."), field="unit")
    run = actions.bring(ledger=one.key, upload=file, unit=found, at=timezone.now(), by=user)
    run.refresh_from_db()
    return Status(201, _whole(run))


@router.get("/imports", auth=TokenAuth(OPEN), response=list[ImportOut])
def list_imports(
    request: HttpRequest, kind: str = "", before: int | None = None, limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    """What the key's user brought in, the last first; `before` is the id of the last one seen."""
    user: Any = request.auth  # type: ignore[attr-defined]
    mine = [one.key for one in imports.ledgers().values() if user.has_perm(one.permission)]
    found = ImportRun.objects.of(user).filter(ledger__in=mine).defer("content", "faults", "preview")
    if kind:
        found = found.filter(ledger=kind)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_told(run) for run in found.order_by("-pk")[:limit]]


@router.get("/imports/{pk}", auth=TokenAuth(OPEN), response=ImportWholeOut)
def get_import(request: HttpRequest, pk: int) -> Any:
    """How far one has come, and what is wrong row by row."""
    return _whole(_mine(request, pk))


@router.post("/imports/{pk}/load", auth=TokenAuth(OPEN), response=ImportWholeOut)
def load_import(request: HttpRequest, pk: int) -> Any:
    """Load the good rows of a file that has been read; a long one is LOADING at first; ask again."""
    run = _mine(request, pk)
    actions.ask_to_load(run_id=run.pk, at=timezone.now(), by=request.auth)  # type: ignore[attr-defined]
    run.refresh_from_db()
    return _whole(run)
