"""Every read of bots, keys and sessions; and the hot reads that turn a key into an actor."""

from typing import Any, cast

import orjson

from appliance.kernel import clock
from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.page import Page, PageAsk, Rows
from appliance.kernel.problem import NotFound, Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms import agents
from appliance.rooms.chat.bots.shapes import BotFilter, BotKeyFilter, BotView
from appliance.rooms.chat.bots.tables import Bot, BotKey, BotSession
from appliance.rooms.chat.turns import Standing
from appliance.rooms.chat.turns.borrowing import pages_of, require_live, standing
from appliance.rooms.chat.turns.tables import Turn
from appliance.rooms.identity.keys import Lookup, Uses, require_open
from appliance.store.paging import found, paged

PREFIX = "apl_bot_"
_COLUMNS = "SELECT id, bot_id, org_id, allowed_origins, rate_limit, expires_at, revoked_at"
_LOOKUP = Lookup(
    PREFIX,
    f"{_COLUMNS} FROM bots_bot_key WHERE digest = ?",
    f"{_COLUMNS}, former_until FROM bots_bot_key WHERE former_digest = ?",
)
_BOT = "SELECT agent_id, owner_id FROM bots_bot WHERE id = ?"
_LISTED = """
SELECT 1 FROM bots_bot_key, json_each(allowed_origins)
WHERE json_each.value = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) LIMIT 1
"""
of_bot_keys = Uses("UPDATE bots_bot_key SET last_used_at = ?, last_used_address = ? WHERE id = ?")


def _visible(actor: Actor) -> Any:
    mine = Bot.org_id == actor.org_id
    if actor.at_least(Role.ADMIN):
        return Bot.select().where(mine)
    seen = (Bot.owner_id == actor.id) | Bot.agent_id.in_(agents.visible_ids(actor))
    return Bot.select().where(mine & seen)


def bot(id: str, *, seen_by: Actor) -> Bot:
    """The bot of this id: seen by its publisher, by administrators and by whoever sees its agent."""
    return cast("Bot", found(_visible(seen_by).where(Bot.id == id), "Bot"))


def bots(where: BotFilter, page: PageAsk, *, seen_by: Actor) -> Page[BotView]:
    """The bots that this actor may see."""
    rows = paged(_visible(seen_by), Bot, where, page)
    names = agents.names([row.agent_id for row in rows.data])
    return rows.map(lambda row: BotView.of(row, seen_by, names.get(row.agent_id)))


def view(row: Bot, actor: Actor) -> BotView:
    """One bot for this actor."""
    return BotView.of(row, actor, agents.names([row.agent_id]).get(row.agent_id))


def published_by(user_id: str) -> list[Bot]:
    """The bots of a publisher."""
    return list(Bot.select().where(Bot.owner_id == user_id))


def visible(actor: Actor) -> list[Bot]:
    """Every bot that this actor may see, by name."""
    return list(_visible(actor).order_by(Bot.name, Bot.id))


def may_see(actor: Actor, id: str) -> bool:
    """Whether this actor may hear of this bot's changes."""
    return bool(_visible(actor).where(Bot.id == id).exists())


def key(id: str, key_id: str, *, seen_by: Actor) -> BotKey:
    """A key of a bot that this actor sees; a revoked one is not there."""
    owned = bot(id, seen_by=seen_by)
    query: Any = BotKey.select().where(
        (BotKey.id == key_id) & (BotKey.bot_id == owned.id) & BotKey.revoked_at.is_null()
    )
    return cast("BotKey", found(query, "Key"))


def keys(owner: Bot, where: BotKeyFilter, page: PageAsk) -> Rows[BotKey]:
    """The keys of a bot that have not been revoked; expired ones too."""
    query: Any = BotKey.select().where((BotKey.bot_id == owner.id) & BotKey.revoked_at.is_null())
    return paged(query, BotKey, where, page)


def live_keys(owner: Bot) -> list[BotKey]:
    """The keys of a bot that have not been revoked."""
    return list(BotKey.select().where((BotKey.bot_id == owner.id) & BotKey.revoked_at.is_null()))


def bot_of(row: BotKey) -> Bot:
    """The bot of a key."""
    return cast("Bot", Bot.get_by_id(row.bot_id))


def bot_of_actor(actor: Actor) -> Bot:
    """The bot that a key leads to; 404 once it was removed."""
    row: Bot | None = Bot.get_or_none(Bot.id == actor.id)
    if row is None:
        raise NotFound("Bot not found")
    return row


def open_sessions_of(owner: Bot) -> list[BotSession]:
    """The sessions of a bot that have not ended."""
    return list(BotSession.select().where((BotSession.bot_id == owner.id) & BotSession.ended_at.is_null()))


def idle_sessions(before_ms: int, limit: int) -> list[BotSession]:
    """Sessions in which nothing was said since a moment."""
    query = BotSession.select().where(BotSession.last_message_at < before_ms)
    return list(query.order_by(BotSession.last_message_at).limit(limit))


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The bot that a key leads to, with the pages that may call it; dead with its publisher and its agent's owner."""
    key_id, bot_id, org_id, origins, rate_limit, expires_at, revoked_at = _LOOKUP.row(reader, presented)
    row = reader.one(_BOT, (bot_id,))
    if revoked_at is not None or row is None:
        raise Unauthorized("revoked")
    require_open(presented, expires_at)
    behind = require_live(reader, *row)
    of_bot_keys.note(key_id, presented.now_ms, presented.address)
    return Actor(
        id=bot_id, org_id=org_id, kind="bot", credential=Credential.BOT, credential_id=key_id, rate_limit=rate_limit,
        origins=pages_of(reader, org_id, orjson.loads(origins)), behind=behind,
    )  # fmt: skip


def are_listed(reader: RawReader, origin: str, now_ms: int) -> bool:
    """Whether some live key lists this origin."""
    return reader.one(_LISTED, (origin, now_ms)) is not None


def standing_of(turn: Turn) -> Standing:
    """What an answer in a session rests on: bot, key and session must still be there."""
    session: BotSession | None = BotSession.get_or_none(
        (BotSession.id == turn.owner_id) & BotSession.ended_at.is_null()
    )
    row: Bot | None = None if session is None else Bot.get_or_none(Bot.id == session.bot_id)
    opens: BotKey | None = None if session is None else BotKey.get_or_none(BotKey.id == session.key_id)
    if session is None or row is None or opens is None or opens.revoked_at is not None:
        raise Unauthorized("revoked")
    if opens.expires_at is not None and opens.expires_at <= clock.now_ms():
        raise Unauthorized("expired")
    return standing(row.agent_id, row.owner_id, (row.id, opens.id, session.id))
