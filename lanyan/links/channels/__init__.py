"""What carries messages: adapters behind one registry, by the name that stands at the way of sending.

`carry(delivery)` gives the name of what carried it, or raises `NotCarried`: then it is tried again. An adapter for a
real gateway is registered in its place under the same name.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lanyan.links.channels import mail, screen, simulator
from lanyan.links.channels.errors import NotCarried

_carriers: dict[str, Callable[[Any], str]] = {}


def register(name: str, carry: Callable[[Any], str]) -> None:
    """Put an adapter in its place."""
    _carriers[name] = carry


def carry(name: str, delivery: Any) -> str:
    """Carry a delivery; NotCarried when nothing of the name is there."""
    adapter = _carriers.get(name)
    if adapter is None:
        raise NotCarried(_("Nothing carries this way of sending."))
    return adapter(delivery)


register("screen", screen.carry)
register("mail", mail.carry)
register("simulator", simulator.carry)

__all__ = ["NotCarried", "carry", "register"]
