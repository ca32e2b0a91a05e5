"""A unit's own layout of its reports, and the hour at which its day ends."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, documents, files, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed
from lanyan.links import papers
from lanyan.links.models import BriefCut, ReportLayout, SituationReport
from lanyan.links.models.reports import HOURS
from lanyan.units.models import Unit


def _unit(unit_id: int) -> Unit:
    unit: Unit | None = Unit.objects.select_for_update().filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    return unit


@transaction.atomic
def keep_layout(*, unit_id: int, kind: str, upload: Any, at: datetime, by: Any) -> ReportLayout:
    """Take a unit's Word template for a kind of report; it is filled once for a trial, and replaces the one before."""
    unit = _unit(unit_id)
    if kind not in SituationReport.Kind.values:
        raise Refused(_("There is no such entry in the list."), field="kind")
    stored = files.keep(upload=upload, kinds=(uploads.WORD,), by=by, at=at, field="file")
    documents.filled(files.path_of(stored).read_bytes(), papers.TRIAL)
    with audit.act("links.keep_layout", by=by):
        for old in ReportLayout.objects.select_for_update().standing().filter(unit=unit, kind=kind):
            old.withdrawn_at, old.withdrawn_reason = at, _("replaced by another")
            old.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        layout = ReportLayout.objects.create(unit=unit, kind=kind, kept_at=at, kept_by=by)
        files.attach(record=layout, stored=stored, kind="layout", name=upload.name, by=by, at=at)
    return layout  # type: ignore[no-any-return]


@transaction.atomic
def withdraw_layout(*, layout_id: int, reason: str, at: datetime, by: Any) -> ReportLayout:
    """Give a layout up: the built-in one is used again."""
    layout: ReportLayout = locked(ReportLayout, layout_id, "unit")
    if layout.withdrawn_at is not None:
        raise Refused(_("This layout is not in use."))
    layout.withdrawn_at, layout.withdrawn_reason = at, needed(reason)
    with audit.act("links.withdraw_layout", by=by, reason=reason):
        layout.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return layout


@transaction.atomic
def set_cut(*, unit_id: int, hour: int, since_date: date, by: Any) -> BriefCut:
    """Say at which hour a unit's day ends from a day on; briefs of earlier days keep what held then."""
    unit = _unit(unit_id)
    if hour not in dict(HOURS):
        raise Refused(_("The day ends at 08:00 or at 24:00."), field="hour")
    if BriefCut.objects.filter(unit=unit, since_date=since_date).exists():
        raise Refused(_("There is a cut from this day on already."), field="since_date")
    with audit.act("links.set_cut", by=by):
        return BriefCut.objects.create(unit=unit, hour=hour, since_date=since_date, set_by=by)  # type: ignore[no-any-return]
