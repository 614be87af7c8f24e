"""The door to bots and their keys, for people."""

from appliance.kernel.access import EDITOR, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden, NotFound, ValidationFailed
from appliance.kernel.rate import AGENTS
from appliance.rooms.chat.bots import actions, keys, policy, queries
from appliance.rooms.chat.bots.events import (
    BotChanged,
    BotCreated,
    BotKeyChanged,
    BotKeyCreated,
    BotKeyRevoked,
    BotKeyRotated,
    BotRemoved,
    BotSessionEnded,
)
from appliance.rooms.chat.bots.shapes import (
    BotDraft,
    BotFilter,
    BotKeyDraft,
    BotKeyFilter,
    BotKeyPatch,
    BotKeyRotation,
    BotKeyView,
    BotView,
    NewBotKeyView,
)
from appliance.rooms.chat.bots.tables import Bot, BotKey
from appliance.rooms.chat.conversations import ConversationRemoved

door = Door("bots", about="Bots: published faces of agents, with keys of their own")

_ONE = "/api/bots/{id:bot}"
_KEY = "/api/bots/{id:bot}/keys/{key_id:key}"


@door.get("/api/bots", access=VIEWER, mode=READ, rate=AGENTS)
def list_bots(where: BotFilter, page: PageAsk, *, actor: Actor) -> Page[BotView]:
    """List the bots that I may see."""
    return queries.bots(where, page, seen_by=actor)


@door.post(
    "/api/bots", access=EDITOR, mode=WRITE, rate=AGENTS, once=True, status=201, location="/api/bots/{id}",
    errors=[NotFound], emits=[BotCreated],
)  # fmt: skip
def create_bot(draft: BotDraft, *, actor: Actor) -> BotView:
    """Publish an agent as a bot."""
    return queries.view(actions.create_bot(draft, by=actor), actor)


@door.get(_ONE, access=VIEWER, mode=READ, rate=AGENTS, target=queries.bot)
def read_bot(bot: Bot, *, actor: Actor) -> BotView:
    """Read a bot."""
    return queries.view(bot, actor)


@door.put(_ONE, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.bot, can="bots:change", emits=[BotChanged])
def change_bot(bot: Bot, draft: BotDraft, *, actor: Actor) -> BotView:
    """Replace a bot's agent and how it shows itself."""
    return queries.view(actions.change_bot(bot, draft, by=actor), actor)


@door.delete(
    _ONE, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.bot, can="bots:change",
    emits=[BotRemoved, BotKeyRevoked, BotSessionEnded, ConversationRemoved],
)  # fmt: skip
def remove_bot(bot: Bot, *, actor: Actor) -> None:
    """Remove a bot. Its keys and sessions end at once."""
    actions.remove_bot(bot, by=actor)


@door.post(
    f"{_ONE}/duplicate", access=EDITOR, mode=WRITE, rate=AGENTS, once=True, status=201, location="/api/bots/{id}",
    target=queries.bot, emits=[BotCreated],
)  # fmt: skip
def duplicate_bot(bot: Bot, *, actor: Actor) -> BotView:
    """Make a copy of a bot, without its keys."""
    return queries.view(actions.duplicate_bot(bot, by=actor), actor)


@door.get(f"{_ONE}/keys", access=EDITOR, mode=READ, rate=AGENTS, target=queries.bot, can="bots:change")
def list_keys(bot: Bot, where: BotKeyFilter, page: PageAsk, *, actor: Actor) -> Page[BotKeyView]:
    """List the keys of a bot, never with their secrets."""
    policy.require_change(bot, actor)
    return queries.keys(bot, where, page).map(BotKeyView.of)


@door.post(
    f"{_ONE}/keys", access=EDITOR, mode=WRITE, rate=AGENTS, once=True, status=201, secret=True, target=queries.bot,
    location="/api/bots/{bot_id}/keys", can="bots:mint", errors=[Forbidden, ValidationFailed], emits=[BotKeyCreated],
)  # fmt: skip
def create_key(bot: Bot, draft: BotKeyDraft, *, actor: Actor) -> NewBotKeyView:
    """Create a key to a bot; its secret is in this answer and nowhere else."""
    key, secret = keys.create(bot, draft, by=actor)
    return NewBotKeyView.of(key, secret=secret)


@door.patch(
    _KEY, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.key, can="bots:limits",
    errors=[Forbidden, ValidationFailed], emits=[BotKeyChanged],
)  # fmt: skip
def change_key(key: BotKey, patch: BotKeyPatch, *, actor: Actor) -> BotKeyView:
    """Change a key's name, origins, limit or end."""
    return BotKeyView.of(keys.change(key, patch.sent(), by=actor))


@door.post(
    f"{_KEY}/rotate", access=EDITOR, mode=WRITE, rate=AGENTS, once=True, secret=True, target=queries.key,
    can="bots:mint", errors=[Forbidden], emits=[BotKeyRotated],
)  # fmt: skip
def rotate_key(key: BotKey, draft: BotKeyRotation, *, actor: Actor) -> NewBotKeyView:
    """Give a key a new secret, shown once; the former one holds on for the overlap."""
    row, secret = keys.rotate(key, draft.overlap_hours, by=actor)
    return NewBotKeyView.of(row, secret=secret)


@door.delete(_KEY, access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.key, can="bots:change", emits=[BotKeyRevoked])
def revoke_key(key: BotKey, *, actor: Actor) -> None:
    """Revoke a key. Its streams and answers end at once."""
    keys.revoke(key, by=actor)
