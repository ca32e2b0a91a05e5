"""What happens next in a living demo city: each call has a key, and from its key alone follows all that is said."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Any

from lanyan.demo import past_book, past_shape
from lanyan.demo.past_book import Book, actor
from lanyan.demo.past_life import Life, told
from lanyan.demo.past_shape import SORTS, Sort
from lanyan.demo.past_year import Case, Gazetteer, gazetteer
from lanyan.incidents.facts import level_rules
from lanyan.incidents.rules import GUARD
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit, User

# Calls of the script are known by the number at their source, which begins so; nobody else's does.
MARK = "演示-"
FAR_AWAY = 10**12
# Guard duties last for hours and are told the day before: they do not call.
CALLING = tuple(sort for sort in SORTS if sort.kind != GUARD)


@dataclass(frozen=True)
class Told:
    """One call as it comes in: the way, what is written down, and what it turns out to be."""

    sort: Sort
    source: str
    draft: dict[str, Any]


class City:
    """One living city: its centre and all that its calls are drawn from."""

    def __init__(self, centre: Unit, speaker: User) -> None:
        self.code, self.centre = centre.division_code[:4], centre
        self._book: Book = past_book.read(centre)
        self._book.dispatchers = [actor(speaker)]
        self._places: Gazetteer = gazetteer(self._book)
        self._rules = level_rules()
        self.told = lru_cache(maxsize=256)(self._told)

    @property
    def mark(self) -> str:
        """How the keys of this city's calls begin."""
        return f"{MARK}{self.code}-"

    def key(self, at: datetime) -> str:
        """The key of a call that comes in now."""
        return f"{self.mark}{int(at.timestamp())}"

    def _told(self, key: str) -> Told:
        """What the call of a key says: the same whenever it is asked, so that nothing need be remembered."""
        seconds = int(key.rsplit("-", 1)[-1])
        local, dice = datetime.fromtimestamp(seconds, tz=ZONE), Random(key)
        share = dict(zip(past_shape.KINDS, past_shape.SHARES[max(past_shape.SHARES)], strict=True))
        likely = [
            sort.share * share[sort.kind] * sort.months[local.month - 1] * sort.hours[local.hour] for sort in CALLING
        ]
        (sort,) = dice.choices(CALLING, likely)
        ((kind, _weight),) = dice.choices(sort.places, [weight for _kind, weight in sort.places])
        county = self._places.divisions[int(self._places.weights.searchsorted(dice.random() * 0.999))]
        place = self._places.draw(county, kind, dice.random())
        # A key of its own keeps the call from being held back as doubtful.
        case = Case(seconds, sort, place, rescued=int(dice.random() < sort.rescued / 2), key=1)
        source, draft = told(Life(self._book, dice, self._rules, FAR_AWAY), case)
        return Told(sort, source, draft)
