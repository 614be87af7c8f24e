"""What can happen to bots, their keys and sessions. What is said is never part of the ledger."""

from appliance.kernel.event import Event


class BotCreated(Event):
    bot_id: str
    agent_id: str
    bot_name: str


class BotChanged(Event):
    bot_id: str
    fields: list[str]


class BotRemoved(Event):
    bot_id: str
    bot_name: str


class BotKeyCreated(Event):
    key_id: str
    bot_id: str
    allowed_origins: list[str]


class BotKeyChanged(Event):
    key_id: str
    bot_id: str
    fields: list[str]


class BotKeyRotated(Event):
    key_id: str
    bot_id: str
    overlap_hours: int


class BotKeyRevoked(Event):
    key_id: str
    bot_id: str


class BotSessionOpened(Event):
    session_id: str
    bot_id: str
    key_id: str


class BotSessionEnded(Event):
    session_id: str
    bot_id: str
