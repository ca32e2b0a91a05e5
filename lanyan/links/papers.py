"""Reports as Word in the unit's own layout, else in the built-in one, and as PDF."""

from typing import Any

from lanyan.kernel import documents, files
from lanyan.kernel.periods import ZONE
from lanyan.links.models import ReportLayout, SituationReport
from lanyan.links.rules.composing import HEADS

# The names a layout may use, with something to try them out on.
TRIAL: dict[str, Any] = {
    "agency": "某市消防救援支队",
    "head": "首报",
    "title": "某处火灾首报",
    "number": "0000-BG-2026-00001",
    "incident": "0000-20260101-0001",
    "day": "2026年1月1日",
    "lines": ["第一段。", "第二段。"],
    "addressees": "总队指挥中心",
    "writer": "某某",
    "approver": "某某",
    "note": "",
}


def values(report: SituationReport) -> dict[str, Any]:
    """What layouts are given."""
    at = (report.approved_at or report.composed_at).astimezone(ZONE)
    sendings = report.sendings.order_by("sent_at", "pk").values_list("words", flat=True)  # type: ignore[attr-defined]
    notes = {"DRAFT": "草稿，未经审批", "WITHDRAWN": f"已撤销：{report.withdrawn_reason}"}
    return {
        "agency": report.unit.name,
        "head": HEADS[report.kind],
        "title": report.title,
        "number": report.number,
        "incident": report.incident.number if report.incident else "",
        "day": f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02}分",
        "lines": [line for line in report.text.splitlines() if line.strip()],
        "addressees": "、".join(dict.fromkeys(sendings)),
        "writer": str(report.edited_by or report.written_by or ""),
        "approver": str(report.approved_by or ""),
        "note": notes.get(report.state, ""),
    }


def as_word(report: SituationReport) -> bytes:
    """The report as Word: the layout of its unit, or of the nearest above it, or the built-in one."""
    layout = layout_of(report)
    if layout is not None:
        return documents.filled(layout, values(report))
    return documents.word("situation_report", values(report))


def layout_of(report: SituationReport) -> bytes | None:
    """The unit's own template for this kind of report; None where there is none."""
    path = report.unit.path
    above = [path[: at + 1] for at, sign in enumerate(path) if sign == "."]
    found = ReportLayout.objects.standing().filter(unit__path__in=above, kind=report.kind).order_by("-unit__path")
    layout = found.first()
    attached = files.of(layout, "layout") if layout is not None else []
    return files.path_of(attached[0].stored).read_bytes() if attached else None


def as_pdf(report: SituationReport) -> bytes:
    """The report as PDF."""
    return documents.pdf("links/papers/report.html", values(report))
