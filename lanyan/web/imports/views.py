"""Pages for bringing a ledger in: choose a file, see what it would do, load the good rows."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.kernel import access, audit, imports, sheets
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import CORRECTED, CREATED, REFUSED, SAME, Ledger, out
from lanyan.web.imports import actions
from lanyan.web.models import ImportRun

RUNS_SHOWN = 10


class BringForm(forms.Form):
    """A file, and for whom."""

    unit = forms.ModelChoiceField(label=gettext_lazy("unit"), queryset=None)
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV (UTF-8 or GBK), up to 30 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt", "class": "form-control"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units
        unit.label_from_instance = lambda one: "　" * (one.path.count(".") - 1) + one.name
        unit.widget.attrs["class"] = "form-select"


def _ledger(request: HttpRequest, key: str) -> Ledger:
    """The ledger of an address; 404 when there is none, 403 for whom it is not."""
    one = imports.ledgers().get(key)
    if one is None:
        raise Http404(key)
    if not request.user.has_perm(one.permission):
        raise PermissionDenied(access.label(one.permission))
    return one


@require_http_methods(["GET", "POST"])
@access.signed_in
def bring(request: HttpRequest, key: str) -> HttpResponse:
    """Choose a file of a ledger; below, what one brought in before."""
    one = _ledger(request, key)
    units = one.units(request.user)
    form = BringForm(request.POST or None, request.FILES or None, units=units, initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            run = actions.bring(
                ledger=key, upload=typed["file"], unit=typed["unit"], at=timezone.now(), by=request.user
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            return redirect("web:import_run", run.pk)
    context = {
        "title": _("Bring in: {ledger}").format(ledger=one.title),
        "ledger": one,
        "form": form,
        "cancel_url": reverse(one.list_url),
        "submit_label": _("Read the file"),
        "runs": ImportRun.objects.of(request.user).filter(ledger=key).defer("content")[:RUNS_SHOWN],
    }
    return TemplateResponse(request, "web/import.html", context, status=422 if form.errors else 200)


@require_GET
@access.signed_in
def template(request: HttpRequest, key: str) -> HttpResponse:
    """Give the empty workbook of a ledger."""
    return _file(imports.template(_ledger(request, key)), f"{key}_template", out.XLSX)


@require_GET
@access.signed_in
def export(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Give the records of a ledger in its own columns: brought in again, they change nothing."""
    one = _ledger(request, key)
    if one.records is None or kind not in out.TYPES:
        raise Http404(kind)
    units = one.units(request.user)
    wanted = request.GET.get("unit", "")
    unit = units.filter(pk=int(wanted)).first() if wanted.isdecimal() else units.first()
    if unit is None:
        raise Http404(wanted)
    records = one.records(unit.path)
    if records.order_by()[: sheets.MOST_ROWS + 1].count() > sheets.MOST_ROWS:
        reason = _("A file holds at most {most} rows here. Choose a smaller unit.")
        messages.error(request, reason.format(most=f"{sheets.MOST_ROWS:,}"))
        return redirect("web:import_bring", key)
    audit.note("kernel.export_sheet", by=request.user, sheet=key, unit=str(unit))
    return _file(imports.written(one.shown_to(request.user), records, kind), key, kind)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=out.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _run(request: HttpRequest, pk: int) -> tuple[ImportRun, Ledger]:
    run: ImportRun = get_object_or_404(ImportRun.objects.of(request.user).defer("content"), pk=pk)
    return run, _ledger(request, run.ledger)


def _shown(run: ImportRun, one: Ledger) -> dict[str, Any]:
    counts = [
        (CREATED, _("new")),
        (CORRECTED, _("to be corrected") if run.state == "CHECKED" else _("corrected")),
        (SAME, _("unchanged")),
        (REFUSED, _("with faults, not loaded")),
    ]
    columns = [(one.label(key), said) for key, said in run.preview.get("columns", [])]
    return {
        "record": run,
        "ledger": one,
        "counts": [(name, words, run.counts.get(name, 0)) for name, words in counts],
        "columns": columns,
        "good": run.counts.get(CREATED, 0) + run.counts.get(CORRECTED, 0),
        "refused": run.counts.get(REFUSED, 0),
        "busy": run.state in ("CHECKING", "LOADING"),
    }


@require_GET
@access.signed_in
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file has come: what it would do or did, what is wrong row by row."""
    run, one = _run(request, pk)
    context = {"title": run.file_name, **_shown(run, one)}
    return TemplateResponse(request, "web/import_run.html", context)


@require_GET
@access.signed_in
def import_run_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a fragment, for a page that listens."""
    run, one = _run(request, pk)
    return TemplateResponse(request, "web/_import_run.html", _shown(run, one))


@require_POST
@access.signed_in
def import_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the good rows."""
    run, _one = _run(request, pk)
    try:
        actions.ask_to_load(run_id=run.pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("web:import_run", run.pk)
