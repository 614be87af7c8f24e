"""Excerpts mark what was found and are safe as HTML."""

import re
from html import unescape

import pytest

from appliance.store.search import matches, snippet

LONG = "Nothing to see here. " * 50 + "The harbour lamps are lit. " + "Nothing more to see. " * 50


def test_marked_word_is_the_inflected_one():
    assert snippet("Two bridges cross it.", "bridge") == "Two <mark>bridges</mark> cross it."


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("我喜欢吃苹果", "苹果", ["苹果"]),
        ("我喜欢吃苹果", "果", ["果"]),
        ("東京タワーは高い", "タワー", ["タワー"]),
        ("แมวนอนอยู่บนเก้าอี้", "เก้าอี้", ["เก้าอี้"]),
        ("Die Häuser am Fluss", "das Haus", ["Häuser"]),
        ("שלום עולם", "עולם", ["עולם"]),
        ("🎉🎉 party 🎉 party", "party", ["party", "party"]),
        ("cafe\u0301 und café", "cafe", ["cafe\u0301", "café"]),
        ("nothing", "whale", []),
        ("", "whale", []),
        ("whale", "", []),
    ],
)
def test_spans_are_code_points(text, query, found):
    assert [text[start:end] for start, end in matches(text, query, ("de",))] == found


def test_function_words_are_not_marked():
    assert snippet("What is the bridge?", "what is the bridge") == "What is the <mark>bridge</mark>?"


@pytest.mark.parametrize("query", ["bridge", "script", "alert", "img", "mark", "onerror x"])
def test_markup_of_the_text_stays_text(query):
    text = "A <b>bridge</b> & <script>alert(\"1\")</script> <mark>x</mark> <img src=x onerror='y'>"
    made = snippet(text, query)
    assert re.sub(r"</?mark>", "", made).count("<") == 0
    assert unescape(re.sub(r"</?mark>", "", made)) == text
    assert made.count("<mark>") == made.count("</mark>") > 0


def test_long_text_is_cut_around_the_find():
    made = snippet(LONG, "harbour lamps", width=120)
    assert "<mark>harbour</mark> <mark>lamps</mark>" in made
    assert made.startswith("… ")
    assert made.endswith(" …")
    assert len(re.sub(r"</?mark>|… | …", "", made)) <= 120


def test_excerpt_prefers_where_most_was_found():
    text = f"A harbour. {'Filler words stand here. ' * 40} A harbour with lamps and lamps. {'More filler. ' * 40}"
    assert "<mark>lamps</mark>" in snippet(text, "harbour lamps", width=100)


def test_nothing_found_gives_the_beginning():
    made = snippet(LONG, "whale", width=50)
    assert made.startswith("Nothing to see here.")
    assert "<mark>" not in made


def test_find_at_the_very_end_is_shown():
    assert snippet("word " * 200 + "whale", "whale", width=60).endswith("<mark>whale</mark>")


def test_text_without_any_gap_is_cut_all_the_same():
    made = snippet("好" * 500 + "苹果" + "好" * 500, "苹果", width=80)
    assert "<mark>苹果</mark>" in made
    assert len(made) < 120
