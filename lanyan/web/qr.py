"""QR codes as drawings (ISO/IEC 18004), made here: no script, no style attributes, no other host."""

import io

from django.utils.safestring import SafeString, mark_safe

MODULE_PIXELS, QUIET = 6, 4


def drawn(text: str) -> SafeString:
    """An SVG of the code for an address of ours, error correction M; it fills the box it stands in."""
    # Large for what most processes never do.
    import segno  # noqa: PLC0415

    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        out, kind="svg", scale=MODULE_PIXELS, border=QUIET, xmldecl=False, svgns=True, omitsize=True, light="#fff"
    )
    # Squares and numbers only: the text itself stands nowhere in the drawing.
    return mark_safe(out.getvalue().decode())
