"""Many rows in one statement; and what the search finds of very many."""

from typing import Any

import pytest
from django.db import DataError, connection, transaction

from lanyan.kernel import bulk, search
from lanyan.kernel.models import SearchEntry
from lanyan.kernel.walking import walked

pytestmark = pytest.mark.django_db

COLUMNS = [field for field in SearchEntry._meta.concrete_fields if not field.primary_key]


def row(number: int, title: str, **more: Any) -> dict[str, Any]:
    given = {"kind": "thing", "record_id": number, "title": title, "subtitle": "", "url": "/", "scope": "01."}
    return {**given, "tokens": search.tokens(title), "pinyin": search.pinyin(title), **more}


class TestInsert:
    def test_writes_words_signs_and_lists_as_they_are(self) -> None:
        said = 'a "quoted" \\ title\twith 消防 {braces}'

        bulk.insert(SearchEntry._meta.db_table, COLUMNS, [row(1, said)])

        kept = SearchEntry.objects.get(kind="thing")
        assert (kept.title, kept.tokens) == (said, search.tokens(said))

    def test_refuses_what_is_too_long_instead_of_cutting_it(self) -> None:
        with pytest.raises(DataError), transaction.atomic():
            bulk.insert(SearchEntry._meta.db_table, COLUMNS, [row(1, "x", kind="k" * 41)])

        assert not SearchEntry.objects.filter(title="x").exists()


class TestMatches:
    def test_looks_a_word_up_within_its_kind(self) -> None:
        bulk.insert(SearchEntry._meta.db_table, COLUMNS, [row(1, "新华超市"), row(2, "新华超市", kind="other")])

        found = search.matches("超市", kinds=["other"])

        assert [entry.record_id for entry in found] == [2]

    def test_does_not_take_the_name_of_a_kind_for_a_word(self) -> None:
        bulk.insert(SearchEntry._meta.db_table, COLUMNS, [row(1, "新华超市")])

        assert not search.matches("=thing").exists()


class TestWalked:
    def test_sorts_again_afterwards(self) -> None:
        with walked():
            list(SearchEntry.objects.order_by("pinyin"))

        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_sort")
            assert cursor.fetchone() == ("on",)
