"""Asking a bot: the question becomes a turn in the session that the caller may go on with, or in a new one."""

from dataclasses import dataclass

from appliance.kernel.actor import Actor
from appliance.kernel.ids import is_id
from appliance.kernel.problem import NotFound, ValidationFailed
from appliance.kernel.visit import Visit
from appliance.rooms.chat.bots import actions as bots
from appliance.rooms.chat.bots import queries as bot_rows
from appliance.rooms.chat.bots.tables import Bot, BotSession
from appliance.rooms.chat.completions import queries
from appliance.rooms.chat.completions.shapes import CompletionDraft
from appliance.rooms.chat.conversations import Conversation
from appliance.rooms.chat.turns import actions as turns
from appliance.rooms.chat.turns.shapes import ChatMessage, TurnDraft
from appliance.rooms.chat.turns.tables import Turn


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a bot that is being answered. `token` is of a session that began with it."""

    turn: Turn
    bot: Bot
    session_id: str
    token: str | None
    is_repeat: bool


@dataclass(slots=True)
class _Place:
    """Where a question goes; a repeat never asks for it."""

    draft: CompletionDraft
    visit: Visit
    by: Actor
    token: str | None = None

    def __call__(self, question: str) -> Conversation:
        session = self._known()
        if session is None:
            session, self.token = bots.open_session(self._user, by=self.by)
        return bots.converse(session, question, by=self.by)

    @property
    def _user(self) -> str | None:
        return self.draft.user if self.visit.origin is None else None

    def _known(self) -> BotSession | None:
        if self.draft.session_id is not None:
            if not is_id(self.draft.session_id, BotSession.prefix):
                raise NotFound("Session not found")
            row = queries.session(self.draft.session_id, seen_by=self.by)
            return queries.require_reached(row, self.visit, self.draft.session_token)
        return queries.session_of_user(self._user, seen_by=self.by) if self._user else None


def ask(draft: CompletionDraft, visit: Visit, *, by: Actor) -> Asked:
    """Put the last question of the user into its session; what was said before begins a new session only.

    404 for a session of another key or without its token, 409 while its last answer is being written, 402 over the
    month's messages, 422 without a question.
    """
    place = _Place(draft, visit, by)
    bot = bot_rows.bot_of_actor(by)
    turn, is_repeat = turns.ask(_turn(draft), visit.idempotency_key, by=by, place=place)
    return Asked(turn, bot, turn.owner_id, place.token, is_repeat)


def _turn(draft: CompletionDraft) -> TurnDraft:
    said = [one for one in draft.messages if one.role in ("user", "assistant") and one.text.strip()]
    while said and said[-1].role != "user":
        said.pop()
    if not said:
        raise ValidationFailed.of("messages", "Send at least one message of the user", "missing")
    kept = [ChatMessage.model_validate({"role": one.role, "content": one.text}) for one in said]
    # the place is asked of `_Place`; here it only tells one repeat from another
    return TurnDraft(messages=kept, stream=draft.stream, conversation_id=draft.session_id or draft.user)
