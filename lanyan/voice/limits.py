"""The table `voice_limits` as the app takes it, and how long recordings stay."""

from datetime import timedelta

from django.conf import settings

from lanyan.kernel import codes

# GB 50440 3.2.1: voice is kept for at least six months. Neither a row nor a setting goes below; nor does the database.
LEAST_MONTHS = 6


def _value(key: str) -> float:
    return float(codes.table("voice_limits")[key].facts["value"])


def keep_months() -> int:
    """How many months a recording stays in the index: what the installation says, else the table; six at least."""
    return max(LEAST_MONTHS, settings.VOICE_KEEP_MONTHS or int(_value("KEEP_MONTHS")))


def lookup_seconds() -> float:
    """How long the operator may take to say who calls."""
    return _value("LOOKUP_SECONDS")


def sound_seconds() -> float:
    """How long a recorder may take to begin with a sound."""
    return _value("SOUND_SECONDS")


def stopped_for() -> timedelta:
    """How long after a failed look-up the look-up is shown as stopped."""
    return timedelta(minutes=_value("STOPPED_MINUTES"))


def seat_slack() -> timedelta:
    """How much earlier than its recording a call may have been answered, and still be the one it holds."""
    return timedelta(seconds=_value("SEAT_SLACK_SECONDS"))
