"""Entries that the index does not hold are found as if it did."""

from dataclasses import replace

import pytest

from appliance.store.search import Ask, Entry, SearchIndex

TEXTS = (
    "The harbour master counts the ferries every evening before the lamps are lit along the quay.",
    "Ferries to the islands leave at nine; the harbour is shut while the bridge is being lifted.",
    "A bridge was built over the river, and the old mill below it grinds rye for three villages.",
    "Bees visit the orchard in spring, and the miller sells their honey with his bread and flour.",
)
ASK = Ask("When do ferries leave the harbour?", ("kb",), languages=("en",), explain=True)


def entry(number: int, text: str) -> Entry:
    return Entry(f"k{number}", f"d{number}", "doc", ("kb",), f"Page {number}", "Harbour" if number % 2 else "", text)


@pytest.fixture
def index(tmp_path):
    index = SearchIndex.open(tmp_path / "index")
    entries = [entry(number, TEXTS[number % len(TEXTS)]) for number in range(40)]
    index.apply([one.owner for one in entries], entries, sequence=1)
    yield index
    index.close()


def found(index, ask):
    return {hit.key: hit for hit in index.search(ask, lambda keys: dict.fromkeys(keys[:0], ""))}


def test_an_entry_beside_scores_as_it_does_inside(index):
    inside = found(index, ASK)
    beside = tuple(replace(entry(number, TEXTS[number % len(TEXTS)]), key=f"b{number}") for number in range(40))
    both = found(index, replace(ASK, beside=beside, limit=100))
    assert {key[1:] for key in both if key.startswith("b")} == {key[1:] for key in both if key.startswith("k")}
    for key, hit in inside.items():
        other = both[f"b{key[1:]}"]
        assert other.parts.lexical == pytest.approx(hit.parts.lexical, rel=0.02)
        assert {(one.term, one.field) for one in other.parts.weights} == {(w.term, w.field) for w in hit.parts.weights}


def test_what_is_beside_is_found_where_nothing_inside_may_be(index):
    ask = replace(ASK, containers=(), beside=(entry(99, TEXTS[0]), entry(98, TEXTS[3])))
    assert list(found(index, ask)) == ["k99"]


def test_beginnings_of_words_without_spaces_are_found_beside(index):
    ask = Ask("港", None, beside=(entry(97, "渡船離開港口"), entry(96, TEXTS[1])))
    assert list(found(index, ask)) == ["k97"]
