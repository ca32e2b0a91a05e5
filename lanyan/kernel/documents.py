"""Documents 文书: Word from a template file, PDF from a page template. Both are made here, without any other host."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused

FOLDER = Path(__file__).resolve().parents[1] / "data" / "papers"
WORD_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_MIME = "application/pdf"
PICTURE_WIDTH_MM = 40


class FetchRefused(ValueError):
    """A page template names an address that is neither a data: one nor a static file of ours."""


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
    page = render_to_string(template, dict(values))
    library = _weasyprint()
    made: bytes = library.HTML(string=page, base_url="static:", url_fetcher=_fetcher(library)).write_pdf()
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - large, and needs libraries of the system that may be missing
    except OSError as problem:
        raise Refused(
            _("PDF needs the system packages {packages}; the Word file can be made without them.").format(
                packages="libpango-1.0-0, libpangoft2-1.0-0"
            )
        ) from problem
    return weasyprint


def allowed(url: str) -> Path | None:
    """The static file of ours that an address names; None for a data: address; anything else is refused."""
    if url.startswith("data:"):
        return None
    path, root = unquote(urlsplit(url).path), static("")
    ours = not urlsplit(url).netloc and urlsplit(url).scheme in ("", "static") and path.startswith(root)
    found = finders.find(path.removeprefix(root)) if ours else None
    if not isinstance(found, str):
        raise FetchRefused(f"a document may not ask for {url}")
    return Path(found)


def _fetcher(library: Any) -> Any:
    """What the library asks for everything a page names: no request ever leaves the machine."""
    urls = library.urls

    class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                path = allowed(url)
            except FetchRefused as refusal:
                # Only this kind stops the library: all others it swallows.
                raise urls.FatalURLFetchingError(str(refusal)) from refusal
            return super().fetch(url) if path is None else urls.URLFetcherResponse(url, path.read_bytes())

    return Fetcher(allowed_protocols=["data"])
