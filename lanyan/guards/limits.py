"""The table of this app as its rules take it: `guard_limits`."""

from datetime import timedelta

from lanyan.kernel import codes


def _minutes(key: str) -> timedelta:
    return timedelta(minutes=float(codes.table("guard_limits")[key].facts["value"]))


def round_grace() -> timedelta:
    """How long after its end a round may still be stamped as done."""
    return _minutes("ROUND_GRACE")


def arrival_grace() -> timedelta:
    """How long after its beginning a post may stand without anybody's stamp before it is shown as not taken."""
    return _minutes("ARRIVAL_GRACE")


def order_ahead() -> timedelta:
    """How long before its time a vehicle is ordered to its post."""
    return _minutes("ORDER_AHEAD")
