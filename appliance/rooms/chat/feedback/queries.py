"""Reads of what a base did not answer well, for those who may put documents into it."""

import csv
import io
from dataclasses import replace
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.chat.feedback.shapes import RemarkFilter, RemarkView
from appliance.rooms.chat.feedback.tables import Remark
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.store.paging import paged

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_EXPORTED = 10_000


def base(id: str, *, seen_by: Actor) -> KnowledgeBase:
    """The base of this id, if the actor may write it; a key that may only read reads what its owner may."""
    row = collections.base(id, seen_by=seen_by)
    collections.require("knowledge:write", row, by=replace(seen_by, is_read_only=False))
    return row


def of_base(base: KnowledgeBase, where: RemarkFilter, page: PageAsk) -> Page[RemarkView]:
    """The questions on the list of a base."""
    rows: Any = Remark.select().where(Remark.knowledge_base_id == base.id)
    return paged(rows, Remark, where, page).map(RemarkView.from_row)


def of_org(where: RemarkFilter, page: PageAsk, *, seen_by: Actor) -> Page[RemarkView]:
    """The questions that were asked of all bases at once."""
    unnamed = (Remark.org_id == seen_by.org_id) & Remark.knowledge_base_id.is_null()
    return paged(Remark.select().where(unnamed), Remark, where, page).map(RemarkView.from_row)


def exported(base: KnowledgeBase) -> str:
    """The list of a base as CSV. What a spreadsheet would take for a formula is made plain text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("asked_at", "kind", "question", "comment"))
    rows = Remark.select().where(Remark.knowledge_base_id == base.id).order_by(Remark.created_at.desc(), Remark.id)
    for row in rows.limit(MOST_EXPORTED):
        writer.writerow((clock.iso(row.created_at), row.kind.value, _plain(row.question), _plain(row.comment)))
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
