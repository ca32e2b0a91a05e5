"""Cells as people write them: numbers with 万 and units, days in five spellings, telephones as numbers. Pure."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lanyan.kernel.periods import ZONE

# What stands in a cell that has nothing to say.
NOTHING = {
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "暂无",
    "未知",
    "不详",
    "空",
    "n/a",
    "none",
    "null",
    "nan",
    "#n/a",
}
# Blanks and quotes around it aside, for which there is room twice over.
_LONGEST_NOTHING = 16
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0xFEFF: None, 0x200B: None}  # type: ignore[dict-item]
_ODD = re.compile(f"[{''.join(map(chr, _WIDE))}]")
_UNITS = r"(?:平方米|平米|㎡|m2|m²|m|米|间|张|人|名|个|座|席|台|层|套|户|处|具|只|元|余)"
_NUMBER = re.compile(rf"(?:约|近)?([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)(万|亿)?{_UNITS}*")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_SCALE = {None: 1, "万": 10_000, "亿": 100_000_000}
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_SOLID_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MOMENT = re.compile(
    r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?[ T]*(上午|下午|晚上|凌晨)?(\d{1,2})(?::|时|点)(\d{1,2})"
    r"(?::(\d{1,2})(?:\.\d+)?|分(?:(\d{1,2})秒?)?)?(Z|[+-]\d{2}:?\d{2})?"
)
_SOLID_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2}) ?(\d{2})(\d{2})(\d{2})?")
_AFTERNOON = {"下午", "晚上"}
_YEAR = re.compile(r"(\d{4})年?")
_PHONE = re.compile(r"[0-9+][0-9 \-/,、;()转]{2,59}")
REMEMBERED = 1000
# Day nought of Excel's calendar, which takes 1900 for a leap year.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
YES = {"是", "有", "y", "yes", "true", "1", "√", "✓", "v", "对"}
NO = {"否", "没有", "n", "no", "false", "0", "×", "✗", "x", "不"}


class Unreadable(Exception):
    """A cell cannot be read, and why."""


def plain(value: Any) -> str:
    """A cell as text: letters and digits in one width, whole numbers without a point, blanks once; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return "" if not math.isfinite(value) else f"{value:.0f}" if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    said = str(value)
    if _ODD.search(said):
        said = said.translate(_WIDE)
    return " ".join(said.split()).removeprefix("'").strip()


def empty(value: Any) -> bool:
    """True when a cell says nothing: blank, a stroke, 无."""
    if value is None:
        return True
    if isinstance(value, str) and len(value) > _LONGEST_NOTHING and not value.isspace():
        return False
    return plain(value).casefold() in NOTHING


def text(most: int) -> Callable[[Any], str]:
    """Read words of at most so many characters."""

    def read(value: Any) -> str:
        said = plain(value)
        if len(said) > most:
            raise Unreadable(_("longer than {most} characters").format(most=most))
        if any(unicodedata.category(letter) == "Cc" for letter in said):
            raise Unreadable(_("holds characters that cannot be printed"))
        return said

    return read


def number(value: Any) -> float:
    """Read a number: 12,300, 3.5万, 约300㎡, full-width digits."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise Unreadable(_("is not a number"))
        return float(value)
    if isinstance(value, datetime | date):
        raise Unreadable(_("“{text}” is a day, not a number").format(text=plain(value)))
    said = _GROUPED.sub("", unicodedata.normalize("NFKC", plain(value)).replace(" ", "")).casefold()
    found = _NUMBER.fullmatch(said)
    if not found:
        raise Unreadable(_("“{text}” is not a number").format(text=plain(value)[:40]))
    # Counted in whole steps of the scale, so that 3.3万 is 33000 and not 32999.999….
    return round(float(found[1]) * _SCALE[found[2]], 6)


def whole(value: Any) -> int:
    """Read a whole number that is not negative."""
    read = number(value)
    if read != int(read):
        raise Unreadable(_("“{text}” is not a whole number").format(text=plain(value)[:40]))
    if read < 0:
        raise Unreadable(_("is negative"))
    if read > 2_147_483_647:
        raise Unreadable(_("is too large"))
    return int(read)


def amount(value: Any) -> float:
    """Read a number that is not negative."""
    read = number(value)
    if read < 0:
        raise Unreadable(_("is negative"))
    return read


def day(value: Any) -> date:
    """Read a day: a date cell, 2024年3月5日, 2024.3.5, 2024/3/5, 20240305, or a serial number of Excel."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    said = unicodedata.normalize("NFKC", plain(value))
    parts = _DAY.fullmatch(said.replace("年 ", "年").replace("月 ", "月")) or _SOLID_DAY.fullmatch(said)
    try:
        if parts:
            return date(*(int(part) for part in parts.groups()))
        serial = float(said)
    except ValueError:
        serial = 0.0
    if math.isfinite(serial) and int(serial) in _SERIALS:
        return _EPOCH + timedelta(days=int(serial))
    raise Unreadable(_("“{text}” is not a day such as 2024-03-05").format(text=said[:40]))


def instant(value: Any) -> datetime:
    """Read a day with its time, in Beijing: 2024年3月5日 14时03分, 2024.3.5 14:03:12, a cell of Excel or its serial.

    To the second, as Excel's fractions of a day are no better. A day without a time is refused: it is not midnight.
    """
    if isinstance(value, datetime):
        return _to_second(value if value.tzinfo is not None else value.replace(tzinfo=ZONE))
    said = unicodedata.normalize("NFKC", plain(value))
    try:
        parts = _MOMENT.fullmatch(said.replace("年 ", "年").replace("月 ", "月").replace("时 ", "时"))
        if parts:
            return _moment(*parts.groups())
        solid = _SOLID_MOMENT.fullmatch(said)
        if solid:
            return datetime(*(int(part or 0) for part in solid.groups()), tzinfo=ZONE)  # type: ignore[misc,arg-type]
        serial = float(said)
    except ValueError:
        serial = 0.0
    if math.isfinite(serial) and int(serial) in _SERIALS and serial != int(serial):
        return _to_second(datetime.combine(_EPOCH, time.min, ZONE) + timedelta(days=serial))
    if isinstance(value, date) or _DAY.fullmatch(said) or (math.isfinite(serial) and int(serial) in _SERIALS):
        raise Unreadable(_("“{text}” lacks the time of day").format(text=said[:40]))
    raise Unreadable(_("“{text}” is not a time such as 2024-03-05 14:03").format(text=said[:40]))


def _moment(*parts: str | None) -> datetime:
    year_, month, day_, half, hour, minute, second, spoken, zone = parts
    clock = int(hour or 0) + (12 if half in _AFTERNOON and int(hour or 0) < 12 else 0)
    told = (int(part or 0) for part in (year_, month, day_, str(clock), minute, second or spoken))
    at = datetime(*told, tzinfo=ZONE)  # type: ignore[misc,arg-type]
    return at if not zone else datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M:%S}{zone}").astimezone(ZONE)


def _to_second(at: datetime) -> datetime:
    """The nearest whole second."""
    return (at + timedelta(microseconds=500_000)).replace(microsecond=0)


def year(value: Any) -> int:
    """Read a year, also out of a whole day."""
    if isinstance(value, datetime | date):
        return value.year
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", plain(value)))
    if found and 1000 <= int(found[1]) <= 2200:
        return int(found[1])
    return day(value).year


def phone(value: Any) -> str:
    """Read a telephone number, also one that Excel took for a number; several are kept with what stands between."""
    said = unicodedata.normalize("NFKC", plain(value))
    if not _PHONE.fullmatch(said) or sum(letter.isdigit() for letter in said) < 3:
        raise Unreadable(_("“{text}” is not a telephone number").format(text=said[:40]))
    return re.sub(r"[、,;]", "/", said)[:30].rstrip("/ -")


def ten_thousands(value: Any) -> Decimal:
    """Read an amount of money in 10,000 yuan: 12.5; with a unit of its own (3.5万元, 35000元) it is turned into it."""
    said = plain(value).replace(" ", "")
    read = Decimal(str(amount(value)))
    if said.endswith(("万", "亿", "元", "万余元")):
        read /= 10_000
    found = round(read, 2)
    if found >= 10**12:
        raise Unreadable(_("is too large"))
    return found


def yuan(value: Any) -> Decimal:
    """Read an amount of money in yuan as one in 10,000 yuan."""
    return round(Decimal(str(amount(value))) / 10_000, 2)


def prose(most: int) -> Callable[[Any], str]:
    """Read a text of several lines of at most so many characters."""

    def read(value: Any) -> str:
        said = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
        said = said.removeprefix("'")
        if len(said) > most:
            raise Unreadable(_("longer than {most} characters").format(most=most))
        if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in said):
            raise Unreadable(_("holds characters that cannot be printed"))
        return said

    return read


def lon(value: Any) -> float:
    """Read a longitude in China."""
    read = number(value)
    if not 70 <= read <= 140:
        raise Unreadable(_("is no longitude in China (73 to 136)"))
    return read


def lat(value: Any) -> float:
    """Read a latitude in China."""
    read = number(value)
    if not 3 <= read <= 54:
        raise Unreadable(_("is no latitude in China (3 to 54)"))
    return read


def several(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Read several words in one cell, parted by any sign, each once."""

    def read_all(value: Any) -> tuple[Any, ...]:
        parts = [part for part in re.split(r"[、,，;；|/\s]+", plain(value)) if part]
        return tuple(dict.fromkeys(read(part) for part in parts))

    return read_all


def chosen(choices: Any) -> Callable[[Any], str]:
    """Read a value of a list of choices (TextChoices), by its value or its words in any language."""

    def ways() -> dict[str, str]:
        found: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {loose(str(label)): str(value) for value, label in choices.choices}
        return found | {loose(str(value)): str(value) for value in choices.values}

    return one_of(cache(ways))


def yes(value: Any) -> bool:
    """Read yes or no: 是, 有, √; 否, 没有, ×."""
    said = plain(value).casefold()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Unreadable(_("“{text}” is neither yes nor no").format(text=plain(value)[:40]))


def one_of(spelled: Callable[[], Mapping[str, str]]) -> Callable[[Any], str]:
    """Read a code of a list; `spelled` gives every way to write it, in small letters."""

    # A ledger says the same few words over and over.
    known: dict[tuple[int, str], str] = {}

    def read(value: Any) -> str:
        ways = spelled()
        key = id(ways), str(value)
        code = known.get(key) or ways.get(loose(plain(value)))
        if code is None:
            raise Unreadable(_("“{text}” is not in the list").format(text=plain(value)[:40]))
        if len(known) < REMEMBERED:
            known[key] = code
        return code

    return read


def loose(words: str) -> str:
    """Words without blanks and signs, in one width and case, for comparing."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words)).casefold()


def spellings(rows: Iterable[Any]) -> dict[str, str]:
    """Every way to write the rows of a code list: code, Chinese, English, and the aliases among their facts."""
    found: dict[str, str] = {}
    for row in rows:
        aliases = [alias for alias in str(row.facts.get("aliases", "")).split("|") if alias]
        # 学校、幼儿园 is also written by either part.
        parts = [part for part in re.split(r"[、/]", row.label_zh) if part]
        for words in (row.code, row.label_zh, row.label_en, *aliases, *(parts if len(parts) > 1 else ())):
            found.setdefault(loose(words), row.code)
    return found
