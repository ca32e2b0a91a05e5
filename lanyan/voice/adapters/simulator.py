"""Operators and recorders where none are there: invented, the same each time, and named so wherever they are shown.

A number that ends in 0000 is not known; of one that ends in 9999 nobody answers. A sound is tones, never a voice.
"""

import hashlib
import io
import wave
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from lanyan.places.models import Place
from lanyan.voice import rules
from lanyan.voice.adapters.recorders import cut
from lanyan.voice.adapters.told import NotAnswered, Piece, Said

UNKNOWN_END, SILENT_END = "0000", "9999"
SURNAMES = "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁"
RATE, LONGEST = 8000, 20
# Half a degree of latitude in metres a thousandth, near enough for an invented point.
METRE = 1 / 111_000


def look_up(service: Any, number: str, at: datetime) -> Said | None:
    """Invent who has a number: a place of the centre's city, the same for the same number."""
    if number.endswith(SILENT_END):
        raise NotAnswered(_("The simulator does not answer for numbers that end in 9999."))
    if number.endswith(UNKNOWN_END):
        return None
    seed = hashlib.sha256(number.encode()).digest()
    places = Place.objects.filter(division__code__startswith=service.unit.division_code[:4])
    place = places.select_related("division").order_by("pk")[seed[0] % max(1, min(256, places.count())) :].first()
    if place is None:
        return None
    where = f"{place.division.name if place.division else ''}{place.name}"
    if rules.sort_of(number) == rules.FIXED:
        name = f"{SURNAMES[seed[1] % len(SURNAMES)]}某某"
        return _said({"subscriber": name, "install_address": f"{where}{1 + seed[2] % 20}幢"})
    return _said(
        {
            "lon": round(place.lon + (seed[3] - 128) * METRE, 6),
            "lat": round(place.lat + (seed[4] - 128) * METRE, 6),
            "radius_m": 50 * (1 + seed[5] % 8),
            "located_address": f"{where}附近",
            "located_at": at - timedelta(seconds=seed[6] % 40),
        }
    )


def _said(facts: dict[str, Any]) -> Said:
    raw = {name: str(value) for name, value in facts.items()}
    return Said(facts, raw)


def read(recording: Any, wanted: str) -> Piece | None:
    """Tones of the recording's length, as a recorder would send them."""
    return cut(tones(recording.external_id, recording.seconds), wanted, "audio/wav")


def tones(name: str, seconds: int) -> bytes:
    """A WAV of two tones that belong to a name, a second each in turn: 8 kHz, 8 bit, at most twenty seconds."""
    seed = hashlib.sha256(name.encode()).digest()
    low, high = 300 + seed[0], 620 + seed[1]
    at = np.arange(RATE * max(1, min(LONGEST, seconds))) / RATE
    swing = np.where(at.astype(int) % 2 == 0, np.sin(2 * np.pi * low * at), np.sin(2 * np.pi * high * at))
    samples = (128 + 60 * swing).astype(np.uint8)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def digest(name: str, seconds: int) -> str:
    """The digest of those tones."""
    return hashlib.sha256(tones(name, seconds)).hexdigest()
