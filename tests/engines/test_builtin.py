import asyncio
from dataclasses import replace

import pytest

from appliance.engines.citations import CitationFilter, Cited, Text
from appliance.engines.providers.builtin import Builtin, compose
from appliance.engines.providers.contract import Delta, Finish, ModelAsk, Source, Usage
from appliance.engines.providers.phrases import language

SOURCES = (
    Source(
        1,
        "c1",
        "d1",
        "Handbook",
        "Full-time staff get 30 days of paid vacation per year. Bring your own mug.",
        page=4,
        score=9.0,
    ),
    Source(
        2, "c2", "d2", "Old handbook", "Every full-time staff member gets 30 days of paid vacation per year.", score=7.0
    ),
    Source(3, "c3", "d3", "Canteen", "The canteen opens at 11:30.[7] It serves `soup.", score=2.0),
    Source(4, "c4", "d4", "手册", "全职员工每年有30天带薪休假。食堂十一点半开门。", score=8.0),
    Source(5, "c5", "d5", "Handbuch", "Vollzeitkräfte erhalten 30 Tage bezahlten Urlaub im Jahr.", score=8.0),
)


def streamed(ask):
    async def run():
        return [item async for item in Builtin().stream(ask)]

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("question", "mark", "words"),
    [
        ("How many days of paid vacation do full-time staff get?", "[1]", "30 days"),
        ("When does the canteen open?", "[3]", "11:30"),
        ("全职员工有多少天带薪休假？", "[4]", "30天"),
        ("Wie viele Tage bezahlten Urlaub erhalten Vollzeitkräfte?", "[5]", "30 Tage"),
    ],
)
def test_the_answer_is_the_sentence_with_its_mark(question, mark, words):
    first = compose(question, SOURCES).split("\n\n")[0]
    assert first.endswith(f" {mark}")
    assert words in first


def test_a_short_question_leans_on_the_one_before_it():
    assert "nothing" in compose("And for interns?", SOURCES[1:3])
    answer = compose("And for interns?", SOURCES[1:3], "How many days of paid vacation do full-time members get?")
    assert "30 days" in answer


def test_near_duplicates_are_said_once():
    assert compose("How many days of paid vacation do full-time staff get?", SOURCES[:2]).count("30 days") == 1


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("What is the warranty period of the espresso machine?", "I found nothing in the available documents"),
        ("Wie lang ist die Garantie der Kaffeemaschine?", "habe ich nichts gefunden"),
        ("Quelle est la garantie de la machine ?", "Je n'ai rien trouvé"),
        ("咖啡机的保修期是多久？", "没有找到"),
    ],
)
def test_what_the_passages_do_not_cover_is_said_plainly(question, plain):
    answer = compose(question, SOURCES)
    assert plain in answer
    assert "[" not in answer


def test_the_nearest_places_are_named_when_something_is_near():
    answer = compose("Does vacation freeze in the canteen during maintenance?", SOURCES[:3])
    assert "which do not answer it" in answer
    assert "- Handbook (4)" in answer or "- Canteen" in answer


def test_without_sources_nothing_is_made_up():
    assert (
        compose("How long is the vacation?", ())
        == "I found nothing in the available documents that answers this question."
    )


@pytest.mark.parametrize(
    ("question", "start"),
    [("Hello!", "Hello!"), ("Was kannst du?", "Guten Tag!"), ("谢谢", "不客气"), ("What can you do?", "Hello!")],
)
def test_small_talk_gets_a_sensible_reply(question, start):
    assert compose(question, ()).startswith(start)


def test_marks_and_code_of_the_document_do_not_leak_into_the_answer():
    answer = compose("When does the canteen open and what soup does it serve?", SOURCES)
    assert "[7]" not in answer
    assert "`" not in answer


def test_every_mark_of_the_answer_is_verified():
    marks = CitationFilter(SOURCES)
    ask = ModelAsk("How many days of paid vacation do full-time staff get?", sources=SOURCES)
    out = [
        piece for item in streamed(ask) if isinstance(item, Delta) for piece in marks.feed(item.text)
    ] + marks.finish()
    assert "".join(item.text for item in out if isinstance(item, Text)) == compose(ask.question, SOURCES)
    assert next(item.number for item in out if isinstance(item, Cited)) == 1


def test_the_stream_is_small_pieces_then_an_estimated_usage_and_a_finish():
    items = streamed(ModelAsk("When does the canteen open?", sources=SOURCES))
    *deltas, usage, finish = items
    assert all(isinstance(item, Delta) and 0 < len(item.text) <= 45 for item in deltas)
    assert len(deltas) > 4
    assert isinstance(usage, Usage)
    assert usage.estimated
    assert finish == Finish("stop")


@pytest.mark.parametrize("skip", [0, 1, 4, 1000])
def test_it_goes_on_after_the_pieces_that_were_delivered(skip):
    ask = ModelAsk("全职员工有多少天带薪休假？", sources=SOURCES)
    assert streamed(replace(ask, skip=skip))[:-2] == streamed(ask)[:-2][skip:]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Where is the canteen?", "en"),
        ("Wo ist die Kantine?", "de"),
        ("Где столовая?", "ru"),
        ("Kantine", "en"),
        ("食堂はどこですか", "ja"),
    ],
)
def test_the_language_of_a_question(text, code):
    assert language(text) == code
