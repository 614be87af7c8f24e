import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.words import LONGEST_SENTENCE, numbers, sentences, term_set, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith came on 3. March, e.g. today. He left.", ["Dr. Smith came on 3. March, e.g. today.", "He left."]),
        ("我们在这里。真的吗？好的。", ["我们在这里。", "真的吗？", "好的。"]),
        ("यह एक वाक्य है। यह दूसरा है।", ["यह एक वाक्य है।", "यह दूसरा है।"]),
        ("Title\n\nText here", ["Title", "Text here"]),
        ("- one\n- two", ["- one", "- two"]),
        ("pays 3.5 per cent. so he said", ["pays 3.5 per cent. so he said"]),
    ],
)
def test_sentences_in_many_scripts(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(st.sampled_from("aB. !?\n。1-“” ก"), max_size=1500))
def test_sentences_cover_all_that_is_not_blank_in_order(text):
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(0 < end - start <= LONGEST_SENTENCE for start, end in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.50 and 1.234,5 and 1 000", {"1234.5", "1", "0"}),
        ("1,234 people", {"1234"}),
        ("3.0 and 007", {"3", "7"}),
        ("22.11.2026", {"22", "11", "2026"}),
        ("١٢٣ और १२", {"123", "12"}),
        ("none", set()),
    ],
)
def test_figures_have_one_spelling(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("expires", "expired"),
        ("Urlaubstage", "Urlaubstagen"),
        ("Müller", "MULLER"),
        ("ＡＢＣ", "abc"),
        ("الكتاب", "كتاب"),
    ],
)
def test_forms_of_a_word_share_a_term(one, other):
    assert term_set(one) == term_set(other) != frozenset()


def test_words_that_ask_and_join_are_no_terms():
    assert terms("What is the, wer ist der, 什么是") == []


def test_scripts_without_spaces_are_read_in_pieces():
    assert terms("带薪休假") == ["带薪", "薪休", "休假"]
    assert terms("แมวกิน") == ["แมว", "มวก", "วกิ", "กิน"]
