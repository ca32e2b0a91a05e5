"""The record of a check 消防监督检查记录: what it says, from the frozen facts only; Word out of that, PDF of a draft.

With the conclusion the content is frozen in a paper; before that it can be printed as a draft.
"""

import io
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lanyan.inspections import checklists, queries
from lanyan.inspections.models import Inspection
from lanyan.kernel import documents

LAYOUT = "record"
TEMPLATE = f"inspections/papers/{LAYOUT}.html"


def content(inspection: Inspection) -> dict[str, Any]:
    """Everything the record says, as plain texts in the house's language: it is a Chinese paper whoever makes it."""
    with translation.override(settings.LANGUAGE_CODE):
        parts = inspection.joint_parts.filter(withdrawn_at=None)  # type: ignore[attr-defined]
        return {
            "layout": LAYOUT,
            "lines": _lines(inspection, queries.members(inspection), list(parts)),
            "checklist": checklists.words(inspection.checklist),
            "rows": [_row(row) for row in queries.rows(inspection)],
            "found": [f"{one.number} {one.words}（{one.clause}）" for one in queries.hazards_of(inspection)],
            "result": inspection.result_words,
            "signed": _signed(inspection),
        }


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


def _signed(check: Inspection) -> str:
    return f"{check.signed_name} {check.signed_post} {_moment(check.signed_at)}".strip() if check.signed_at else ""


def _row(row: queries.Row) -> tuple[str, ...]:
    answer = row.answer
    said = [str(answer.get_value_display()), answer.words, answer.explanation] if answer else ["—"]
    return str(row.number), row.item.label, row.clause, "；".join(part for part in said if part)


def draft(inspection: Inspection) -> dict[str, Any]:
    """The values of a record that is not concluded yet: it says so."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Record of a fire supervision check")
    return {
        **content(inspection), "title": title, "agency": inspection.unit.name, "number": inspection.number,
        "draft": True, "withdrawn": "", "served": "", "receiver": "", "refusal": "", "witnesses": "", "clip": "",
        "by_hand": False,
    }  # fmt: skip


def pdf(inspection: Inspection) -> bytes:
    """A draft as PDF."""
    return documents.pdf(TEMPLATE, {**draft(inspection), "signature": ""})


def word(values: dict[str, Any], picture: bytes = b"") -> bytes:
    """A record, or a draft of one, as a Word file."""
    # Large, and loaded by whoever makes the first document.
    from docx import Document  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    for text, size in ((values["agency"], 15), (values["title"], 20)):
        head = document.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = head.add_run(text)
        run.bold, run.font.size = size > 15, Pt(size)
    for text in _above(values):
        document.add_paragraph(text)
    _table(document, values["lines"], widths=(Mm(42), Mm(118)))
    document.add_paragraph(values["checklist"]).runs[0].bold = True
    heads = ("序号", "检查内容", "依据", "检查情况")
    _table(document, [heads, *values["rows"]], widths=(Mm(12), Mm(68), Mm(40), Mm(40)))
    for text in _below(values):
        document.add_paragraph(text)
    if picture:
        document.add_picture(io.BytesIO(picture), width=Mm(documents.PICTURE_WIDTH_MM))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _above(values: dict[str, Any]) -> list[str]:
    voided = [f"已撤销：{values['withdrawn']}"] if values["withdrawn"] else []
    unfinished = ["检查尚未结束，本件为草稿。"] if values.get("draft") else []
    return [*voided, *unfinished, f"编号：{values['number']}"]


def _below(values: dict[str, Any]) -> list[str]:
    """What stands under the checklist: hazards, the result, and how it was signed."""
    said = [f"发现的火灾隐患：{one}" for one in values["found"]]
    said.append(f"检查结果：{values['result'] or '—'}")
    if values["signed"]:
        said.append(f"被检查单位签名：{values['signed']}")
    if values["refusal"]:
        said.append(f"拒签事由：{values['refusal']}　见证人：{values['witnesses']}")
    return said


def _table(document: Any, rows: Any, *, widths: tuple[Any, ...]) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = text, width
