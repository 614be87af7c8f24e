"""The door of those who look after documents; part of the door of documents."""

from appliance.kernel.access import EDITOR, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, UPLOAD, WRITE
from appliance.kernel.problem import Conflict, NotFound
from appliance.kernel.rate import KNOWLEDGE
from appliance.kernel.visit import Upload
from appliance.rooms.knowledge.documents import care, queries, twins, versions
from appliance.rooms.knowledge.documents.care_shapes import (
    BulkDraft,
    BulkView,
    DocumentPatch,
    MoveDraft,
    TwinsView,
    VersionsView,
)
from appliance.rooms.knowledge.documents.endpoints import door
from appliance.rooms.knowledge.documents.events import (
    DocumentChanged,
    DocumentMoved,
    DocumentRemoved,
    DocumentReplaced,
    DocumentRetried,
)
from appliance.rooms.knowledge.documents.shapes import DocumentView
from appliance.rooms.knowledge.documents.tables import Document

__all__ = ["door"]

_ONE = "/api/knowledge/{id:kb}/documents/{doc_id:doc}"


@door.post(
    f"{_ONE}/retry", access=EDITOR, mode=WRITE, once=False, target=queries.document, can="knowledge:write",
    errors=(Conflict,), emits=(DocumentRetried,),
)  # fmt: skip
def retry_document(document: Document, actor: Actor) -> DocumentView:
    """Read a document again that failed."""
    return queries.view(care.retry(document, by=actor), seen_by=actor)


@door.patch(
    _ONE, access=EDITOR, mode=WRITE, target=queries.document, can="knowledge:write", emits=(DocumentChanged,)
)  # fmt: skip
def change_document(document: Document, patch: DocumentPatch, actor: Actor) -> DocumentView:
    """Change a document's title, tags, owner, metadata, or the day by which it should be looked at again."""
    return queries.view(care.change(document, patch, by=actor), seen_by=actor)


@door.post(
    f"{_ONE}/move", access=EDITOR, mode=WRITE, once=False, target=queries.document, can="knowledge:write",
    errors=(Conflict,), emits=(DocumentMoved,),
)  # fmt: skip
def move_document(document: Document, draft: MoveDraft, actor: Actor) -> DocumentView:
    """Move a document to another knowledge base that I may write."""
    return queries.view(care.move(document, draft.knowledge_base_id, by=actor), seen_by=actor)


@door.post(
    f"{_ONE}/replace", access=EDITOR, mode=UPLOAD, once=True, target=queries.document, can="knowledge:write",
    rate=KNOWLEDGE, errors=(Conflict,), emits=(DocumentReplaced,),
)  # fmt: skip
def replace_document(document: Document, upload: Upload, actor: Actor) -> DocumentView:
    """Upload a new version of a document: one part `file`. Its old text stays readable where an answer cites it."""
    return queries.view(versions.replace_file(document, upload, by=actor), seen_by=actor)


@door.get(f"{_ONE}/versions", access=VIEWER, mode=READ, target=queries.document)
def document_versions(document: Document) -> VersionsView:
    """List the versions of a document that are kept."""
    return VersionsView(data=versions.listed(document))


@door.get(f"{_ONE}/duplicates", access=VIEWER, mode=READ, target=queries.document)
def document_duplicates(document: Document) -> TwinsView:
    """List the documents of the same base that say nearly the same."""
    return TwinsView(data=twins.of(document))


@door.post(
    "/api/documents/bulk", access=EDITOR, mode=WRITE, once=False, rate=KNOWLEDGE, errors=(Conflict, NotFound),
    emits=(DocumentChanged, DocumentMoved, DocumentRemoved, DocumentRetried),
)  # fmt: skip
def change_documents(draft: BulkDraft, actor: Actor) -> BulkView:
    """Move, delete, tag, change or read again many documents of bases that I may write."""
    return care.in_bulk(draft, by=actor)
