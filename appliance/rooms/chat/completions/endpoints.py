"""The public door of bots: everything that their keys open, and the widget."""

from appliance.kernel.access import BOT, PUBLIC
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, STREAM, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, KeyReused, NotFound, ProviderError, TierLimit
from appliance.kernel.rate import KEY
from appliance.kernel.visit import Answer, Stream, Text, Visit
from appliance.rooms.chat.bots import actions as bots
from appliance.rooms.chat.bots import queries as bot_rows
from appliance.rooms.chat.bots.events import BotSessionEnded, BotSessionOpened
from appliance.rooms.chat.bots.tables import BotSession
from appliance.rooms.chat.completions import actions, answers, queries, widget
from appliance.rooms.chat.completions.shapes import (
    BotFaceView,
    BotSessionFilter,
    BotSessionView,
    CompletionDraft,
    CompletionView,
    ModelListView,
    ModelView,
    NewBotSessionView,
    SessionDraft,
    WholeSessionView,
)
from appliance.rooms.chat.conversations import ConversationRemoved
from appliance.rooms.chat.conversations.events import ConversationOpened
from appliance.rooms.chat.turns.events import TurnAsked
from appliance.rooms.identity import orgs
from appliance.store.database import write

door = Door("completions", about="What a bot's key opens: chat completions, the bot's face, its sessions")

_SESSION = "/api/v1/sessions/{id:bse}"


@door.post(
    "/api/v1/chat/completions", access=BOT, mode=STREAM, rate=KEY, once=True,
    errors=[Conflict, KeyReused, NotFound, ProviderError, TierLimit],
    emits=[TurnAsked, ConversationOpened, BotSessionOpened],
)  # fmt: skip
async def complete(draft: CompletionDraft, visit: Visit, *, actor: Actor) -> Answer[Stream | CompletionView]:
    """Ask the bot, as OpenAI's chat completions do.

    With `stream` the answer comes as `chat.completion.chunk`s and ends with `[DONE]`. A dropped connection does not
    stop the answer; a repeat with the same Idempotency-Key gets it from its beginning.
    """
    asked = await write(actions.ask, draft, visit, by=actor)
    headers = {"Idempotency-Replayed": "true"} if asked.is_repeat else {}
    if not draft.stream:
        return Answer(await answers.whole(asked), headers=headers)
    include_usage = draft.stream_options is not None and draft.stream_options.include_usage
    events = answers.chunks(asked, visit.request_id, include_usage=include_usage)
    return Answer(Stream(events, nameless=True), headers=headers)


@door.get("/api/v1/models", access=BOT, mode=READ, rate=KEY, errors=[NotFound])
def models(*, actor: Actor) -> ModelListView:
    """List the one model there is: the bot."""
    bot = bot_rows.bot_of_actor(actor)
    owner = orgs.name_of(bot.org_id)
    return ModelListView(data=[ModelView(id=bot.id, created=bot.created_at // 1000, owned_by=owner)])


@door.get("/api/v1/bots/me", access=BOT, mode=READ, rate=KEY, errors=[NotFound])
def me(*, actor: Actor) -> BotFaceView:
    """Read the bot that this key leads to: name, icon, conversation starters."""
    return BotFaceView.of(bot_rows.bot_of_actor(actor))


@door.get("/api/v1/sessions", access=BOT, mode=READ, rate=KEY)
def list_sessions(where: BotSessionFilter, page: PageAsk, visit: Visit, *, actor: Actor) -> Page[BotSessionView]:
    """List the sessions of this key; not from a page."""
    return queries.sessions(where, page, visit, seen_by=actor).map(BotSessionView.of)


@door.post(
    "/api/v1/sessions", access=BOT, mode=WRITE, rate=KEY, once=True, status=201, secret=True,
    location="/api/v1/sessions/{id}", errors=[NotFound], emits=[BotSessionOpened],
)  # fmt: skip
def create_session(draft: SessionDraft, visit: Visit, *, actor: Actor) -> NewBotSessionView:
    """Begin a session. Its token is in this answer and nowhere else; pages reach the session with it alone."""
    user = draft.user if visit.origin is None else None
    return NewBotSessionView.opened(*bots.open_session(user, by=actor))


@door.get(_SESSION, access=BOT, mode=READ, rate=KEY, target=queries.session)
def read_session(session: BotSession, visit: Visit) -> WholeSessionView:
    """Read a session with its messages. From a page the header X-Session-Token is needed."""
    return WholeSessionView.told(queries.require_reached(session, visit), queries.messages(session))


@door.delete(
    _SESSION, access=BOT, mode=WRITE, rate=KEY, target=queries.session, emits=[BotSessionEnded, ConversationRemoved]
)
def end_session(session: BotSession, visit: Visit) -> None:
    """End a session; what was said is gone at once. From a page the header X-Session-Token is needed."""
    bots.end_session(queries.require_reached(session, visit))


@door.get("/widget/chat-widget.js", access=PUBLIC, mode=CALL)
async def chat_widget() -> Text:
    """Load the chat widget that other sites' pages embed."""
    return widget.SCRIPT
