"""Passages: slices in order, complete, never too large, cut where the structure allows."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.engines.parse import HeadingSpan, PageSpan, passages
from appliance.engines.parse.chunk import SEPARATOR, estimate_tokens

PIECES = st.sampled_from(
    ["word ", "A sentence. ", "\n", "\n\n", "  ", "中文句子。", "ประโยค ", "क्षेत्र। ", "هل هذا؟ ",
     "\U0001f469\u200d\U0001f467", "e\u0301\u0302", "x" * 400,
     "12345 ", "\u3000", "日本", "Dr. No ", "\t", "𐌲𐌿"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=120).map("".join) | st.text(max_size=600)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(16, 300), st.integers(0, 200))
@example("word \n" + "x" * 400, 16, 1)
def test_passages_cover_the_text_in_order_within_their_size(text, tokens, overlap):
    found = passages(text, tokens=tokens, overlap=overlap)
    past = 0
    for passage in found:
        part = text[passage.start : passage.end]
        assert part == part.strip()
        assert part
        assert len(part) <= tokens * 5
        assert estimate_tokens(part) <= tokens or len(part) == 1
        assert passage.end > past
        assert not text[past : passage.start].strip()
        repeated = text[passage.start : past]
        assert estimate_tokens(repeated) <= min(overlap, tokens // 2)
        past = passage.end
    assert not text[past:].strip()
    assert [p.start for p in found] == sorted({p.start for p in found})


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=60), st.data())
def test_page_and_heading_are_those_of_the_first_character(pieces, data):
    text = "".join(pieces)
    cuts = sorted({0, *data.draw(st.lists(st.integers(0, len(text)), max_size=4)), len(text)})
    pages = [PageSpan(n + 1, a, b) for n, (a, b) in enumerate(pairwise(cuts))]
    for passage in passages(text, pages=pages, tokens=40):
        page = next(page for page in pages if page.number == passage.page)
        assert page.start <= passage.start < page.end


def test_nothing_becomes_no_passage():
    assert passages("") == ()
    assert passages(" \n\u3000\n") == ()


def test_overlap_repeats_whole_sentences():
    text = " ".join(f"This is sentence number {n} of the text." for n in range(60))
    found = passages(text, tokens=60, overlap=25)
    assert len(found) > 5
    for before, after in pairwise(found):
        assert before.start < after.start < before.end
        assert text[after.start :].startswith("This is")


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("The quick brown fox jumps over the lazy dog near the river. ", "."),
        ("今天的天气很好我们一起去公园散步吧。", "。"),
        ("東京は日本の首都であり世界最大の都市です！", "！"),
        ("यह एक लंबा वाक्य है जो बहुत कुछ कहता है। ", "।"),
        ("هل تعرف أين تقع هذه المدينة القديمة؟ ", "؟"),
        ("Эта длинная фраза рассказывает о погоде. ", "."),
    ],
)
def test_long_paragraphs_are_cut_at_sentences_of_their_script(sentence, end):
    text = sentence * 60
    found = passages(text, tokens=120)
    assert len(found) > 3
    assert all(text[p.start : p.end].endswith(end) for p in found)


def test_thai_is_cut_at_its_spaces():
    text = "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย " * 40
    assert all(text[p.end] == " " for p in passages(text, tokens=100)[:-1])


def test_abbreviations_do_not_end_a_sentence():
    text = "We met Dr. Smith and J. Doe at noon. " * 40
    assert all(text[p.start : p.end].endswith("noon.") for p in passages(text, tokens=50))


def test_what_is_seen_as_one_character_stays_whole():
    text = "e\u0301\u0302" * 900
    assert all(not unicodedata.combining(text[p.start]) for p in passages(text, tokens=50))


def test_headings_begin_passages_and_name_their_path():
    body = "Some words about the matter. " * 30
    text, headings = "", []
    for level, name in [(1, "Guide"), (2, "Install"), (2, "Use"), (1, "End")]:
        headings.append(HeadingSpan(level, name, len(text), len(text) + len(name)))
        text += f"{name}\n\n{body}\n\n"
    found = passages(text, headings, tokens=120)
    starts = {p.start for p in found}
    assert all(heading.start in starts for heading in headings)
    assert {p.heading for p in found} == {"Guide", f"Guide{SEPARATOR}Install", f"Guide{SEPARATOR}Use", "End"}


def test_table_records_are_not_torn():
    text = "\n\n".join(f"Name: Person {n}. Doctor; Town: City {n}; Note: Likes tea. And cake" for n in range(80))
    found = passages(text, tokens=120)
    assert all(text[p.start : p.end].startswith("Name:") and text[p.start : p.end].endswith("cake") for p in found)


def test_small_and_absurd_sizes_are_held_in_bounds():
    text = "word " * 500
    assert passages(text, tokens=1) == passages(text, tokens=16)
    assert passages(text, tokens=10**9) == passages(text, tokens=8_000)
    assert passages(text, tokens=100, overlap=10**9) == passages(text, tokens=100, overlap=50)


def test_token_estimates_follow_the_script():
    assert estimate_tokens("The quick brown fox jumps over the lazy dog, and then it sleeps until noon.") in range(
        15, 20
    )
    assert estimate_tokens("今天的天气很好") in range(6, 9)
    assert estimate_tokens("") == 0


def test_rows_and_code_stay_whole_where_they_fit():
    code = "```\n" + "\n\n".join(f"call(number_{n})" for n in range(12)) + "\n```"
    text = "\n\n".join([*["A paragraph of prose. It has two sentences."] * 12, code, "The end."])
    start = text.index("```")
    found = passages(text, whole=[(start, start + len(code))], tokens=160)
    assert [one for one in found if one.start <= start and start + len(code) <= one.end]
    assert not [one for one in passages(text, tokens=160) if one.start <= start and start + len(code) <= one.end]


def test_what_fits_nowhere_whole_is_cut():
    text = "word " * 400
    assert len(passages(text, whole=[(0, len(text))], tokens=60)) > 5


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=80), st.data(), st.integers(16, 80))
def test_whole_parts_change_neither_cover_nor_size(pieces, data, tokens):
    text = "".join(pieces)
    marks = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    whole = list(zip(marks[::2], marks[1::2], strict=False))
    past = 0
    for one in passages(text, whole=whole, tokens=tokens):
        assert len(text[one.start : one.end]) <= tokens * 5
        assert not text[past : one.start].strip()
        past = one.end
    assert not text[past:].strip()
