"""One GET to a machine of the site: only to hosts that the installation names, no redirect followed, within a time."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lanyan.voice import rules
from lanyan.voice.adapters.told import NotAnswered

PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def secret_headers(header: str, name: str) -> dict[str, str]:
    """The header that bears a secret of the installation (`LANYAN_VOICE_SECRET_<name>`); none where none is named."""
    if not name:
        return {}
    secret = settings.VOICE_SECRETS.get(name)
    if not secret:
        raise NotAnswered(_("The installation has no secret of this name: {name}").format(name=name))
    return {header or "Authorization": secret}


def get(url: str, headers: Mapping[str, str], *, seconds: float, most: int) -> Answer:
    """Ask an address; NotAnswered when it may not be asked, is silent too long, or says too much."""
    if not rules.is_allowed(url, settings.VOICE_HOSTS):
        raise NotAnswered(_("This host is not among those of the installation (LANYAN_VOICE_HOSTS)."))
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    line = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(
        parts.hostname or "", parts.port, timeout=seconds
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    until = time.monotonic() + seconds
    try:
        line.request("GET", path, headers={**headers, "Connection": "close"})
        answer = line.getresponse()
        body = _body(answer, until, most)
    except TimeoutError as problem:
        raise NotAnswered(_("No answer within {seconds} seconds.").format(seconds=f"{seconds:g}")) from problem
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise NotAnswered(str(problem)[:150] or type(problem).__name__) from problem
    finally:
        line.close()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def _body(answer: http.client.HTTPResponse, until: float, most: int) -> bytes:
    """The whole body; a machine that says it in drops is silent too long."""
    pieces, size = [], 0
    while piece := answer.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise NotAnswered(_("The answer is too long."))
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)
