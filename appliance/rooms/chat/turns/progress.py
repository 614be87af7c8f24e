"""What one answer has said so far, kept in three places: journal at once, readers then, database each half second."""

import asyncio

import orjson

from appliance.kernel.problem import Problem
from appliance.rooms.chat import conversations
from appliance.rooms.chat.turns.broker import Channel
from appliance.rooms.chat.turns.plan import Plan
from appliance.rooms.chat.turns.protocol import Event, Record, is_last
from appliance.store.database import write
from appliance.store.journal import Log

FLUSH_SECONDS = 0.5


class Progress:
    """One running answer. What the journal holds from before a restart is taken up as it was."""

    def __init__(self, log: Log, channel: Channel) -> None:
        self._log, self._channel = log, channel
        self.plan: Plan | None = None
        self.raws: list[str] = []
        self.events: list[Event] = []
        self.length = 0
        self.can_resume = True
        self._text: list[str] = []
        self._flushed = 0
        for _, data in log.read():
            self._see(Record.decoded(data))
        channel.begin([] if self.is_over else self.events)

    @property
    def is_lost(self) -> bool:
        """Whether the model could not go on with what it has begun to say."""
        return bool(self.raws) and not self.can_resume

    @property
    def is_over(self) -> bool:
        """Whether the event that ends the answer is there."""
        return bool(self.events) and is_last(self.events[-1][0])

    def note(self, events: list[Event], *, raw: str | None = None, plan: Plan | None = None) -> None:
        """Journal events with the piece of the model's text that they come from, then give them to the readers."""
        self._append(Record(events, raw, None if plan is None else plan.plain()))
        self._channel.publish(events)

    def close(self, events: list[Event]) -> None:
        """Journal the last events. The readers get them once the answer is stored."""
        self._append(Record(events))

    def _append(self, record: Record) -> None:
        self._log.append(self._log.last + 1, record.encoded())
        self._see(record)

    def _see(self, record: Record) -> None:
        if record.plan is not None:
            self.plan = Plan.of(record.plan)
        if record.raw is not None:
            self.raws.append(record.raw)
        for name, data in record.events:
            self.events.append((name, data))
            if name == "token":
                self._text.append(orjson.loads(data)["text"])
                self.length += len(self._text[-1])

    def unflushed(self) -> tuple[str, int, str] | None:
        """Text so far, its sequence number and the message, when they are newer than what is stored."""
        if len(self.events) == self._flushed or self.is_over:
            return None
        self._flushed = len(self.events)
        self._text = ["".join(self._text)]
        return self._text[0], self._flushed, self._channel.message_id


class Flusher:
    """Stores the text so far of all running answers with one unit each half second."""

    def __init__(self) -> None:
        self._running: set[Progress] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, progress: Progress) -> None:
        """Keep this answer's text from now on."""
        self._running.add(progress)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._flush(), name="flush of answers")

    def drop(self, progress: Progress) -> None:
        """It has ended."""
        self._running.discard(progress)
        if not self._running and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            rows = [row for progress in self._running if (row := progress.unflushed()) is not None]
            if rows:
                await _kept(rows)


async def _kept(rows: list[tuple[str, int, str]]) -> None:
    try:
        await write(conversations.flush, rows)
    except Problem:  # a full disk; the journal has everything, and the end of the answer tells
        return


flusher = Flusher()
"""The process's flusher."""
