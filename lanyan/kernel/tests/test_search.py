"""What a text is found by and sorted by does not depend on what was asked before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel import search, sounds

# What addresses, names and numbers are written with.
TEXTS = st.text(alphabet="锦桂苑重庆长治行乐路银行 7幢-119Ａb·（、，\n", max_size=40)


@given(TEXTS)
def test_sounds_like_the_text_read_at_once(text: str) -> None:
    assert search.pinyin(text) == " ".join(sounds.read(text))[:200]


@pytest.mark.parametrize(
    ("text", "sound"),
    [("长治市长子县", "chang zhi shi zhang zi xian"), ("重庆路银行", "chong qing lu yin hang"), ("曾都", "zeng du")],
)
def test_reads_places_and_names_as_people_do(text: str, sound: str) -> None:
    assert search.pinyin(text) == sound


@given(st.lists(st.text(alphabet="锦桂苑重庆长7b", min_size=1, max_size=8), max_size=5))
def test_is_found_by_the_tokens_of_each_of_its_words(words: list[str]) -> None:
    together = search.tokens(" ".join(words))

    assert together == sorted({token for word in words for token in search.tokens(word)})


def test_gives_characters_bigrams_and_initials() -> None:
    found = search.tokens("锦桂苑7号")

    assert {"锦", "锦桂", "桂苑", "7", "号", "~jg", "~gy", "~j", "~h"} <= set(found)
    assert found == sorted(found)
