"""A turn's events as OpenAI's completion, whole or in chunks (API reference, "Chat completion chunk")."""

from collections.abc import AsyncIterator
from typing import Any

import orjson

from appliance.kernel.problem import InternalError, Problem, ProviderError, Unavailable
from appliance.kernel.visit import ServerEvent
from appliance.rooms.chat.completions.actions import Asked
from appliance.rooms.chat.completions.shapes import (
    AnswerView,
    ApplianceView,
    ChoiceView,
    CompletionView,
    TokensView,
)
from appliance.rooms.chat.conversations import CitationView
from appliance.rooms.chat.turns import streams

DONE = ServerEvent("", orjson.Fragment(b"[DONE]"))
_PROBLEMS: dict[str, type[Problem]] = {
    "cancelled": Unavailable, "interrupted": Unavailable, "provider_error": ProviderError, "timeout": ProviderError,
}  # fmt: skip


class Telling:
    """What has been told of one answer so far."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.created = asked.turn.created_at // 1000
        self.model = ""
        self.citations: list[CitationView] = []
        self.text: list[str] = []
        self.last: dict[str, Any] = {}

    async def events(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """The events of the turn to its end; the Problem of an answer that is not whole."""
        async for event in streams.events(self._asked.turn.message_id):
            data = orjson.loads(orjson.dumps(event.data))
            if event.name == "start":
                self.model = data["model"]
            elif event.name == "citation":
                self.citations.append(CitationView.model_validate(data))
            elif event.name == "token":
                self.text.append(data["text"])
            elif event.name == "done":
                self.model, self.last = data["model"], data
            elif event.name == "error":
                raise _PROBLEMS.get(data["code"], InternalError)(data["message"], details={"reason": data["code"]})
            yield event.name, data

    @property
    def id(self) -> str:
        return f"chatcmpl-{self._asked.turn.message_id.partition('_')[2]}"

    @property
    def ours(self) -> ApplianceView:
        """What OpenAI's shapes have no place for."""
        asked = self._asked
        return ApplianceView(
            bot_id=asked.bot.id, session_id=asked.session_id, session_token=asked.token, citations=self.citations,
            message_id=asked.turn.message_id, cost_micros=self.last.get("cost_micros", 0),
            conversation_starters=asked.bot.conversation_starters,
        )  # fmt: skip

    @property
    def usage(self) -> TokensView:
        return TokensView.of(self.last.get("usage"))

    @property
    def finish_reason(self) -> str:
        return str(self.last.get("finish_reason") or "stop")


async def whole(asked: Asked) -> CompletionView:
    """The completion in one piece; the problem of an answer that is not whole."""
    telling = Telling(asked)
    async for _ in telling.events():
        pass
    choice = ChoiceView(message=AnswerView(content="".join(telling.text)), finish_reason=telling.finish_reason)
    return CompletionView(
        id=telling.id, created=telling.created, model=telling.model, choices=[choice], usage=telling.usage,
        appliance=telling.ours,
    )  # fmt: skip


async def chunks(asked: Asked, request_id: str, *, include_usage: bool) -> AsyncIterator[ServerEvent]:
    """The completion piece by piece. An answer that is not whole ends with an error in the contract's shape."""
    telling = Telling(asked)
    try:
        yield _chunk(telling, {"role": "assistant", "content": ""}, ours=telling.ours)
        async for name, data in telling.events():
            if name == "token":
                yield _chunk(telling, {"content": data["text"]})
    except Problem as problem:
        yield ServerEvent("", problem.body(request_id))
        return
    yield _chunk(telling, {}, telling.finish_reason, ours=telling.ours)
    if include_usage:
        yield ServerEvent("", _envelope(telling) | {"choices": [], "usage": telling.usage.model_dump()})
    yield DONE


def _envelope(telling: Telling) -> dict[str, Any]:
    return {
        "id": telling.id, "object": "chat.completion.chunk", "created": telling.created, "model": telling.model,
        "system_fingerprint": None,
    }  # fmt: skip


def _chunk(
    telling: Telling, delta: dict[str, Any], finish_reason: str | None = None, ours: ApplianceView | None = None
) -> ServerEvent:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    more = {"appliance": ours.model_dump(mode="json")} if ours is not None else {}
    return ServerEvent("", _envelope(telling) | {"choices": [choice]} | more)
