"""One POST to an address outside: resolved once, refused where it leads inside, no redirect followed."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused
from lanyan.links.rules.signing import may_be_told

MOST_ANSWER = 2000


class NotTold(Exception):
    """Nobody took it: the address is refused, cannot be reached, or answers something else than yes."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Address:
    """Where to call: the parts of the address, and the number it was resolved to."""

    parts: SplitResult
    host: str
    port: int
    number: str

    @property
    def secure(self) -> bool:
        """By https."""
        return self.parts.scheme == "https"


def checked(url: str) -> Address:
    """Resolve an address; Refused (field `url`) when it may not be called. Every number it has must be allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as problem:
        raise Refused(_("This is not an address."), field="url") from problem
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password:
        raise Refused(_("An address begins with https and names no user."), field="url")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Refused(_("The address cannot be resolved."), field="url") from problem
    numbers = [str(one[4][0]).partition("%")[0] for one in found]
    loopback = settings.ENDPOINTS_ON_LOOPBACK
    if not numbers or not all(may_be_told(one, secure=parts.scheme == "https", loopback=loopback) for one in numbers):
        raise Refused(_("Only public addresses by https may be called; private networks never."), field="url")
    return Address(parts, host, port, numbers[0])


class _Pinned(http.client.HTTPSConnection):
    """Connects to the number that was checked, and asks for the certificate of the name."""

    def __init__(self, address: Address, timeout: float) -> None:
        super().__init__(address.host, address.port, timeout=timeout, context=ssl.create_default_context())
        self.number = address.number

    def connect(self) -> None:
        """A name that leads elsewhere the second time is not asked again."""
        plain = socket.create_connection((self.number, self.port), self.timeout)
        context: Any = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> int:
    """Send a body; gives the status of an answer 200 to 299, else NotTold."""
    try:
        address = checked(url)
    except Refused as refusal:
        raise NotTold(refusal.reason) from refusal
    line: http.client.HTTPConnection = (
        _Pinned(address, timeout)
        if address.secure
        else http.client.HTTPConnection(address.number, address.port, timeout=timeout)
    )
    path = (address.parts.path or "/") + (f"?{address.parts.query}" if address.parts.query else "")
    try:
        line.request("POST", path, body, {**headers, "Host": address.parts.netloc, "Connection": "close"})
        answer = line.getresponse()
        answer.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException) as problem:
        raise NotTold(str(problem)[:300] or type(problem).__name__) from problem
    finally:
        line.close()
    if not 200 <= answer.status < 300:
        raise NotTold(_("Answered with {status}.").format(status=answer.status), answer.status)
    return answer.status
