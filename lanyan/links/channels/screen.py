"""The person's own screen: nothing leaves the machine, the message stands there until it is confirmed."""

from typing import Any

from lanyan.kernel import live


def carry(delivery: Any) -> str:
    """Tell the person's open pages."""
    live.announce("messages", delivery.user_id)
    return "screen"
