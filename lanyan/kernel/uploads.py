"""What a sent file really is: told by its content, not by its name or its sender. Pure: bytes in, facts out."""

import io
import re
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused

IMAGE, PDF, WORD, EXCEL = "image", "pdf", "word", "excel"
MEGABYTE = 1 << 20
MOST_BYTES = {IMAGE: 20 * MEGABYTE, PDF: 50 * MEGABYTE, WORD: 20 * MEGABYTE, EXCEL: 30 * MEGABYTE}
ENDINGS = {"jpg": IMAGE, "jpeg": IMAGE, "png": IMAGE, "pdf": PDF, "docx": WORD, "xlsx": EXCEL}
# A picture is decoded in memory: 60 million pixels are more than any telephone takes.
MOST_PIXELS = 60_000_000
# An Office file is a ZIP: what it unpacks to is bounded before anything is unpacked.
MOST_UNPACKED, MOST_PARTS, MOST_RATIO = 300 * MEGABYTE, 4000, 200
NAME_LENGTH = 120
_JPEG, _PNG, _ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
_PDF_HEAD = re.compile(rb"%PDF-[12]\.\d")
_MIMES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    PDF: "application/pdf",
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAIN_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}


@dataclass(frozen=True)
class Content:
    """What was found: the kind, the type to answer with, and the size of a picture."""

    kind: str
    mime: str
    width: int | None = None
    height: int | None = None


def checked_name(name: str, *, field: str = "file") -> str:
    """The last part of a name without anything invisible, its ending kept when it is too long."""
    name = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rpartition("/")[2].strip()
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name):
        raise Refused(_("The file's name contains invisible characters."), field=field)
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or ending.lower() not in ENDINGS:
        raise Refused(
            _("The file's name must end in one of: {endings}.").format(endings=", ".join(ENDINGS)), field=field
        )
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"


def inspect(data: bytes, *, name: str, kinds: Collection[str], field: str = "file") -> Content:
    """Say what a content is; refuse what is empty, too large, damaged, unwanted, or else than its name says."""
    if not data:
        raise Refused(_("The file is empty."), field=field)
    kind = _kind(data)
    if not kind or kind not in kinds:
        raise Refused(_wanted(kinds), field=field)
    if ENDINGS[checked_name(name, field=field).rpartition(".")[2].lower()] != kind:
        raise Refused(_("The file's name says something else than its content is."), field=field)
    if len(data) > MOST_BYTES[kind]:
        most = MOST_BYTES[kind] // MEGABYTE
        raise Refused(_("The file is larger than {number} MB.").format(number=most), field=field)
    return {IMAGE: _image, PDF: _pdf}.get(kind, _office)(data, field)


def too_large(size: int | None, kinds: Collection[str]) -> bool:
    """Larger than any of these kinds may be: it need not be read."""
    return size is not None and size > max(MOST_BYTES[kind] for kind in kinds)


def _wanted(kinds: Collection[str]) -> str:
    endings = ", ".join(ending for ending, kind in ENDINGS.items() if kind in kinds)
    return _("This is not a file of a kind that can be kept here: {endings}.").format(endings=endings)


def _kind(data: bytes) -> str:
    if data.startswith((_JPEG, _PNG)):
        return IMAGE
    if _PDF_HEAD.match(data):
        return PDF
    return _office_kind(data) if data.startswith(_ZIP) else ""


def _damaged(field: str) -> Refused:
    return Refused(_("The file is damaged: it cannot be read."), field=field)


def _image(data: bytes, field: str) -> Content:
    from PIL import Image  # noqa: PLC0415 - large, loaded by whoever first sends a picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise Refused(_("The picture has more than 60 million pixels."), field=field)
                mime = _MIMES[str(picture.format)]
                # A small picture may decode whole although the rest of the file is lost.
                if mime == "image/png" and b"IEND" not in data[-64:]:
                    raise _damaged(field)
                picture.load()
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as problem:
        raise _damaged(field) from problem
    return Content(IMAGE, mime, width, height)


def _pdf(data: bytes, field: str) -> Content:
    if b"%%EOF" not in data[-1024:] or b"startxref" not in data[-2048:]:
        raise _damaged(field)
    return Content(PDF, _MIMES[PDF])


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), "")


def _office(data: bytes, field: str) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            inside = parts.infolist()
            unpacked = sum(part.file_size for part in inside)
            if len(inside) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(data):
                raise Refused(_("The file unpacks to more than can be kept."), field=field)
            names = {part.filename for part in inside}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused(_("The file contains macros."), field=field)
            if "[Content_Types].xml" not in names or any(part.flag_bits & 1 for part in inside) or parts.testzip():
                raise _damaged(field)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as problem:
        raise _damaged(field) from problem
    kind = _office_kind(data)
    return Content(kind, _MIMES[kind])


# ---- taking the place out of a photograph ------------------------------------------------------------------
def without_position(data: bytes) -> bytes:
    """The same picture without the place it was taken at: the picture itself is not encoded anew."""
    if data.startswith(_JPEG):
        return _jpeg_without_position(data)
    return _png_without_notes(data) if data.startswith(_PNG) else data


def _jpeg_without_position(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at : at + length]
        # XMP repeats the place in words; without EXIF's own position it is left out whole.
        if not segment[4:].startswith(b"http:"):
            kept.append(_exif_without_position(segment) if segment[4:10] == b"Exif\0\0" else segment)
        at += length
    return b"".join([*kept, data[at:]])


def _exif_without_position(segment: bytes) -> bytes:
    from PIL import ExifTags, Image  # noqa: PLC0415 - see above

    notes: Any = Image.Exif()
    try:
        notes.load(segment[4:])
        if ExifTags.Base.GPSInfo not in notes:
            return segment
        del notes[ExifTags.Base.GPSInfo]
        body = notes.tobytes()
    except (OSError, ValueError, SyntaxError, struct.error, KeyError):
        return b""
    body = body if body.startswith(b"Exif\0\0") else b"Exif\0\0" + body
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def _png_without_notes(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in (b"eXIf", b"iTXt", b"tEXt", b"zTXt"):
            kept.append(data[at : at + length])
        at += length
    return b"".join(kept)
