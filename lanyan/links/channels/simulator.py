"""SMS, voice and work messenger where no gateway is there: the send log keeps what would have gone out, and says so."""

from typing import Any

from django.utils.translation import gettext as _

from lanyan.links.channels.errors import NotCarried

# A number beginning so is one that nobody answers: to try out what happens then.
DEAF = "0000"


def carry(delivery: Any) -> str:
    """Take it as sent; the address that nobody answers fails."""
    if delivery.address.startswith(DEAF):
        raise NotCarried(_("The simulator does not reach numbers that begin with 0000."))
    return "simulator"
