"""Reads the chunks of a chat completion stream, forgiving towards servers that leave parts out."""

import json
from typing import Any

from appliance.engines.providers.contract import Delta, Finish, FinishReason, ProviderFailed, StreamItem, Usage

REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content_filter",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
}


class ChunkReader:
    """Turns the data of one event after another into items; `done` once nothing more is to come."""

    def __init__(self) -> None:
        self.done = False
        self._reason: FinishReason | None = None
        self._usage: Usage | None = None

    def take(self, data: str) -> list[StreamItem]:
        """The deltas in one event; ProviderFailed when it is no chunk or the server reports a failure."""
        if data.strip() == "[DONE]":
            self.done = True
            return []
        try:
            chunk = json.loads(data)
        except (ValueError, RecursionError) as failure:
            raise ProviderFailed("provider_error", "The model server sent something unreadable.", True) from failure
        if not isinstance(chunk, dict):
            raise ProviderFailed("provider_error", "The model server sent something unreadable.", retryable=True)
        if chunk.get("error"):
            raise ProviderFailed("provider_error", _said(chunk["error"]), retryable=True)
        self._usage = _usage(chunk.get("usage")) or self._usage
        return self._delta(chunk.get("choices"))

    def end(self) -> list[StreamItem]:
        """Usage, where it was given, and the finish; ProviderFailed when the stream stopped before either was said."""
        if self._reason is None and not (self.done and self._usage):
            raise ProviderFailed("provider_error", "The model server broke off in the middle.", retryable=True)
        last: list[StreamItem] = [] if self._usage is None else [self._usage]
        return [*last, Finish(self._reason or "stop")]

    def _delta(self, choices: Any) -> list[StreamItem]:
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        if choice.get("finish_reason"):
            self._reason = REASONS.get(str(choice["finish_reason"]), "stop")
        part = choice.get("delta") or choice.get("message") or {}
        content = part.get("content") if isinstance(part, dict) else None
        if isinstance(content, list):
            content = "".join(str(piece.get("text", "")) for piece in content if isinstance(piece, dict))
        return [Delta(content)] if isinstance(content, str) and content else []


def _usage(said: Any) -> Usage | None:
    if not isinstance(said, dict):
        return None
    read, written = said.get("prompt_tokens", 0), said.get("completion_tokens", 0)
    if not (isinstance(read, int) and isinstance(written, int) and read >= 0 and written >= 0):
        return None
    return Usage(read, written)


def _said(error: Any) -> str:
    text = error.get("message", "") if isinstance(error, dict) else error
    return f"The model server failed: {' '.join(str(text).split())[:300]}."
