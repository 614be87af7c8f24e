"""Thumbs and comments, and the questions that those who look after a base should see."""

from enum import StrEnum

from appliance.store.columns import Choice, IdOf, Prose, Stamp
from appliance.store.table import Table


class Thumb(StrEnum):
    UP = "up"
    DOWN = "down"


class Kind(StrEnum):
    """Why a question is on the list: nothing was found, or the answer was thought bad."""

    UNANSWERED = "unanswered"
    DOWN = "down"


class Reason(StrEnum):
    """What is wrong with an answer, in one word."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    SOURCE = "source"
    OTHER = "other"


class Feedback(Table, prefix="fbk", feed=False):
    """What somebody thinks of one answer."""

    message_id = IdOf("msg")
    conversation_id = IdOf("cnv", fast=True)
    user_id = IdOf("usr", fast=True)
    thumb = Choice(Thumb)
    comment = Prose(default="")
    reason = Choice(Reason, optional=True)

    unique = (("message_id", "user_id"),)


class Remark(Table, prefix="rmk", feed=False):
    """A question on the list of a base, or of none when it was asked of all. It goes with its conversation.

    It is open until `settled_at`. `document_id` is the document that answers it now.
    """

    knowledge_base_id = IdOf("kb", optional=True)
    message_id = IdOf("msg", fast=True)
    conversation_id = IdOf("cnv", fast=True)
    kind = Choice(Kind)
    question = Prose()
    comment = Prose(default="")
    reason = Choice(Reason, optional=True)
    assignee_id = IdOf("usr", optional=True)
    document_id = IdOf("doc", optional=True)
    note = Prose(optional=True)
    settled_at = Stamp(optional=True)
    settled_by = IdOf("usr", optional=True)

    fast = (("knowledge_base_id", "created_at"), ("org_id", "created_at"))
