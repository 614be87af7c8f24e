"""What can happen to bots, their keys and sessions. What is said is never part of the ledger."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class BotCreated(Event):
    bot_id: str
    agent_id: str
    bot_name: str


@dataclass(frozen=True)
class BotChanged(Event):
    bot_id: str
    fields: list[str]


@dataclass(frozen=True)
class BotRemoved(Event):
    bot_id: str
    bot_name: str


@dataclass(frozen=True)
class BotKeyCreated(Event):
    key_id: str
    bot_id: str
    allowed_origins: list[str]


@dataclass(frozen=True)
class BotKeyChanged(Event):
    key_id: str
    bot_id: str
    fields: list[str]


@dataclass(frozen=True)
class BotKeyRotated(Event):
    key_id: str
    bot_id: str
    overlap_hours: int


@dataclass(frozen=True)
class BotKeyRevoked(Event):
    key_id: str
    bot_id: str


@dataclass(frozen=True)
class BotSessionOpened(Event):
    session_id: str
    bot_id: str
    key_id: str


@dataclass(frozen=True)
class BotSessionEnded(Event):
    session_id: str
    bot_id: str
