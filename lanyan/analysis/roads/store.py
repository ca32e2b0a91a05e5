"""Arrays on disk: written beside and swapped in one step, read by mapping them into memory."""

import json
import os
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CURRENT, _WORDS = "current", "words.json"


class NothingStored(Exception):
    """The folder holds no arrays, or they cannot be read; the message names the folder and the reason."""


def write(folder: Path, version: str, arrays: Mapping[str, NDArray[np.generic]], words: Mapping[str, object]) -> None:
    """Write arrays and plain words as that version; readers see the old ones until the very last step.

    What was there before is removed afterwards: whoever has it mapped keeps it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{version}-{uuid.uuid4().hex[:8]}"
    pointer = folder / f"{kept.name}.link"
    kept.mkdir()
    try:
        for name, array in arrays.items():
            np.save(kept / f"{name}.npy", array)
        (kept / _WORDS).write_text(json.dumps(words, ensure_ascii=False))
        pointer.symlink_to(kept.name)
        os.replace(pointer, folder / _CURRENT)
    except BaseException:
        shutil.rmtree(kept, ignore_errors=True)
        pointer.unlink(missing_ok=True)
        raise
    for old in folder.iterdir():
        if old.suffix == ".link":
            old.unlink(missing_ok=True)
        elif not old.is_symlink() and old != kept:
            shutil.rmtree(old, ignore_errors=True)


def read(folder: Path) -> tuple[dict[str, NDArray[np.generic]], dict[str, object]]:
    """The arrays of the version in force, mapped into memory, and its words; NothingStored where there is none."""
    # A version may be swapped away between finding and opening it; the next one is there then.
    for _attempt in range(3):
        with suppress(FileNotFoundError):
            kept = (folder / _CURRENT).resolve(strict=True)
            try:
                words = json.loads((kept / _WORDS).read_text())
                return {file.stem: np.load(file, mmap_mode="r") for file in kept.glob("*.npy")}, words
            except ValueError as error:
                raise NothingStored(f"{folder}: what is stored there cannot be read ({error})") from None
    raise NothingStored(f"{folder}: nothing is stored there")
