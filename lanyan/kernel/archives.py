"""Archives 归档包: a ZIP with the list of its contents and their hashes; anybody can tell later what was changed.

`SHA256SUMS` can be checked with any system's own tool (`sha256sum -c`); `manifest.json` says besides what it is of and
who made it when. The hash of the manifest is the archive's seal: whoever keeps the seal knows the archive again.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from lanyan import __version__
from lanyan.kernel.periods import ZONE

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FORMAT = "lanyan-archive-1"
# A ZIP can swell a thousandfold: nothing of ours is larger.
MOST_BYTES = 2_000_000_000
PIECE = 1_048_576


@dataclass(frozen=True)
class Packed:
    """An archive as it was made: its bytes, its seal, and how many files it holds besides its own two lists."""

    data: bytes
    seal: str
    files: int


def pack(contents: Mapping[str, bytes], *, told: Mapping[str, Any], at: datetime) -> Packed:
    """Put contents (name: bytes) into an archive; `told` says what it is of, by whom and why.

    The same contents at the same instant give the same bytes.
    """
    files = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(contents.items())
    ]
    manifest = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "made_with": f"lanyan {__version__}",
        **told,
        "files": files,
    }
    words = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    seal = hashlib.sha256(words).hexdigest()
    sums = _sums({str(one["name"]): str(one["sha256"]) for one in files}, seal)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*sorted(contents.items()), (MANIFEST, words), (SUMS, sums)]:
            entry = zipfile.ZipInfo(name, at.astimezone(ZONE).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return Packed(out.getvalue(), seal, len(files))


@dataclass(frozen=True)
class Verified:
    """What an archive says of itself, and all that is wrong with it: nothing, when it is as it was made."""

    seal: str
    told: Mapping[str, Any]
    troubles: tuple[str, ...]


class NoArchive(Exception):
    """The file is no archive of ours; the words say why."""


def verify(file: Path) -> Verified:
    """Compare every file of an archive with its list. NoArchive for a file that is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _verified(archive)
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as problem:
        raise NoArchive(f"{file.name}: this is no archive that can be read ({problem})") from None


def _verified(archive: zipfile.ZipFile) -> Verified:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if MANIFEST not in names:
        raise NoArchive(f"there is no {MANIFEST} in it")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise NoArchive(f"unpacked it would be larger than {MOST_BYTES:,} bytes")
    words = archive.read(MANIFEST)
    listed, told = _listed(words)
    seal = hashlib.sha256(words).hexdigest()
    troubles = [
        f"{name}: it is in the archive twice" for name in sorted({one for one in names if names.count(one) > 1})
    ]
    troubles += [f"{name}: it is missing" for name in sorted(listed.keys() - {*names})]
    troubles += [f"{name}: nobody put it there" for name in sorted({*names} - listed.keys() - {MANIFEST, SUMS})]
    for name in sorted(listed.keys() & {*names}):
        if _hash(archive, name) != listed[name]:
            troubles.append(f"{name}: it was changed")
    if SUMS not in names or archive.read(SUMS) != _sums(listed, seal):
        troubles.append(f"{SUMS}: it does not say what {MANIFEST} says")
    return Verified(seal, told, tuple(troubles))


def _listed(words: bytes) -> tuple[dict[str, str], dict[str, Any]]:
    """The hash of each file as listed, and what else the manifest says."""
    try:
        told = json.loads(words)
        if told.pop("format") != FORMAT:
            raise ValueError("another format")
        listed = {str(one["name"]): str(one["sha256"]) for one in told.pop("files")}
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NoArchive(f"its {MANIFEST} cannot be read ({problem})") from None
    return listed, cast("dict[str, Any]", told)


def _sums(listed: Mapping[str, str], seal: str) -> bytes:
    lines = [f"{listed[name]}  {name}\n" for name in sorted(listed)]
    return "".join([*lines, f"{seal}  {MANIFEST}\n"]).encode()


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    try:
        with archive.open(name) as content:
            while piece := content.read(PIECE):
                found.update(piece)
    except (zipfile.BadZipFile, EOFError, OSError) as problem:
        return f"cannot be read: {problem}"
    return found.hexdigest()
