"""The demo's present: a few incidents in hand in each city, performed by the apps' own actions up to this minute."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from lanyan.demo.ground import Ground
from lanyan.demo.past_book import Book
from lanyan.demo.past_life import Life
from lanyan.demo.past_script import Act, Script, Stage
from lanyan.demo.past_shape import SORT
from lanyan.demo.past_year import Case
from lanyan.demo.present_positions import place_all
from lanyan.forces.models import Vehicle
from lanyan.incidents.facts import level_rules
from lanyan.places.models import Place
from lanyan.units.models import Unit

FAR_AWAY = 10**12


@dataclass(frozen=True)
class Scene:
    """One incident in hand: what, where, after which act it stands now, and how long ago that was, in seconds."""

    sort: str
    place: str
    after: str
    seconds: int


# Places: a fixed one by name, or the kind of which one is taken.
SCENES = {
    "3308": (
        Scene("GUARD-DAILY", "LANDMARK", "arrived", 2400),
        Scene("ASSIST-WASP", "ESTATE", "left_scene", 70),
        Scene("FIRE-WORKS", "恒丰纸品仓库", "water_on", 180),
        Scene("RESCUE-ROAD", "G60 衢州段 K412", "departed", 100),
        Scene("FIRE-HIGH", "锦桂苑", "order_forces", 9),
        Scene("ASSIST-DOOR", "ESTATE", "save_draft", 6),
    ),
    "1404": (
        Scene("GUARD-SPECIAL", "LANDMARK", "arrived", 3000),
        Scene("RESCUE-TRAP", "上善商贸城", "left_scene", 90),
        Scene("FIRE-WORKS", "潞州焦化仓储区", "water_on", 240),
        Scene("FIRE-RES", "紫金花园", "receive_order", 12),
        Scene("ASSIST-ANIMAL", "ESTATE", "save_draft", 8),
    ),
}


def build_present(ground: Ground, books: dict[str, Book], *, now: int) -> int:
    """Perform what is in hand at `now` (seconds since 1970) in every city; gives how many incidents that are."""
    number = 0
    for code, city in ground.cities.items():
        stage = Stage(Unit.objects.get(pk=city.detachment_id))
        scripts = [_script(books[code], ground, scene, now) for scene in _ready(books[code], SCENES[code])]
        for script in sorted(scripts, key=lambda script: script.begins):
            stage.perform(script)
            number += 1
        place_all(code, now=now)
    return number


def _ready(book: Book, scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """Forget the past's journeys: all vehicles stand at home, those off the road stay there."""
    off = set(Vehicle.objects.exclude(condition=Vehicle.Condition.IN_SERVICE).values_list("pk", flat=True))
    for card in book.vehicles.values():
        card.kept, card.busy_until = [], FAR_AWAY if card.pk in off else 0
    return scenes


def _script(book: Book, ground: Ground, scene: Scene, now: int) -> Script:
    city = ground.cities[book.city]
    dice = Random(f"present-{book.city}-{scene.sort}-{ground.seed}")
    found = Place.objects.filter(pk=city.fixed_places.get(scene.place) or dice.choice(_near(book, scene.place)))
    life = Life(book, dice, level_rules(), FAR_AWAY)
    # A key keeps the call from being held back as doubtful.
    script = life.script(Case(now, SORT[scene.sort], found.get(), key=1), 1.0)
    if script is None:
        raise RuntimeError("A scene of the present has no script.")
    return Script(book.city, _until(script.acts, _wanted(scene.after), now - scene.seconds))


def _near(book: Book, kind: str) -> list[int]:
    """Places of a kind in the detachment's own town: those nearest to its first station."""
    first = next(iter(book.stations.values()))
    places = Place.objects.in_division(book.city).filter(kind=kind).values_list("pk", "lon", "lat")
    return [pk for pk, _l, _b in sorted(places, key=lambda p: abs(p[1] - first.lon) + abs(p[2] - first.lat))[:40]]


def _wanted(name: str) -> Callable[[Act], Any]:
    return lambda act: act.more.get("stamp") == name if act.verb == "stamp" else act.verb == name


def _until(acts: list[Act], wanted: Callable[[Act], Any], then: int) -> list[Act]:
    """Cut the acts after the first wanted one, and move them so that it was written down at `then`."""
    last = next(number for number, act in enumerate(acts) if wanted(act))
    shift = then - acts[last].written
    for act in acts[: last + 1]:
        act.at += shift
        act.entered += shift if act.entered else 0
        if "rang_at" in act.more:
            act.more["rang_at"] += shift
    return acts[: last + 1]
