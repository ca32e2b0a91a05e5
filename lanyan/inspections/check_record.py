"""The record of a check 消防监督检查记录: what it says, as PDF and Word; from the frozen facts only."""

import base64
import io
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.inspections import checklists, queries
from lanyan.inspections.models import Inspection
from lanyan.kernel import documents, files

TEMPLATE = "inspections/record_print.html"


def told(inspection: Inspection) -> dict[str, Any]:
    """Everything the record says, in the language it is asked in."""
    listed = queries.rows(inspection)
    _photographs, signatures = queries.pictures(inspection)
    parts = inspection.joint_parts.filter(withdrawn_at=None)  # type: ignore[attr-defined]
    values = {
        "title": _("Record of a fire supervision check"),
        "check": inspection,
        "checklist": checklists.words(inspection.checklist),
        "rows": listed,
        "hazards": list(queries.hazards_of(inspection)),
        "closing": _closing(inspection),
        "signature": files.path_of(signatures[0].stored).read_bytes() if signatures else b"",
        "mime": signatures[0].stored.mime if signatures else "",
    }
    return values | {"lines": _lines(inspection, queries.members(inspection), list(parts))}


def _lines(check: Inspection, members: list[Any], parts: list[Any]) -> list[tuple[str, str]]:
    """The head of the record."""
    facts = check.facts
    people = "、".join(f"{each.person.name}（{each.certificate_number or _('assists only')}）" for each in members)
    persons = "、".join(f"{each['name']} {each['phone']}".strip() for each in facts.get("persons", []))
    joined = "；".join(f"{part.department}：{part.part}（{part.people}，{part.signed_name}）" for part in parts)
    return [
        (_("number"), check.number),
        (_("check notice"), f"{check.notice_number} {check.notice_date or ''}".strip()),
        (_("premises"), f"{facts.get('name', '')} {facts.get('number', '')}".strip()),
        (_("unified social credit code"), facts.get("credit_code") or "—"),
        (_("address"), facts.get("address") or "—"),
        (_("categories"), "、".join(facts.get("category_words", [])) or "—"),
        (_("persons responsible"), persons or "—"),
        (_("form of check"), f"{check.get_form_display()} · {check.get_cause_display()}"),
        (_("parts checked"), check.place_words or "—"),
        (_("carried out by"), people or "—"),
        (_("departments that took part"), joined or "—"),
        (_("credentials shown and scanned"), _moment(check.credentials_shown_at)),
        (_("started"), _moment(check.started_at)),
        (_("concluded at"), _moment(check.concluded_at)),
        (_("number of the body-camera clip"), check.clip_number or "—"),
        (_("result told"), _moment(check.told_at)),
    ]


def _moment(at: Any) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def _closing(check: Inspection) -> list[str]:
    """The result and how the record was signed, or that signing was refused."""
    said = [f"{_('result')}：{check.result_words or '—'}"]
    if check.signed_at:
        said.append(f"{_('signed by')}：{check.signed_name} {check.signed_post} {_moment(check.signed_at)}")
    if check.refused_at:
        said.append(f"{_('signature refused')}：{check.refusal_words} {_moment(check.refused_at)}")
        said.append(f"{_('witnesses')}：{check.witnesses}")
    return said


def pdf(inspection: Inspection) -> bytes:
    """The record as PDF, in the house's language: it is a Chinese paper whoever prints it."""
    with translation.override(settings.LANGUAGE_CODE):
        values = told(inspection)
        drawn = base64.b64encode(values["signature"]).decode()
        return documents.pdf(TEMPLATE, values | {"drawn": f"data:{values['mime']};base64,{drawn}" if drawn else ""})


def word(inspection: Inspection) -> bytes:
    """The record as a Word file, in the house's language."""
    # Large, and loaded by whoever makes the first document.
    from docx import Document  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    with translation.override(settings.LANGUAGE_CODE):
        values, document = told(inspection), Document()
        document.add_heading(values["title"], level=1)
        _table(document, [(name, value) for name, value in values["lines"]])
        document.add_heading(values["checklist"], level=2)
        heads = (_("No."), _("item"), _("clause"), _("answer"))
        _table(document, [heads, *(_row(row) for row in values["rows"])])
        for hazard in values["hazards"]:
            document.add_paragraph(f"{hazard.number} {hazard.words}（{hazard.clause}）")
        for text in values["closing"]:
            document.add_paragraph(text)
        if values["signature"]:
            document.add_picture(io.BytesIO(values["signature"]), width=Mm(50))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _table(document: Any, rows: list[tuple[str, ...]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _row(row: queries.Row) -> tuple[str, ...]:
    answer = row.answer
    said = [str(answer.get_value_display()), answer.words, answer.explanation] if answer else ["—"]
    return str(row.number), row.item.label, row.clause, "；".join(part for part in said if part)
