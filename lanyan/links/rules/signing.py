"""How what is told outside is signed, and which addresses may be told at all. Pure."""

import hashlib
import hmac
import ipaddress

SIGNATURE, KEY, EVENT = "X-Lanyan-Signature", "X-Lanyan-Key", "X-Lanyan-Event"


def signature(secret: str, body: bytes, at: int) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 over the seconds since 1970, a point, and the body."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def holds(secret: str, body: bytes, said: str, *, at: int, within: int = 300) -> bool:
    """Whether a signature is ours and not older than so many seconds: what a receiver does."""
    parts = dict(part.partition("=")[::2] for part in said.split(","))
    stamp = parts.get("t", "")
    if not stamp.isdecimal() or abs(at - int(stamp)) > within:
        return False
    return hmac.compare_digest(signature(secret, body, int(stamp)), said)


def may_be_told(address: str, *, secure: bool, loopback: bool) -> bool:
    """Whether an IP address may be called: public by https; this machine itself only where the installation says so.

    Private, link-local and reserved networks never are: nobody reaches into the dispatch network through us.
    """
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    if found.is_loopback:
        return loopback
    return secure and found.is_global and not found.is_multicast
