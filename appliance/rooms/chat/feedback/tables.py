"""Thumbs and comments, and the questions that those who look after a base should see."""

from enum import StrEnum

from appliance.store.columns import Choice, IdOf, Prose
from appliance.store.table import Table


class Thumb(StrEnum):
    UP = "up"
    DOWN = "down"


class Kind(StrEnum):
    """Why a question is on the list: nothing was found, or the answer was thought bad."""

    UNANSWERED = "unanswered"
    DOWN = "down"


class Feedback(Table, prefix="fbk", feed=False):
    """What somebody thinks of one answer."""

    message_id = IdOf("msg")
    conversation_id = IdOf("cnv", fast=True)
    user_id = IdOf("usr", fast=True)
    thumb = Choice(Thumb)
    comment = Prose(default="")

    unique = (("message_id", "user_id"),)


class Remark(Table, prefix="rmk", feed=False):
    """A question on the list of a base, or of none when it was asked of all. It goes with its conversation."""

    knowledge_base_id = IdOf("kb", optional=True)
    message_id = IdOf("msg", fast=True)
    conversation_id = IdOf("cnv", fast=True)
    kind = Choice(Kind)
    question = Prose()
    comment = Prose(default="")

    fast = (("knowledge_base_id", "created_at"), ("org_id", "created_at"))
