"""Copies the documents of a base into another one, a few in each unit; doing a step twice copies nothing twice."""

from typing import Any

from appliance.kernel.event import emit
from appliance.kernel.problem import QuotaFull
from appliance.rooms.knowledge.collections import KnowledgeBase, Moves
from appliance.rooms.knowledge.documents import rows, weighing
from appliance.rooms.knowledge.documents.events import DocumentLeftOut, DocumentUploaded
from appliance.rooms.knowledge.documents.tables import Document, Source, State, Text

AT_ONCE = 50
_KEPT = (
    "source", "title", "filename", "media_type", "size_bytes", "sha256", "external_id", "source_updated_at", "metadata",
)  # fmt: skip


def copy_some(source_id: str, target_id: str, after: str) -> tuple[str | None, list[str]]:
    """Copy the documents behind `after`; where to go on from (None at the end), and those whose text is to be cut."""
    target: KnowledgeBase | None = KnowledgeBase.get_or_none(KnowledgeBase.id == target_id)
    if target is None:
        return None, []
    wanted = Document.select().where((Document.knowledge_base_id == source_id) & (Document.id > after))
    found = list(wanted.where(Document.state != State.QUARANTINED).order_by(Document.id).limit(AT_ONCE))
    copied = [copy for one in found if (copy := _copy(one, target)) is not None]
    rows.announce(copied)
    return (found[-1].id if found else None), [one.id for one in copied if one.source is not Source.UPLOAD]


def _copy(one: Document, target: KnowledgeBase) -> Document | None:
    same: Any = (Document.sha256 == one.sha256) & (Document.filename == one.filename)
    if one.external_id is not None:
        same = Document.external_id == one.external_id
    if Document.get_or_none((Document.knowledge_base_id == target.id) & same) is not None:
        return None
    try:
        weighing.take_in(target, [one.size_bytes], target.owner_id)
    except QuotaFull:
        emit(DocumentLeftOut(target.org_id, one.id, target.id))
        return None
    kept = {name: getattr(one, name) for name in _KEPT}
    copy = Document.add(org_id=target.org_id, knowledge_base_id=target.id, added_by=target.owner_id, **kept)
    moves = Moves()
    moves.into(target.id, State.RECEIVED)
    moves.write()
    if one.source is not Source.UPLOAD:
        text = Text.get((Text.document_id == one.id) & (Text.number == one.content_version))
        rows.store_texts([(copy, text.body, text.marks, text.parser)])
    else:
        emit(DocumentUploaded(copy.org_id, copy.id, target.id, copy.size_bytes, copy.sha256))
    return copy
