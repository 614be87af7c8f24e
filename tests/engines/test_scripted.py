import asyncio
import json
from contextlib import aclosing

import pytest

from appliance.engines.providers.contract import Delta, Finish, ModelAsk, ProviderFailed, Source, Usage
from appliance.engines.providers.scripted import ScriptBroken, Scripted, parse_script

SCRIPT = [
    {
        "match": "*vacation*",
        "steps": [{"delta": "30 days "}, {"delta": "[1]"}, {"delta": "[99]"}],
        "usage": {"input": 5, "output": 3},
    },
    {"match": "fail", "steps": [{"delta": "one"}, {"fail": "timeout", "message": "late", "retryable": True}]},
    {"match": "hang", "steps": [{"delta": "one"}, {"hang": True}]},
    {"match": "long", "steps": [{"delta": "x ", "times": 5000}], "finish": "length"},
]
SOURCE = Source(1, "c", "d", "Handbook", "Staff get 30 days of vacation.")


def streamed(question, skip=0, sources=(), script=SCRIPT):
    async def run():
        ask = ModelAsk(question, sources=sources, skip=skip)
        return [item async for item in Scripted(parse_script(script)).stream(ask)]

    return asyncio.run(run())


def test_the_fitting_entry_plays_word_for_word():
    assert streamed("How long is the VACATION?") == [
        Delta("30 days "),
        Delta("[1]"),
        Delta("[99]"),
        Usage(5, 3),
        Finish("stop"),
    ]


def test_after_a_restart_it_goes_on():
    assert streamed("my vacation", skip=2) == [Delta("[99]"), Usage(5, 3), Finish("stop")]


def test_a_failure_comes_after_what_was_said():
    async def run():
        items = Scripted(parse_script(SCRIPT)).stream(ModelAsk("fail"))
        seen = [await anext(items)]
        with pytest.raises(ProviderFailed) as failure:
            await anext(items)
        return seen, failure.value

    seen, failure = asyncio.run(run())
    assert seen == [Delta("one")]
    assert (failure.code, failure.message, failure.retryable) == ("timeout", "late", True)


def test_a_hang_lasts_until_it_is_cancelled():
    async def run():
        async with aclosing(Scripted(parse_script(SCRIPT)).stream(ModelAsk("hang"))) as items:
            assert await anext(items) == Delta("one")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(items), 0.02)

    asyncio.run(run())


def test_a_very_long_answer():
    items = streamed("long")
    assert len(items) == 5002
    assert items[-1] == Finish("length")


def test_without_an_entry_the_question_comes_back_and_the_passages_are_cited():
    text = "".join(item.text for item in streamed("Any news?", sources=(SOURCE,)) if isinstance(item, Delta))
    assert text == "You asked: Any news?\n\nStaff get 30 days of vacation. [1]"


def test_a_script_comes_from_a_file(tmp_path):
    path = tmp_path / "script.json"
    path.write_text(json.dumps(SCRIPT))
    assert Scripted.from_file(path).script == parse_script(SCRIPT)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        [1],
        [{"match": "x"}],
        [{"match": "x", "steps": [{"say": "x"}]}],
        [{"match": "x", "steps": [], "finish": "never"}],
        [{"match": "x", "steps": [{"fail": "boom"}]}],
    ],
)
def test_a_broken_script_is_refused(broken):
    with pytest.raises(ScriptBroken):
        parse_script(broken)


def test_a_missing_file_is_a_broken_script(tmp_path):
    with pytest.raises(ScriptBroken):
        Scripted.from_file(tmp_path / "none.json")
