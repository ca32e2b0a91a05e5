"""What holds of tips and complaints 举报投诉: life, which clock, what is the same matter, what is masked. Pure.

No clock, no tables, no request: instants, limits and rows are passed in.
"""

import hashlib
import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from lanyan.kernel.states import LifeCycle, Move
from lanyan.places.coordinates import distance_m
from lanyan.premises.rules.duplicates import address_key, dice

RECEIVED, ACCEPTED, NOT_OURS, CHECKING = "RECEIVED", "ACCEPTED", "NOT_OURS", "CHECKING"
VERIFIED, ANSWERED, CLOSED = "VERIFIED", "ANSWERED", "CLOSED"
JOINED, WITHDRAWN = "JOINED", "WITHDRAWN"
# What somebody still has to check, and what somebody still has to answer.
OPEN = (RECEIVED, ACCEPTED, CHECKING)
TO_ANSWER = (VERIFIED, NOT_OURS)
WAITING = (*OPEN, *TO_ANSWER)
STANDING = (*WAITING, ANSWERED)

MATTER = LifeCycle(
    "state",
    (
        Move("accept_matter", (RECEIVED,), ACCEPTED),
        Move("refuse_matter", (RECEIVED, ACCEPTED), NOT_OURS),
        Move("check_matter", (ACCEPTED,), CHECKING),
        # Its check was withdrawn or not done: it waits for another.
        Move("lose_check", (CHECKING,), ACCEPTED),
        Move("verify_matter", (CHECKING,), VERIFIED),
        Move("hand_over_matter", (ACCEPTED, CHECKING), VERIFIED),
        Move("finish_answers", TO_ANSWER, ANSWERED),
        Move("close_matter", (ANSWERED,), CLOSED),
        Move("join_matter", (RECEIVED, ACCEPTED), JOINED),
        # Back to where it stood.
        Move("unjoin_received", (JOINED,), RECEIVED),
        Move("unjoin_accepted", (JOINED,), ACCEPTED),
        Move("withdraw_matter", OPEN, WITHDRAWN),
    ),
)

TRUE, UNTRUE, TRANSFERRED = "TRUE", "UNTRUE", "TRANSFERRED"
SATISFIED, FAIR, DISSATISFIED, SILENT = "SATISFIED", "FAIR", "DISSATISFIED", "SILENT"
# Who said something; silence is no opinion.
RATED = (SATISFIED, FAIR, DISSATISFIED)


# ---- the same place and matter ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Seen:
    """A matter as it is compared: what, where, when, and until when it must be checked."""

    kind: str
    received_at: datetime
    due_at: datetime | None = None
    premises_id: int | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Nearness:
    """From where on two matters are said to be likely the same; `other` is the kind that says nothing."""

    days: int
    metres: float
    alike: float
    other: str = "OTHER"


SAME_PREMISES, NEAR, SAME_ADDRESS = "SAME_PREMISES", "NEAR", "SAME_ADDRESS"


def likely_same(one: Seen, two: Seen, nearness: Nearness) -> str:
    """Why two matters are likely the same: premises, distance or address; empty when they are not."""
    if abs(one.received_at - two.received_at) > timedelta(days=nearness.days):
        return ""
    if one.kind != two.kind and nearness.other not in (one.kind, two.kind):
        return ""
    if one.premises_id is not None and two.premises_id is not None:
        return SAME_PREMISES if one.premises_id == two.premises_id else ""
    if one.lon is not None and one.lat is not None and two.lon is not None and two.lat is not None:
        return NEAR if distance_m(one.lon, one.lat, two.lon, two.lat) <= nearness.metres else ""
    here, there = address_key(one.place), address_key(two.place)
    return SAME_ADDRESS if here and there and dice(here, there) >= nearness.alike else ""


def leads(one: Seen, two: Seen) -> bool:
    """Of two matters that are joined, does the first lead? The one that is due first, so that no clock is lost."""
    if one.due_at is not None and two.due_at is not None and one.due_at != two.due_at:
        return one.due_at < two.due_at
    return one.received_at <= two.received_at


# ---- who complained -----------------------------------------------------------------------------------------
# A mobile number in one or in groups, a number of the fixed network, an identity card, any other long number.
_DIGITS = re.compile(r"(?<!\d)(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8}|\d{17}[\dXx]|\d{7,})(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
HIDDEN = "***"


def masked_text(text: str) -> str:
    """A text without numbers by which a person is reached or known: telephones, identity cards, mail addresses."""
    return _DIGITS.sub(HIDDEN, _MAIL.sub(HIDDEN, text))


def masked_name(name: str) -> str:
    """A name of which only the first sign is told: 王小明 gives 王**."""
    name = name.strip()
    return name[:1] + "**" if name else ""


def masked_phone(phone: str) -> str:
    """A telephone of which three signs before and four behind are told, if enough remains hidden."""
    phone = phone.strip()
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else HIDDEN


# ---- number and secret --------------------------------------------------------------------------------------
# No sign that is taken for another one when it is read aloud or copied by hand.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SECRET_LENGTH = 10
_NOISE = re.compile(r"[\s\-—－_.]")


def secret_from(key: str, pepper: bytes) -> str:
    """The secret that belongs to a sending's key: the same however often the sending is repeated."""
    number = int.from_bytes(hmac.new(pepper, key.encode(), hashlib.sha256).digest(), "big")
    signs = []
    for _place in range(SECRET_LENGTH):
        number, left = divmod(number, len(SIGNS))
        signs.append(SIGNS[left])
    return "".join(signs)


def spelt(secret: str) -> str:
    """A secret as it is shown: two halves."""
    half = SECRET_LENGTH // 2
    return f"{secret[:half]}-{secret[half:]}"


def typed_secret(text: str) -> str:
    """A secret as somebody typed it, with or without its stroke, in large or small letters."""
    return _NOISE.sub("", text).upper()[: 4 * SECRET_LENGTH]


def typed_number(text: str) -> str:
    """A number as somebody typed it: 3308-lj-2026-00012, also with other strokes or none around the letters."""
    text = re.sub(r"[\s]", "", text).upper().replace("—", "-").replace("－", "-")
    found = re.fullmatch(r"(\d{4})-?([A-Z]+)-?(\d{4})-?(\d{1,9})", text)
    return "-".join(found.groups()) if found else text[:40]


# ---- limits of the public page ------------------------------------------------------------------------------
def too_many(earlier: int, most: int) -> bool:
    """Would one more be too many?"""
    return earlier >= most


# ---- answers ------------------------------------------------------------------------------------------------
def all_settled(settled: Collection[bool]) -> bool:
    """Is everybody who wrote answered, or is it said of each why not? Of nobody there is nothing to say."""
    return bool(settled) and all(settled)
