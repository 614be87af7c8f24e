"""Documents that programs push under their own ids: created, updated, or left as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase, Moves
from appliance.rooms.knowledge.documents import pressure, rows, weighing
from appliance.rooms.knowledge.documents.events import DocumentPushed
from appliance.rooms.knowledge.documents.shapes import Metadata
from appliance.rooms.knowledge.documents.tables import Document, Source, State, Text

__all__ = ["Metadata", "Outcome", "Pushed", "put"]

_AROUND = frozenset({"title", "filename", "metadata", "source_updated_at"})
"""What may change without the text changing."""


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Pushed:
    """A pushed document, already cleaned: its text (NFC), and its headings and links by offset."""

    external_id: str
    title: str
    text: str
    sha256: str
    marks: Sequence[dict[str, Any]]
    metadata: dict[str, Any]
    updated_at: int | None
    source: Source = Source.PUSHED
    media_type: str = "text/plain"
    parser: int | None = None
    """The version of the parser that read the text, where one did."""


def put(base: KnowledgeBase, pushed: Sequence[Pushed], *, by: Actor) -> list[tuple[Document, Outcome]]:
    """Create or update the documents of the caller's ids, in order.

    What is older than the stored (`updated_at`), or the same, changes nothing; when reading it had failed, the same
    again tries again.
    """
    collections.require("knowledge:write", base, by=by)
    pressure.require_room(by)
    present = _present(base, [one.external_id for one in pushed])
    new = {one.external_id: one for one in reversed(pushed) if one.external_id not in present}
    present |= _create(base, list(new.values()), by)
    created = {id(one) for one in new.values()}
    return [
        (document := present[one.external_id], Outcome.CREATED if id(one) in created else _update(document, one))
        for one in pushed
    ]


def _present(base: KnowledgeBase, external_ids: Sequence[str]) -> dict[str, Document]:
    found = Document.select().where(
        (Document.knowledge_base_id == base.id) & Document.external_id.in_(list(set(external_ids)))
    )
    return {document.external_id: document for document in found}


def _create(base: KnowledgeBase, new: Sequence[Pushed], by: Actor) -> dict[str, Document]:
    if not new:
        return {}
    weighing.take_in(base, [_size(one) for one in new], by.id)
    fixed = {"org_id": base.org_id, "knowledge_base_id": base.id, "added_by": by.id}
    Document.add_many(
        {"id": new_id(Document.prefix), "external_id": one.external_id, "source": one.source} | fixed | _facts(one)
        for one in new
    )
    present = _present(base, [one.external_id for one in new])
    moves = Moves()
    for one in new:
        moves.into(base.id, State.RECEIVED)
        emit(_told(present[one.external_id], Outcome.CREATED))
    moves.write()
    rows.store_texts((present[one.external_id], one.text, one.marks, one.parser) for one in new)
    rows.announce(present.values())
    return present


def _update(document: Document, pushed: Pushed) -> Outcome:
    stored = document.source_updated_at
    if stored is not None and pushed.updated_at is not None and pushed.updated_at < stored:
        return Outcome.UNCHANGED
    facts = _facts(pushed)
    if pushed.updated_at is None:
        facts.pop("source_updated_at")
    changes = {name: value for name, value in facts.items() if getattr(document, name) != value}
    has_failed = document.state is State.FAILED
    if not changes.keys() - {"source_updated_at"} and not has_failed:
        if changes:
            document.change(**changes)
        _read_by(document, pushed.parser)
        return Outcome.UNCHANGED
    weighing.grow(document, _size(pushed) - document.size_bytes)
    document.change(**changes)
    if has_failed or not changes.keys() <= _AROUND:
        _replace(document, pushed)
    else:
        _read_by(document, pushed.parser)
        rows.announce([document])
        rows.feed([document])
    emit(_told(document, Outcome.UPDATED))
    return Outcome.UPDATED


def _read_by(document: Document, parser: int | None) -> None:
    """The text is the same by this parser."""
    if parser is not None:
        present = (Text.document_id == document.id) & (Text.number == document.content_version)
        Text.update(parser=parser).where(present & (Text.parser.is_null() | (Text.parser != parser))).execute()


def _replace(document: Document, pushed: Pushed) -> None:
    document.change(content_version=document.content_version + 1)
    rows.move([document], State.RECEIVED, 0)
    rows.store_texts([(document, pushed.text, pushed.marks, pushed.parser)])


def _facts(pushed: Pushed) -> dict[str, Any]:
    return {
        "title": pushed.title,
        "filename": pushed.title[:255],
        "media_type": pushed.media_type,
        "size_bytes": _size(pushed),
        "sha256": pushed.sha256,
        "metadata": pushed.metadata,
        "source_updated_at": pushed.updated_at,
    }


def _size(pushed: Pushed) -> int:
    return len(pushed.text.encode())


def _told(document: Document, outcome: Outcome) -> DocumentPushed:
    return DocumentPushed(document.org_id, document.id, document.knowledge_base_id, outcome, document.content_version)
