"""Bots and their keys on the wire."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints

from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Prose, Shape, View, printable
from appliance.rooms.chat.bots.origins import AllowedOrigins
from appliance.rooms.chat.bots.policy import may_change
from appliance.rooms.chat.bots.tables import Bot, BotKey
from appliance.rooms.identity.keys import RateLimit

Starters = Annotated[list[Line], Field(max_length=10)]
Icon = Annotated[str, StringConstraints(max_length=32), BeforeValidator(printable)]
DEFAULT_RATE = 60
_MOST_OVERLAP_HOURS = 30 * 24
Overlap = Annotated[int, Field(strict=True, ge=0, le=_MOST_OVERLAP_HOURS)]


class BotDraft(Shape):
    """A bot: which agent answers, and how it shows itself. `icon` is a sign or two, for instance an emoji."""

    agent_id: str
    name: Line
    description: Prose = ""
    icon: Icon = ""
    conversation_starters: Starters = Field(default_factory=list)


class BotFilter(Filter):
    """By what the list of bots is narrowed and sorted."""

    sorts = ("-created_at", "updated_at", "name")

    name: str
    agent_id: str
    owner_id: str
    created_at: Moment


class BotView(View):
    """A bot as its readers see it; `agent_name` is null once the agent was removed."""

    id: str
    agent_id: str
    agent_name: str | None
    owner_id: str
    name: str
    description: str
    icon: str
    conversation_starters: list[str]
    created_at: Moment
    updated_at: Moment
    can: list[str]

    @classmethod
    def of(cls, bot: Bot, actor: Actor, agent_name: str | None) -> Self:
        """The view for this actor."""
        can = ["bots:change"] if may_change(bot, actor) else []
        return cls.from_row(bot, agent_name=agent_name, can=can)


class BotKeyDraft(Shape):
    """A key. Pages may use it from `allowed_origins` alone; `rate_limit` is requests a minute, exact."""

    name: Line
    allowed_origins: AllowedOrigins = Field(default_factory=list)
    rate_limit: RateLimit = DEFAULT_RATE
    expires_at: Moment | None = None


class BotKeyPatch(Shape):
    """What is sent changes; null puts a limit back to its default."""

    name: Line | None = None
    allowed_origins: AllowedOrigins | None = None
    rate_limit: RateLimit | None = None
    expires_at: Moment | None = None


class BotKeyRotation(Shape):
    """For how many hours the former secret opens the key beside the new one; 0 ends it with the answer."""

    overlap_hours: Overlap


class BotKeyFilter(Filter):
    """By what the keys of a bot are narrowed and sorted."""

    sorts = ("-created_at", "created_at", "name", "last_used_at")

    name: str


class BotKeyView(View):
    """A key, never with its secret."""

    id: str
    bot_id: str
    name: str
    display: str
    allowed_origins: list[str]
    rate_limit: int
    created_by: str
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    last_used_address: str | None
    former_until: Moment | None

    @classmethod
    def of(cls, key: BotKey, **more: Any) -> Self:
        """The view of a row."""
        return cls.from_row(key, **more)


class NewBotKeyView(BotKeyView):
    """A key with its secret, shown once."""

    secret: str
