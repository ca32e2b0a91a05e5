"""Rules of signing in: pure, without a clock, a table or a request."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def session_end(
    *, ended_why: str, expires_at: datetime, seen_at: datetime | None, idle: timedelta, at: datetime
) -> str:
    """Say why a session may not be used any more at an instant; empty when it may."""
    if ended_why:
        return ended_why
    if at >= expires_at:
        return "EXPIRED"
    if seen_at is not None and at >= seen_at + idle:
        return "IDLE"
    return ""


def longest_session(hours: Iterable[int | None], default: timedelta) -> timedelta:
    """The longest a session may last: the shortest of what the roles say, else the installation's own limit."""
    said = [hour for hour in hours if hour is not None]
    return timedelta(hours=min(said)) if said else default


def too_many(serials: list[str], at_most: int) -> list[str]:
    """Which sessions must end so that one more is within the limit: the oldest; `serials` are in order of sign-in."""
    return serials[: max(0, len(serials) - at_most + 1)]


def device_of(agent: str) -> str:
    """Name a browser and its system out of the long line that it sends: `Chrome · Windows`."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("OpenHarmony", "HarmonyOS"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"),
        ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    )  # fmt: skip
    names = [next((name for mark, name in marks if mark in agent), "") for marks in (browsers, systems)]
    return " · ".join(name for name in names if name) or agent[:60]
