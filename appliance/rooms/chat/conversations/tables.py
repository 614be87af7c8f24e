"""Conversations and their messages. The text of an answer grows while its turn runs."""

from enum import StrEnum

from appliance.store.columns import Choice, IdOf, Json, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class Author(StrEnum):
    """Who speaks in a message."""

    USER = "user"
    ASSISTANT = "assistant"


class State(StrEnum):
    """How far an answer is; questions are done when they are asked."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    ERROR = "error"


class Conversation(Table, prefix="cnv"):
    """`running_id` is the answer that is being written now: one at a time."""

    title = Line()
    owner_id = IdOf("usr")
    agent_id = IdOf("agt", optional=True)
    running_id = IdOf("msg", optional=True)
    last_message_at = Stamp()
    deleted_at = Stamp(optional=True, fast=True)

    fast = (("org_id", "owner_id", "last_message_at"),)


class Message(Table, prefix="msg", feed=False):
    """One question or answer. `seq` is the newest event of the turn that its text holds.

    `scope` are the knowledge bases that an answer was narrowed to because its question named them.
    """

    conversation_id = IdOf("cnv")
    role = Choice(Author)
    text = Prose(default="")
    state = Choice(State, default=State.DONE)
    error_code = Line(optional=True)
    error_message = Line(optional=True)
    agent_id = IdOf("agt", optional=True)
    model = Line(optional=True)
    usage = Json(optional=True)
    cost_micros = Whole(default=0)
    citations = Json(default=list)
    finish_reason = Line(optional=True)
    seq = Whole(default=0)
    ended_at = Stamp(optional=True)
    scope = Json(optional=True)

    fast = (("conversation_id", "created_at"),)
