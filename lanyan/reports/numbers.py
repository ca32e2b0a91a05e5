"""How a figure's value is written: with its counting unit on the screen, as a plain number for machines."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from lanyan.kernel.figures import Figure, Ratio
from lanyan.web import formats

# 亿元 begin here, in 万元.
WAN_PER_YI = 10_000
DECIMALS = {"seconds": 1, "share": 2, "wan": 2}


@dataclass(frozen=True)
class Written:
    """A value in words: the number, and the unit that stands after it (empty when the number says it)."""

    text: str
    unit: str

    def __str__(self) -> str:
        return f"{self.text} {self.unit}" if self.unit and self.text != formats.NONE else self.text


def written(figure: Figure | Ratio, value: Any) -> Written:
    """Write a value as a reader expects it: 5,273 起, 5 分 51 秒, 41.7%, 3.50 亿元; — when there is none."""
    if value is None:
        return Written(formats.NONE, str(figure.counting_unit) if figure.form == "number" else "")
    if figure.form == "seconds":
        return Written(formats.seconds(value), "")
    if figure.form == "share":
        return Written(formats.percent(value), "")
    if figure.form == "wan":
        return _money(Decimal(str(value)))
    return Written(formats.number(value), str(figure.counting_unit))


def plain(figure: Figure | Ratio, value: Any) -> int | float | None:
    """Give a value as a JSON number in the figure's counting unit (shares in percent); null when there is none."""
    if value is None:
        return None
    if figure.form == "share":
        value = value * 100
    number = round(float(value), DECIMALS.get(figure.form, 6))
    return int(number) if number == int(number) else number


def _money(wan: Decimal) -> Written:
    if get_language() == "en":
        return Written(formats.number(wan / 100, 2), "million yuan")
    if abs(wan) >= WAN_PER_YI:
        return Written(formats.number(wan / WAN_PER_YI, 2), "亿元")
    return Written(formats.number(wan, 2), "万元")
