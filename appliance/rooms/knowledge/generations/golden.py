"""Keeping the golden questions of a base: one by one, or as a table."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.generations import bench
from appliance.rooms.knowledge.generations.events import QuestionsChanged
from appliance.rooms.knowledge.generations.shapes import ImportedView, QuestionDraft, QuestionPatch
from appliance.rooms.knowledge.generations.tables import GoldenQuestion

_COLUMNS = ("question", "document_id", "words")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add(base: KnowledgeBase, draft: QuestionDraft, *, by: Actor) -> GoldenQuestion:
    """Add a golden question."""
    return _add(base, [draft], by=by)[0]


def change(row: GoldenQuestion, patch: QuestionPatch, *, by: Actor) -> GoldenQuestion:
    """Change a golden question."""
    base = collections.base(row.knowledge_base_id, seen_by=by)
    collections.require("knowledge:write", base, by)
    sent: dict[str, Any] = patch.sent()
    if "document_id" in sent:
        _check_documents([sent["document_id"]], by)
    row.change(**sent)
    emit(QuestionsChanged(base.id, 0, 1, 0))
    return row


def remove(row: GoldenQuestion, *, by: Actor) -> None:
    """Remove a golden question."""
    base = collections.base(row.knowledge_base_id, seen_by=by)
    collections.require("knowledge:write", base, by)
    row.remove()
    emit(QuestionsChanged(base.id, 0, 0, 1))


def forget(base_id: str) -> None:
    """Forget the golden questions of a base that is gone."""
    GoldenQuestion.delete().where(GoldenQuestion.knowledge_base_id == base_id).execute()


def imported(base: KnowledgeBase, table: str, *, by: Actor) -> ImportedView:
    """Add the questions of a table that are not there yet: all or none."""
    drafts = [_draft(row, line) for line, row in enumerate(_rows(table), 2)]
    present = {(one.question, one.document_id, one.words or "") for one in bench.questions(base.id)}
    fresh = {(one.question, one.document_id, one.words): one for one in drafts}
    new = [one for facts, one in fresh.items() if facts not in present]
    _add(base, new, by=by)
    return ImportedView(added=len(new), unchanged=len(drafts) - len(new))


def exported(base: KnowledgeBase) -> str:
    """The golden questions as a table; no cell of it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in bench.questions(base.id):
        writer.writerow([_plain(one.question), one.document_id, _plain(one.words or "")])
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _restored(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _rows(table: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    if not set(_COLUMNS[:2]) <= set(reader.fieldnames or ()):
        raise ValidationFailed.of("csv", "needs the columns question and document_id")
    try:
        return list(reader)
    except csv.Error as error:
        raise ValidationFailed.of("csv", f"is no table: {error}") from None


def _draft(row: dict[str, str], line: int) -> QuestionDraft:
    facts = {name: _restored(row.get(name) or "") for name in _COLUMNS}
    try:
        return QuestionDraft.model_validate(facts)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValidationFailed.of("csv", f"line {line}, {first['loc'][0]}: {first['msg']}") from None


def _add(base: KnowledgeBase, drafts: Sequence[QuestionDraft], *, by: Actor) -> list[GoldenQuestion]:
    collections.require("knowledge:write", base, by)
    if len(bench.questions(base.id)) + len(drafts) > bench.MOST:
        raise Conflict(f"A knowledge base has at most {bench.MOST} golden questions")
    _check_documents([draft.document_id for draft in drafts], by)
    rows = [GoldenQuestion.add(org_id=base.org_id, knowledge_base_id=base.id, **draft.fields()) for draft in drafts]
    if rows:
        emit(QuestionsChanged(base.id, len(rows), 0, 0))
    return rows


def _check_documents(ids: Sequence[str], by: Actor) -> None:
    known: Any = Document.select(Document.id).where(
        Document.knowledge_base_id.in_(collections.visible_ids(by)) & Document.id.in_(list(set(ids)))
    )
    if set(ids) - {id_ for (id_,) in known.tuples()}:
        raise ValidationFailed.of("document_id", "is no document that you may read")
