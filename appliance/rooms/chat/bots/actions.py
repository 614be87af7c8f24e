"""Every change of bots and of the sessions that are held with them."""

from typing import Any

from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms import agents
from appliance.rooms.chat import conversations
from appliance.rooms.chat.bots import keys, policy, queries
from appliance.rooms.chat.bots.events import (
    BotChanged,
    BotCreated,
    BotRemoved,
    BotSessionEnded,
    BotSessionOpened,
)
from appliance.rooms.chat.bots.shapes import BotDraft
from appliance.rooms.chat.bots.tables import Bot, BotSession
from appliance.rooms.chat.turns.borrowing import machine, require_agent

_NAME_LENGTH = 200
_COPY = " (Copy)"


def create_bot(draft: BotDraft, *, by: Actor) -> Bot:
    """Publish an agent that this actor sees; 404 for another one."""
    agents.agent(draft.agent_id, seen_by=by)
    return _add(draft.fields(), by)


def _add(fields: dict[str, Any], by: Actor) -> Bot:
    bot = Bot.add(org_id=by.org_id, owner_id=by.id, **fields)
    emit(BotCreated(bot.id, bot.agent_id, bot.name))
    return bot


def change_bot(bot: Bot, draft: BotDraft, *, by: Actor) -> Bot:
    """Replace everything that can be changed; the agent that it has may stay, whoever saves it."""
    policy.require_change(bot, by)
    if draft.agent_id != bot.agent_id:
        agents.agent(draft.agent_id, seen_by=by)
    changed = {name: value for name, value in draft.fields().items() if getattr(bot, name) != value}
    if changed:
        bot.change(**changed)
        emit(BotChanged(bot.id, sorted(changed)))
    return bot


def duplicate_bot(bot: Bot, *, by: Actor) -> Bot:
    """The same bot once more, published by this actor, without keys or sessions."""
    agents.agent(bot.agent_id, seen_by=by)
    fields = {name: getattr(bot, name) for name in BotDraft.model_fields}
    return _add(fields | {"name": bot.name[: _NAME_LENGTH - len(_COPY)] + _COPY}, by)


def remove_bot(bot: Bot, *, by: Actor) -> None:
    """Remove it for good: its keys end at once, what was said with it is purged after the retention."""
    policy.require_change(bot, by)
    _remove(bot)


def _remove(bot: Bot) -> None:
    for key in queries.live_keys(bot):
        keys.end(key)
    for session in queries.open_sessions_of(bot):
        end_session(session)
    bot.remove()
    emit(BotRemoved(bot.id, bot.name))


def hand_over(from_id: str, to_id: str) -> int:
    """Let somebody else be the publisher of every bot of somebody; keys live on."""
    rows = queries.published_by(from_id)
    for bot in rows:
        bot.change(owner_id=to_id)
    return len(rows)


def erase_owned(user_id: str) -> int:
    """Remove the bots that nobody took over from an erased person."""
    rows = queries.published_by(user_id)
    for bot in rows:
        _remove(bot)
    return len(rows)


def open_session(user: str | None, *, by: Actor) -> tuple[BotSession, str]:
    """Begin a session of this key; the answer's second part is the token that opens it to pages, shown once."""
    require_agent(queries.bot_of_actor(by).agent_id)
    token = crypt.new_secret("bst_")
    session = BotSession.add(
        org_id=by.org_id, bot_id=by.id, key_id=by.credential_id, user=user, token_hash=crypt.digest(token),
        last_message_at=clock.now_ms(),
    )  # fmt: skip
    emit(BotSessionOpened(session.id, session.bot_id, session.key_id))
    return session, token


def converse(session: BotSession, question: str, *, by: Actor) -> conversations.Conversation:
    """The conversation of a session, opened with its first question."""
    owner, bot = machine(session.id, by), queries.bot_of_actor(by)
    require_agent(bot.agent_id)
    if session.conversation_id is None:
        found = conversations.open_conversation(question, bot.agent_id, by=owner)
    else:
        found = conversations.conversation(session.conversation_id, seen_by=owner)
        if found.agent_id != bot.agent_id:
            found.change(agent_id=bot.agent_id)
    session.change(conversation_id=found.id, last_message_at=clock.now_ms())
    return found


def end_session(session: BotSession) -> None:
    """End a session; what was said is gone at once and purged after the retention."""
    session.change(ended_at=clock.now_ms())
    if session.conversation_id is not None:
        owner = Actor(id=session.id, org_id=session.org_id)
        found = conversations.conversation(session.conversation_id, seen_by=owner)
        conversations.remove_conversation(found, by=owner)
    emit(BotSessionEnded(session.id, session.bot_id))


def forget_idle(before_ms: int, limit: int) -> int:
    """End the sessions that have been idle since then, and delete what ended before; how many."""
    rows = queries.idle_sessions(before_ms, limit)
    for session in rows:
        if session.ended_at is None:
            end_session(session)
        session.remove()
    return len(rows)
