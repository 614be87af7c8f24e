"""Looking for all trigrams in all texts at once finds what looking for each in each does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.store.search.trigrams import held

LETTERS = st.text("ab c\u00e4\u4e2d\U00010330", max_size=12)


@given(
    st.lists(st.text("ab c\u00e4\u4e2d\U00010330", min_size=3, max_size=3), unique=True, max_size=8), st.lists(LETTERS)
)
def test_it_finds_what_looking_one_by_one_does(trigrams, texts):
    assert held(trigrams, texts) == [[one in text for one in trigrams] for text in texts]


def test_a_trigram_does_not_reach_into_the_next_text():
    assert held(["abc"], ["xab", "cab", "abc"]) == [[False], [False], [True]]


@pytest.mark.parametrize("short", [["a"], ["ab", "abc"], []])
def test_shorter_ones_are_looked_for_too(short):
    assert held(short, ["abc", ""]) == [[one in text for one in short] for text in ("abc", "")]
