"""The poster with the QR code: an address of the public page that knows its place or its unit."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from lanyan.premises.models import Premises
from lanyan.units.models import Unit

SALT = "lanyan.citizens.poster"


def token_of(*, premises: Premises | None = None, unit: Unit | None = None) -> str:
    """What the address carries: signed, so that nobody walks through the ledger of premises by counting."""
    text = f"p{premises.pk}" if premises is not None else f"u{unit.pk if unit else 0}"
    return signing.Signer(salt=SALT).sign(text)


def place_of(token: str) -> tuple[Premises | None, Unit | None]:
    """The premises or the unit that a token names; neither for one that is not ours or names what is gone."""
    try:
        text = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None, None
    kind, key = text[:1], text[1:]
    if kind == "p":
        found: Premises | None = Premises.objects.open().select_related("unit").filter(pk=key).first()
        return found, None
    return None, Unit.objects.filter(pk=key, closed_date=None).first()


def address_of(request: HttpRequest, token: str) -> str:
    """The whole address: that of the outer installation where one is set, else of this one."""
    path = f"{reverse('citizens:report')}?at={token}"
    if settings.PUBLIC_ADDRESS:
        return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"
    return request.build_absolute_uri(path)
