"""The events of an answer (semantics section 8): how they are built, journalled, packed and read back.

Data is JSON bytes from the start; they are encoded once, however many readers there are.
"""

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from appliance.engines.citations import Cited, Out
from appliance.kernel.ids import is_id
from appliance.kernel.problem import BadRequest
from appliance.kernel.visit import ServerEvent
from appliance.rooms.chat.conversations import Ending, State

Event = tuple[str, bytes]
"""Name and JSON."""

_LONGEST_SEQ = 9
_STATES = {"cancelled": State.CANCELLED, "interrupted": State.INTERRUPTED}
MESSAGES = {
    "cancelled": "The answer was cancelled",
    "interrupted": "The answer was interrupted; ask again to go on",
    "timeout": "The answer took too long",
    "internal": "Something went wrong with this answer",
}


def event(name: str, **data: Any) -> Event:
    """One event."""
    return name, orjson.dumps(data)


def failure(code: str, message: str = "") -> Event:
    """The event that ends an answer which is not whole."""
    return event("error", code=code, message=message or MESSAGES[code])


def shown(out: Iterable[Out], places: dict[str, dict[str, Any]]) -> list[Event]:
    """Text and citations as events; `places` says of each document its knowledge base and the version of its text."""
    return [_citation(one, places) if isinstance(one, Cited) else event("token", text=one.text) for one in out]


def _citation(cited: Cited, places: dict[str, dict[str, Any]]) -> Event:
    source = cited.source
    place = dict(places.get(source.document_id, {}))
    pages = place.pop("pages", ())
    return event(
        "citation",
        number=cited.number,
        source_id=source.chunk_id,
        document_id=source.document_id,
        title=source.title,
        snippet=cited.snippet,
        page=_page_at(cited.start, source.start, source.page, pages),
        start=cited.start,
        end=cited.end,
        score=round(cited.score, 4),
        url=source.url,
        **place,
    )


def _page_at(at: int, start: int, page: int | None, pages: Iterable[Sequence[int]]) -> int | None:
    """The page on which a cited span begins: its passage's, or the last one that begins within it before the span."""
    begun = [(begins, number) for begins, number in pages if start < begins <= at]
    return max(begun)[1] if begun else page


def is_last(name: str) -> bool:
    """Whether this event ends the answer."""
    return name in ("done", "error")


def served(message_id: str, events: Iterable[Event], after: int = 0) -> list[ServerEvent]:
    """The events as they are sent, the first with the number behind `after`."""
    return [
        ServerEvent(name, orjson.Fragment(data), f"{message_id}:{seq}")
        for seq, (name, data) in enumerate(events, after + 1)
    ]


def place_of(last_event_id: str) -> tuple[str, int]:
    """Message and sequence number of a `Last-Event-ID`; a bad request when it is none."""
    message_id, _, seq = last_event_id.strip().partition(":")
    if not is_id(message_id, "msg") or not (seq.isascii() and seq.isdigit()) or len(seq) > _LONGEST_SEQ:
        raise BadRequest("Last-Event-ID must be <messageId>:<seq>", param="Last-Event-ID")
    return message_id, int(seq)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the journal: a piece of the model's answer with the events that it led to, or the plan."""

    events: Sequence[Event] = field(default_factory=tuple)
    raw: str | None = None
    plan: dict[str, Any] | None = None

    def encoded(self) -> bytes:
        """The record as bytes."""
        return orjson.dumps([self.raw, self.plan, _plain(self.events)])

    @classmethod
    def decoded(cls, data: bytes) -> "Record":
        """The record of these bytes."""
        raw, plan, events = orjson.loads(data)
        return cls(_events(events), raw, plan)


def packed(events: Sequence[Event]) -> bytes:
    """All events of an answer, compressed."""
    return zlib.compress(orjson.dumps(_plain(events)))


def unpacked(data: bytes) -> list[Event]:
    """The events of `packed`, byte for byte."""
    return _events(orjson.loads(zlib.decompress(data)))


def blanked(one: Event, document_ids: Collection[str]) -> Event:
    """The event, without words when it cites one of these documents; its place and number stay."""
    name, data = one
    if name != "citation":
        return one
    citation = orjson.loads(data)
    if citation["document_id"] not in document_ids:
        return one
    return event(name, **citation | {"title": "", "snippet": "", "url": None, "page": None})


def _plain(events: Sequence[Event]) -> list[Any]:
    return [(name, orjson.Fragment(data)) for name, data in events]


def _events(plain: list[list[Any]]) -> list[Event]:
    return [(name, orjson.dumps(data)) for name, data in plain]


def ending_of(events: Sequence[Event]) -> Ending:
    """What is stored of an answer whose events are these; the last one ends it."""
    last, said = events[-1][0], [(name, orjson.loads(data)) for name, data in events]
    known = next((data for name, data in said if name == "start"), {}) | said[-1][1]
    failed = last == "error"
    return Ending(
        state=_STATES.get(known["code"], State.ERROR) if failed else State.DONE,
        text="".join(data["text"] for name, data in said if name == "token"),
        seq=len(said),
        model=known.get("model"),
        error_code=known["code"] if failed else None,
        error_message=known["message"] if failed else None,
        usage=known.get("usage"),
        citations=[data for name, data in said if name == "citation"],
        finish_reason=known.get("finish_reason"),
    )
