"""The embedded default: answers from the retrieved passages alone, in their own words, and needs no model.

Says plainly that nothing was found where the passages cover too little of the question. The same ask, the same text.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from appliance.engines.providers.contract import Delta, Finish, ModelAsk, Source, StreamItem
from appliance.engines.providers.estimate import estimated_tokens, estimated_usage
from appliance.engines.providers.extract import Extract, extract
from appliance.engines.providers.phrases import phrases, small_talk
from appliance.engines.words import mostly_han

ENOUGH_WORDS, ENOUGH_PIECES = 0.40, 0.30
"""Coverage from which an extract counts as an answer, for questions in words and in Chinese or Japanese. Measured on
XQuAD with the answering paragraph among eight: says nothing wrongly in 4 to 6 of 100 questions; with its whole article
taken away it says nothing, rightly, in 7 to 8 of 10."""
LEANING = 60
"""Characters up to which a question is likely to lean on the one before it (and when? who pays?)."""
RELATED = 0.2
"""Coverage from which naming the nearest documents helps somebody look."""
PLACES = 3

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(rf"\s*(?:[{_HAN}]{{1,4}}|(?:(?![{_HAN}])\S){{1,40}})|\s+")


@dataclass(frozen=True, slots=True)
class Builtin:
    """Extracts; resumable, because nothing in it depends on anything but the ask."""

    name: str = field(default="builtin", init=False)
    model: str = field(default="builtin", init=False)
    resumable: bool = field(default=True, init=False)

    async def stream(self, ask: ModelAsk) -> AsyncGenerator[StreamItem, None]:
        """The answer word by word, from the Delta after the first `ask.skip` ones."""
        await asyncio.sleep(0)
        text = compose(ask.question, ask.sources, _before(ask))
        for place, piece in enumerate(_PIECE.findall(text)):
            if place >= ask.skip:
                yield Delta(piece)
                await asyncio.sleep(0)
        yield estimated_usage(ask, estimated_tokens(text))
        yield Finish("stop")

    async def aclose(self) -> None:
        """Nothing is open."""


def _before(ask: ModelAsk) -> str:
    """What the person asked before, where the question is so short that it may lean on it."""
    if len(ask.question) > LEANING:
        return ""
    return next((message.content for message in reversed(ask.messages) if message.role == "user"), "")


def compose(question: str, sources: Sequence[Source], before: str = "") -> str:
    """The whole answer: sentences of the passages with their marks, small talk, or that nothing was found.

    A short question that finds nothing by itself is asked again together with the one `before` it.
    """
    talk = small_talk(question)
    if talk is not None:
        return talk
    found = extract(question, sources)
    if before and found.coverage < enough(question):
        found = extract(f"{question} {before}", sources)
    if found.picks and found.coverage >= enough(question):
        return "\n\n".join(f"{pick.text} [{pick.source.number}]" for pick in found.picks)
    return _nothing(question, found)


def enough(question: str) -> float:
    """The coverage from which an extract answers this question."""
    return ENOUGH_PIECES if mostly_han(question) else ENOUGH_WORDS


def _nothing(question: str, found: Extract) -> str:
    said = phrases(question)
    places = list(dict.fromkeys(_place(pick.source) for pick in found.picks if pick.source.title.strip()))
    if found.coverage < RELATED or not places:
        return said.nothing
    listed = "\n".join(f"- {place}" for place in places[:PLACES])
    return f"{said.nothing} {said.nearest}\n{listed}"


def _place(source: Source) -> str:
    title = " ".join(source.title.split())[:120]
    return title if source.page is None else f"{title} ({source.page})"
