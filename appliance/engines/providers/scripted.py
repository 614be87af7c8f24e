"""The offline double: answers from a script, word for word the same, so that a whole installation can be tried.

A script is a JSON list of entries; the first whose `match` fits the question plays its steps:
`{"match": "*vacation*", "steps": [{"delta": "text", "times": 1, "pause_ms": 0}, {"hang": true},
{"fail": "timeout", "message": "...", "retryable": true}], "usage": {"input": 1, "output": 2}, "finish": "stop"}`.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

from appliance.engines.providers.contract import (
    Delta,
    FailureCode,
    Finish,
    FinishReason,
    ModelAsk,
    ProviderFailed,
    StreamItem,
    Usage,
)
from appliance.engines.providers.estimate import estimated_tokens, estimated_usage

SHOWN = 3
"""Passages that the default answer quotes."""


class ScriptBroken(ValueError):
    """The script cannot be played; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act: say `delta` (`times` times, with a pause before each), hang until cancelled, or fail."""

    delta: str = ""
    times: int = 1
    pause_ms: int = 0
    hang: bool = False
    fail: FailureCode | None = None
    message: str = "The script says that this fails."
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What is answered to questions that fit `match`: a pattern with `*` and `?`, upper and lower case alike."""

    match: str
    steps: tuple[Step, ...]
    usage: Usage | None = None
    finish: FinishReason = "stop"

    def fits(self, question: str) -> bool:
        """Whether this entry answers the question."""
        return fnmatchcase(question.casefold(), self.match.casefold())


@dataclass(frozen=True, slots=True)
class Scripted:
    """Plays a script; a question without an entry gets an answer that repeats it and cites the first passages."""

    script: tuple[Entry, ...] = ()
    name: str = field(default="scripted", init=False)
    model: str = field(default="scripted", init=False)
    resumable: bool = field(default=True, init=False)

    @classmethod
    def from_file(cls, path: str | Path) -> "Scripted":
        """A provider with the script of a JSON file; ScriptBroken when it is not one."""
        try:
            return cls(parse_script(json.loads(Path(path).read_text("utf-8"))))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as failure:
            raise ScriptBroken(f"the script {path} cannot be read: {failure}") from failure

    async def stream(self, ask: ModelAsk) -> AsyncGenerator[StreamItem, None]:
        """The steps of the fitting entry, without the first `ask.skip` deltas and their pauses."""
        entry = next((entry for entry in self.script if entry.fits(ask.question)), None) or _echo(ask)
        said = written = 0
        for step in _unrolled(entry.steps):
            said += bool(step.delta)
            if step.delta and said <= ask.skip:
                written += estimated_tokens(step.delta)
                continue
            await _wait(step)
            if step.fail is not None:
                raise ProviderFailed(step.fail, step.message, step.retryable)
            if step.delta:
                written += estimated_tokens(step.delta)
                yield Delta(step.delta)
        yield entry.usage or estimated_usage(ask, written)
        yield Finish(entry.finish)

    async def aclose(self) -> None:
        """Nothing is open."""


def parse_script(said: Any) -> tuple[Entry, ...]:
    """Entries from the parsed JSON of a script; ScriptBroken names the first that is wrong."""
    if not isinstance(said, list):
        raise ScriptBroken("a script is a list of entries")
    return tuple(_entry(place, entry) for place, entry in enumerate(said))


def _entry(place: int, said: Any) -> Entry:
    try:
        usage = Usage(**said["usage"]) if said.get("usage") else None
        entry = Entry(
            str(said["match"]), tuple(Step(**step) for step in said["steps"]), usage, said.get("finish", "stop")
        )
    except (TypeError, KeyError, AttributeError) as failure:
        raise ScriptBroken(f"entry {place} of the script is not one: {failure}") from failure
    if entry.finish not in get_args(FinishReason):
        raise ScriptBroken(f"entry {place} ends with the unknown reason {entry.finish!r}")
    if any(step.fail is not None and step.fail not in get_args(FailureCode) for step in entry.steps):
        raise ScriptBroken(f"entry {place} fails with an unknown code")
    return entry


def _unrolled(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        for _ in range(step.times):
            yield step


async def _wait(step: Step) -> None:
    if step.hang:
        await asyncio.Event().wait()
    await asyncio.sleep(step.pause_ms / 1000)


def _echo(ask: ModelAsk) -> Entry:
    words = f"You asked: {' '.join(ask.question.split())}".split(" ")
    steps = [Step(word if place == 0 else f" {word}") for place, word in enumerate(words)]
    for source in ask.sources[:SHOWN]:
        steps += [Step("\n\n" + " ".join(source.text.split())[:200]), Step(f" [{source.number}]")]
    return Entry("*", tuple(steps))
