import asyncio
import json
import subprocess
import sys
from contextlib import aclosing
from contextvars import copy_context

import pytest

from appliance.engines.egress import Egress
from appliance.engines.models import Models, ModelSettings
from appliance.engines.providers.contract import Delta, Finish, ModelAsk, ProviderFailed, Usage
from appliance.engines.providers.scripted import Scripted, parse_script
from appliance.kernel import current

SCRIPT = [
    {"match": "hello", "steps": [{"delta": "my secret "}, {"delta": "answer"}], "usage": {"input": 7, "output": 2}},
    {"match": "fail", "steps": [{"delta": "one"}, {"fail": "provider_error"}]},
    {"match": "hang", "steps": [{"delta": "one"}, {"hang": True}]},
]


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "script.json"
    path.write_text(json.dumps(SCRIPT))
    return ModelSettings("scripted", script_path=str(path))


class Masking:
    """Hides a word in both directions."""

    def outgoing(self, ask):
        return ModelAsk(ask.question.replace("greetings", "hello"))

    def incoming(self, text):
        return text.replace("secret", "******")


class Blocking(Masking):
    """Lets nothing leave that names a secret."""

    def outgoing(self, ask):
        if "hello" in ask.question:
            raise ProviderFailed("dlp_blocked", "This must not leave.")
        return ask


async def drained(models, question):
    async with aclosing(models.stream(ModelAsk(question))) as items:
        return [item async for item in items]


def test_the_default_needs_nothing_and_answers():
    items = asyncio.run(drained(Models(Egress()), "Hello!"))
    assert items[-1] == Finish("stop")
    assert isinstance(items[0], Delta)


def test_a_call_is_counted(settings):
    calls = []
    items = asyncio.run(drained(Models(Egress(), settings, calls.append), "hello"))
    assert items == [Delta("my secret "), Delta("answer"), Usage(7, 2), Finish("stop")]
    assert [(call.provider, call.outcome, call.usage) for call in calls] == [("scripted", "ok", Usage(7, 2))]
    assert 0 <= calls[0].first_token_ms <= calls[0].total_ms


class Uncounted:
    """A provider whose server does not say how many tokens it read and wrote."""

    name, model = "uncounted", "m"

    async def stream(self, ask):
        yield Delta("so few words")
        yield Finish("stop")


def test_a_server_that_does_not_count_is_counted_by_a_rule_of_thumb():
    async def answered():
        async with aclosing(Models(Egress()).stream(ModelAsk("How many?"), Uncounted())) as items:
            return [item async for item in items]

    items = asyncio.run(answered())
    assert [type(item) for item in items] == [Delta, Usage, Finish]
    assert items[1].estimated
    assert min(items[1].input, items[1].output) > 0


def test_a_failed_call_is_counted_with_what_was_said(settings):
    calls = []
    with pytest.raises(ProviderFailed):
        asyncio.run(drained(Models(Egress(), settings, calls.append), "fail"))
    assert (calls[0].outcome, calls[0].usage) == ("provider_error", Usage(1, 1, estimated=True))


def test_a_cancelled_call_is_counted(settings):
    calls = []

    async def run():
        async with aclosing(Models(Egress(), settings, calls.append).stream(ModelAsk("hang"))) as items:
            await anext(items)

    asyncio.run(run())
    assert calls[0].outcome == "cancelled"


def test_screens_see_both_directions(settings):
    items = asyncio.run(drained(Models(Egress(), settings, screens=(Masking(),)), "greetings"))
    assert items[:2] == [Delta("my ****** "), Delta("answer")]


def test_a_screen_can_stop_what_goes_out(settings):
    with pytest.raises(ProviderFailed) as failure:
        asyncio.run(drained(Models(Egress(), settings, screens=(Blocking(),)), "hello"))
    assert failure.value.code == "dlp_blocked"


def test_a_provider_is_opened_once_and_closed_together(settings):
    models = Models(Egress(), settings)
    first = models.provider()
    assert models.provider() is first
    asyncio.run(models.aclose())
    assert models.provider() is not first
    assert first == Scripted(parse_script(SCRIPT))


@pytest.mark.parametrize("wrong", [ModelSettings("oracle"), ModelSettings("openai")])
def test_an_unknown_provider_is_a_clean_failure(wrong):
    with pytest.raises(ProviderFailed, match="set up"):
        Models(Egress()).provider(wrong)


def test_inside_a_unit_of_storage_no_model_is_asked():
    def inside():
        current.unit.set(object())
        asyncio.run(drained(Models(Egress()), "Hello!"))

    with pytest.raises(RuntimeError, match="unit"):
        copy_context().run(inside)


def test_the_http_library_is_not_loaded_at_start():
    code = "import sys, appliance.engines.models; print(bool({'httpx2', 'httpcore2', 'anyio'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
