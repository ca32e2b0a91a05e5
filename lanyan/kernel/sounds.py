"""How Chinese is read: pinyin and its initials, to search and to sort by.

The library's characters are used without its words, which take 45 MB in every process; the words that addresses and
this service need, and surnames that are read in their own way, are rows of `data/readings.csv`.
"""

import csv
import os
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType

FILE = Path(__file__).resolve().parents[1] / "data" / "readings.csv"
# The same streets, towns and names come again and again, in a bulk load by the ten thousand.
REMEMBERED = 1 << 15


@cache
def _library() -> ModuleType:
    os.environ.update(PYPINYIN_NO_PHRASES="true", PYPINYIN_NO_DICT_COPY="true")
    # A dictionary of 12 MB, loaded by whoever reads the first text.
    import pypinyin  # noqa: PLC0415

    with FILE.open(encoding="utf-8", newline="") as lines:
        words = {row["word"]: [[sound] for sound in row["reading"].split()] for row in csv.DictReader(lines)}
    pypinyin.load_phrases_dict({word: sounds for word, sounds in words.items() if len(word) > 1})
    pypinyin.load_single_dict({ord(word): sounds[0][0] for word, sounds in words.items() if len(word) == 1})
    return pypinyin


@lru_cache(maxsize=REMEMBERED)
def read(run: str) -> tuple[str, ...]:
    """The sound of each character of a run of Chinese, without tones: 长治 gives chang, zhi."""
    return tuple(_library().lazy_pinyin(run))


def initials(run: str) -> str:
    """The first letters of a run of Chinese: 锦桂苑 gives jgy."""
    return "".join(sound[0] for sound in read(run) if sound.isascii())
