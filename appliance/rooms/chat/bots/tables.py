"""Bots, their keys, and the sessions that are held with them."""

from appliance.store.columns import Digest, IdOf, Json, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class Bot(Table, prefix="bot"):
    """The published face of an agent. `owner_id` published it."""

    agent_id = IdOf("agt", fast=True)
    owner_id = IdOf("usr", fast=True)
    name = Line()
    description = Prose(default="")
    icon = Line(default="")
    conversation_starters = Json(default=list)

    fast = (("org_id", "created_at"),)


class BotKey(Table, prefix="key", feed=False):
    """A key to one bot. After a rotation the former secret opens it too, until its own end."""

    bot_id = IdOf("bot", fast=True)
    name = Line()
    allowed_origins = Json(default=list)  # none is no browser
    rate_limit = Whole()  # requests a minute, exact
    digest = Digest(unique=True)
    display = Line()
    created_by = IdOf("usr")
    expires_at = Stamp(optional=True)
    revoked_at = Stamp(optional=True)
    last_used_at = Stamp(optional=True)
    last_used_address = Line(optional=True)
    former_digest = Digest(optional=True, fast=True)
    former_until = Stamp(optional=True)


class BotSession(Table, prefix="bse", feed=False):
    """One conversation with a bot. Its id owns the conversation; its token opens it to pages, its key to servers."""

    bot_id = IdOf("bot", fast=True)
    key_id = IdOf("key")
    token_hash = Digest()
    user = Line(optional=True)  # whom the key's server says it talks with
    conversation_id = IdOf("cnv", optional=True)
    last_message_at = Stamp()
    ended_at = Stamp(optional=True)

    fast = (("key_id", "created_at"), ("key_id", "user"), ("last_message_at",))
