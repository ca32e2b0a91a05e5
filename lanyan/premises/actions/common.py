"""What several actions do alike: lock, refuse by field, tell."""

import math
import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lanyan.kernel import codes, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import LifeCycle, MoveNotAllowed
from lanyan.premises import rules
from lanyan.premises.models import Premises
from lanyan.units.models import Unit

PHONE = re.compile(r"[0-9+][0-9 /-]{2,29}")
DIVISION = re.compile(r"\d{4,12}")


def locked(model: Any, pk: int, missing: str = "") -> Any:
    """Lock a row until the transaction ends, or refuse when there is none."""
    found = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused(missing or _("There is no such record."))
    return found


def open_premises(pk: int) -> Premises:
    """Lock premises that stand for themselves: one that was merged is written on at the record it went into."""
    found: Premises = locked(Premises, pk, _("There are no such premises."))
    if found.state == rules.MERGED:
        raise Refused(_("These premises were merged into another record; write there."), field="premises")
    return found


def unit(unit_id: int | None, *, field: str = "unit") -> Unit:
    """A unit that exists and is not closed."""
    found: Unit | None = Unit.objects.filter(pk=unit_id or 0).first()
    if found is None or found.closed_date:
        raise Refused(_("The unit does not exist or is closed."), field=field)
    return found


def move(cycle: LifeCycle, name: str, state: str, words: str) -> str:
    """Where a move leads, or a refusal in words."""
    try:
        return cycle.target(name, state)
    except MoveNotAllowed:
        raise Refused(words) from None


def said(text: str, *, field: str, most: int, must: bool = False) -> str:
    """Words without blanks around, within their length; refused when missing and needed."""
    text = " ".join(text.split()) if "\n" not in text else text.strip()
    if must and not text:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > most:
        raise Refused(_("At most {number} characters.").format(number=most), field=field)
    if "\x00" in text:
        raise Refused(_("holds characters that cannot be printed"), field=field)
    return text


def number(value: float | None, *, field: str, most: float) -> float | None:
    """A number that is absent, or finite, not negative and not absurd."""
    if value is None:
        return None
    if not math.isfinite(value) or value < 0:
        raise Refused(_("is negative"), field=field)
    if value > most:
        raise Refused(_("is larger than {most}").format(most=f"{most:,.0f}"), field=field)
    return value


def coded(code: str, table: str, *, field: str, must: bool = False) -> str:
    """A code that is in its list."""
    if not code and not must:
        return ""
    if codes.get(table, code) is None:
        raise Refused(_("“{text}” is not in the list").format(text=code[:40]), field=field)
    return code


def phoned(text: str, *, field: str = "phone") -> str:
    """A telephone number, or none."""
    text = said(text, field=field, most=30)
    if text and not PHONE.fullmatch(text):
        raise Refused(_("A telephone number is digits, with blanks or hyphens between."), field=field)
    return text


def divided(code: str, over: Unit) -> str:
    """A division code; that of the unit when none is given."""
    code = code.strip() or over.division_code
    if code and not DIVISION.fullmatch(code):
        raise Refused(_("A division code is 4 to 12 digits, such as 330802."), field="division_code")
    return code


def pointed(lon: float | None, lat: float | None) -> tuple[float | None, float | None]:
    """Longitude and latitude, both or none."""
    if (lon is None) != (lat is None):
        raise Refused(_("Longitude and latitude go together."), field="lat" if lat is None else "lon")
    if lon is None or lat is None:
        return None, None
    if not (math.isfinite(lon) and -180 <= lon <= 180):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        raise Refused(_("Longitude or latitude is impossible."), field="lat")
    return lon, lat


def ordered(since: date | None, until: date | None, *, field: str = "until_date") -> None:
    """The end is not before the beginning."""
    if since is not None and until is not None and until < since:
        raise Refused(_("The end must not be before the beginning."), field=field)


def announce(premises: Premises) -> None:
    """Tell the screens that show these premises."""
    live.announce("premises", premises.pk)
