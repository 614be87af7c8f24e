"""Reads of what a base did not answer well, for those who may put documents into it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.page import Page, PageAsk, Rows
from appliance.rooms.chat.conversations import Conversation
from appliance.rooms.chat.feedback.shapes import FeedbackView, RemarkFilter, RemarkView
from appliance.rooms.chat.feedback.tables import Feedback, Remark
from appliance.rooms.identity import users
from appliance.rooms.knowledge import collections, documents
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.store.paging import found, paged

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_EXPORTED = 10_000


def base(id: str, *, seen_by: Actor) -> KnowledgeBase:
    """The base of this id, if the actor may write it; a key that may only read reads what its owner may."""
    row = collections.base(id, seen_by=seen_by)
    collections.require("knowledge:write", row, by=replace(seen_by, is_read_only=False))
    return row


def question(id: str, question_id: str, *, seen_by: Actor) -> Remark:
    """A question on the list of a base that the actor may write, or 404."""
    here = (Remark.id == question_id) & (Remark.knowledge_base_id == base(id, seen_by=seen_by).id)
    row: Remark = found(Remark.select().where(here), "Question")
    return row


def unnamed_question(question_id: str, *, seen_by: Actor) -> Remark:
    """A question that was asked of all bases, or 404."""
    row: Remark = found(_unnamed(seen_by).where(Remark.id == question_id), "Question")
    return row


def of_conversation(conversation: Conversation, *, seen_by: Actor) -> list[FeedbackView]:
    """What the actor said of the answers of a conversation."""
    mine = (Feedback.conversation_id == conversation.id) & (Feedback.user_id == seen_by.id)
    return [FeedbackView.from_row(row) for row in Feedback.select().where(mine).order_by(Feedback.id)]


def of_base(base: KnowledgeBase, where: RemarkFilter, page: PageAsk, *, seen_by: Actor) -> Page[RemarkView]:
    """The questions on the list of a base."""
    rows: Any = Remark.select().where(Remark.knowledge_base_id == base.id)
    return _shown(paged(rows, Remark, where, page), seen_by)


def of_org(where: RemarkFilter, page: PageAsk, *, seen_by: Actor) -> Page[RemarkView]:
    """The questions that were asked of all bases at once."""
    return _shown(paged(_unnamed(seen_by), Remark, where, page), seen_by)


def view(row: Remark, *, seen_by: Actor) -> RemarkView:
    """One question as the actor sees it."""
    return _views([row], seen_by)[row.id]


def _shown(rows: Rows[Any], seen_by: Actor) -> Page[RemarkView]:
    views = _views(rows.data, seen_by)
    return rows.map(lambda row: views[row.id])


def _views(rows: Sequence[Remark], seen_by: Actor) -> dict[str, RemarkView]:
    people = {id_ for row in rows for id_ in (row.assignee_id, row.settled_by) if id_}
    names = users.names(people) if people else {}
    linked = {row.document_id for row in rows if row.document_id}
    titles = documents.titled(linked, seen_by=seen_by) if linked else {}
    return {row.id: RemarkView.of(row, names, titles) for row in rows}


def _unnamed(actor: Actor) -> Any:
    return Remark.select().where((Remark.org_id == actor.org_id) & Remark.knowledge_base_id.is_null())


def exported(base: KnowledgeBase) -> str:
    """The list of a base as CSV. What a spreadsheet would take for a formula is made plain text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("asked_at", "kind", "question", "comment", "reason", "settled_at"))
    rows = Remark.select().where(Remark.knowledge_base_id == base.id).order_by(Remark.created_at.desc(), Remark.id)
    for row in rows.limit(MOST_EXPORTED):
        settled = clock.iso(row.settled_at) if row.settled_at else ""
        said = (_plain(row.question), _plain(row.comment), row.reason.value if row.reason else "")
        writer.writerow((clock.iso(row.created_at), row.kind.value, *said, settled))
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
