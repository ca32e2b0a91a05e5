"""Search in Chinese without extensions: bigrams and pinyin initials, in an array with a GIN index."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.utils import translation

from lanyan.kernel import bulk, sounds
from lanyan.kernel.models import FoundBy, SearchEntry

_RUN = re.compile(r"[\u4e00-\u9fff]+|[0-9a-z]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# So many of what fits are put in order: a list of fifty is not better for more.
CONSIDERED = 2_000
CHANGING = ("title", "subtitle", "url", "scope", "tokens", "pinyin")
_PIECE = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Source:
    """What one kind of record gives the index, and who may find it.

    `text` returns everything it should be found by; `scope` the unit path (`scoped="unit"`) or division code.
    """

    kind: str
    label: Any
    model: type[Model]
    permission: str
    title: Callable[[Any], str]
    subtitle: Callable[[Any], str]
    text: Callable[[Any], str]
    url: Callable[[Any], str]
    scope: Callable[[Any], str] = lambda record: ""
    scoped: str = ""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind of record to the global search."""
    _sources[source.kind] = source


def sources() -> dict[str, Source]:
    """All registered kinds."""
    return dict(_sources)


def _runs(text: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _bigrams(run: str) -> set[str]:
    return {run[at : at + 2] for at in range(len(run) - 1)} or {run}


def initials(text: str) -> str:
    """The pinyin initials of a text, its letters and digits kept: 锦桂苑7幢 gives jgy7z."""
    return "".join(sounds.initials(run) if _HAN.match(run) else run for run in _runs(text))


def tokens(text: str) -> list[str]:
    """Everything a text can be found by: single characters, bigrams, and bigrams of pinyin initials marked `~`."""
    found: set[str] = set()
    for run in _runs(text):
        found |= _tokens(run)
    return sorted(found)


@lru_cache(maxsize=sounds.REMEMBERED)
def _tokens(run: str) -> frozenset[str]:
    found = _bigrams(run) | set(run)
    if _HAN.match(run):
        initials = sounds.initials(run)
        found |= {f"~{pair}" for pair in _bigrams(initials)} | {f"~{letter}" for letter in initials}
    return frozenset(found)


def pinyin(text: str) -> str:
    """The text's pinyin, to sort by."""
    return " ".join(piece if piece.isascii() else " ".join(sounds.read(piece)) for piece in _PIECE.findall(text))[:200]


def _wanted(text: str, kinds: Iterable[str]) -> Q:
    """Every run of the question must be there, in one of the kinds; latin letters may be a word or initials."""
    wanted = Q()
    for kind in kinds:
        wanted |= Q(found_by__contains=[f"={kind}"])
    for run in _runs(text):
        plain = Q(found_by__contains=sorted(_bigrams(run)))
        if run.isascii() and run.isalpha():
            plain |= Q(found_by__contains=sorted(f"~{pair}" for pair in _bigrams(run)))
        wanted &= plain
    return wanted


def entry(source: Source, record: Any) -> SearchEntry:
    """Build the index entry of a record, unsaved, in the house's language whoever writes the record."""
    with translation.override(settings.LANGUAGE_CODE):
        return SearchEntry(**_told(source, record))


def _told(source: Source, record: Any) -> dict[str, Any]:
    title = source.title(record)[:200]
    return {
        "kind": source.kind,
        "record_id": record.pk,
        "title": title,
        "subtitle": source.subtitle(record)[:300],
        "url": source.url(record),
        "scope": source.scope(record),
        "tokens": tokens(source.text(record)),
        "pinyin": pinyin(title),
    }


def index(kind: str, records: Iterable[Any]) -> None:
    """Bring records into the index, or up to date in it."""
    source = _sources[kind]
    columns = [field for field in SearchEntry._meta.concrete_fields if not field.primary_key]
    changed = ", ".join(f"{name} = excluded.{name}" for name in CHANGING)
    known = f"ON CONFLICT (kind, record_id) DO UPDATE SET {changed}"
    waiting = iter(records)
    while batch := list(islice(waiting, bulk.AT_ONCE)):
        with translation.override(settings.LANGUAGE_CODE):
            rows = [_told(source, record) for record in batch]
        bulk.insert(SearchEntry._meta.db_table, columns, rows, known)


def matches(text: str, *, kinds: Iterable[str] = ()) -> QuerySet[SearchEntry]:
    """All entries that fit a text, titles that begin with or contain it first. No rights are asked here."""
    if not _runs(text):
        return SearchEntry.objects.none()
    kinds = list(kinds)
    found = SearchEntry.objects.alias(found_by=FoundBy("tokens", "kind")).filter(_wanted(text, kinds))
    if kinds:
        # Said twice: out of this PostgreSQL knows that a record has one entry, and need not sort out doubles.
        found = found.filter(kind__in=kinds)
    return found.order_by(_place(text.strip()), "pinyin", "-record_id")


def _place(text: str) -> Case:
    """Titles that begin with the words first, then those that contain them."""
    return Case(
        When(title__istartswith=text, then=Value(0)),
        When(title__icontains=text, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def find(user: Any, text: str, *, limit: int = 30) -> list[SearchEntry]:
    """What this person may find by a text.

    Of a word that stands in very many records so many are put in order, and of those that begin with it as many more:
    the rest would fill the list no better, and take seconds to read.
    """
    seen, text = _seen_by(user), text.strip()
    wanted = matches(text).filter(seen).order_by()
    begins = Q(title__startswith=text) | Q(title__startswith=text.upper())
    considered = {
        "first": wanted.filter(begins, kind__in=list(_sources)).values("pk")[:CONSIDERED],
        "all": wanted.values("pk")[:CONSIDERED],
    }
    if not _runs(text):
        return []
    keys = considered["first"].union(considered["all"], all=True)
    return list(SearchEntry.objects.filter(pk__in=keys).order_by(_place(text), "pinyin", "-record_id")[:limit])


def _seen_by(user: Any) -> Q:
    """The kinds a person may find, each within their units where it is kept by unit."""
    seen = Q(pk__in=[])
    for source in _sources.values():
        if not user.has_perm(source.permission):
            continue
        mine = Q(kind=source.kind)
        if source.scoped == "unit":
            within = Q(pk__in=[])
            for path in user.paths(source.permission):
                within |= Q(scope__startswith=path)
            mine &= within
        seen |= mine
    return seen
