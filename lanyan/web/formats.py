"""How numbers, amounts, spans and instants are written on the screen, in the language of the page. None is always —."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NONE = "—"
MINUS = "−"


def number(value: Any, decimals: int | None = None) -> str:
    """Write a number with thousands separated; decimals fixed when asked for, else as few as it has (two at most)."""
    if value is None or value == "":
        return NONE
    if decimals is None:
        decimals = 0 if isinstance(value, int) or value == int(value) else 2
    text = f"{Decimal(str(value)):,.{decimals}f}"
    if decimals == 2 and "." in text and not isinstance(value, Decimal):
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def percent(value: Any, decimals: int = 1) -> str:
    """Write a share (0.417) as 41.7%."""
    return NONE if value is None or value == "" else f"{float(value) * 100:.{decimals}f}%".replace("-", MINUS)


def delta(now: Any, before: Any) -> str:
    """Write the change against a base as +10.1%; a base of nothing has no percentage."""
    if now is None or not before:
        return NONE
    change = (float(now) - float(before)) / float(before) * 100
    return f"{change:+.1f}%".replace("-", MINUS)


def seconds(value: Any) -> str:
    """Write a span: 39 秒, 1 分 33 秒, 1 小时 08 分."""
    if value is None or value == "":
        return NONE
    total = round(value.total_seconds() if hasattr(value, "total_seconds") else float(value))
    sign, total = (MINUS, -total) if total < 0 else ("", total)
    hours, minutes, rest = total // 3600, total % 3600 // 60, total % 60
    if hours:
        return sign + _("{hours} h {minutes} min").format(hours=hours, minutes=f"{minutes:02}")
    if minutes:
        return sign + _("{minutes} min {seconds} s").format(minutes=minutes, seconds=f"{rest:02}")
    return sign + _("{seconds} s").format(seconds=rest)


def age(since: datetime, at: datetime) -> str:
    """Write how long something has lasted: 40 秒, 13 分, 1 小时 08 分, 3 天."""
    total = max(0, int((at - since).total_seconds()))
    if total < 60:
        return _("{seconds} s").format(seconds=total)
    if total < 3600:
        return _("{minutes} min").format(minutes=total // 60)
    if total < 48 * 3600:
        return _("{hours} h {minutes} min").format(hours=total // 3600, minutes=f"{total % 3600 // 60:02}")
    return _("{days} d").format(days=total // 86400)


def instant(value: datetime, today: date) -> str:
    """Write an instant as people say it: 今天 14:03:27, 11-21 14:03, 2025-11-21 14:03."""
    local = timezone.localtime(value)
    if local.date() == today:
        return _("Today") + f" {local:%H:%M:%S}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def amount(value: Any, per: int, decimals: int | None = None) -> str:
    """Write a value in units of 万 (10,000) or 亿 (100 million); in English in thousands or millions."""
    if value is None or value == "":
        return NONE
    if get_language() == "en":
        return f"{number(float(value) / 1_000_000)} million"
    shown = Decimal(str(value)) / per
    if decimals is None:
        decimals = 2 if per == 10**8 else (0 if shown == int(shown) else 1)
    return f"{number(shown, decimals)} {'亿' if per == 10**8 else '万'}"


def yuan(value: Any) -> str:
    """Write money as a Chinese reader expects: 860 元, 180 万元, 3.50 亿元."""
    if value is None or value == "":
        return NONE
    size = abs(Decimal(str(value)))
    if size < 10_000:
        return _("{number} yuan").format(number=number(value))
    text = amount(value, 10**8 if size >= 10**8 else 10_000)
    return _("{large} yuan").format(large=text)
