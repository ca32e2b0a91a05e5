"""Documents 文书: Word from a template file, PDF from a page template. Both are made here, without any other host."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lanyan.kernel import press
from lanyan.kernel.errors import Refused

FOLDER = Path(__file__).resolve().parents[1] / "data" / "papers"
WORD_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_MIME = "application/pdf"
PICTURE_WIDTH_MM = 40


def word(template: str, values: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Fill a template of `lanyan/data/papers` and give the Word file; `pictures` are drawn where their name stands."""
    return filled((FOLDER / f"{template}.docx").read_bytes(), values, pictures=pictures)


def filled(template: bytes, values: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The same with a template at hand: somebody's own layout. What it names and is not given is refused."""
    # Large, and loaded by whoever makes the first document.
    from docx.shared import Mm  # noqa: PLC0415
    from docxtpl import DocxTemplate, InlineImage  # noqa: PLC0415
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.exceptions import TemplateError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    document = DocxTemplate(io.BytesIO(template))
    drawn = {
        name: InlineImage(document, io.BytesIO(data), width=Mm(PICTURE_WIDTH_MM))
        for name, data in (pictures or {}).items()
    }
    rules = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document.render({**values, **drawn}, rules, autoescape=True)
    except TemplateError as problem:
        reason = _("The template cannot be filled: {problem}").format(problem=str(problem)[:200])
        raise Refused(reason, field="file") from problem
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(template: str, values: Mapping[str, Any]) -> bytes:
    """Render a page template (HTML with its own print styles) and give the PDF."""
    try:
        return press.pressed(render_to_string(template, dict(values)))
    except press.NoLibrariesError as problem:
        raise Refused(
            _("PDF needs the system packages {packages}; the Word file can be made without them.").format(
                packages="libpango-1.0-0, libpangoft2-1.0-0"
            )
        ) from problem
