"""The door of documents."""

from typing import Any

import orjson
from pydantic import ValidationError

from appliance.kernel.access import EDITOR, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import DOWNLOAD, READ, UPLOAD, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.kernel.rate import KNOWLEDGE
from appliance.kernel.shape import sentence
from appliance.kernel.visit import Answer, Download, Upload
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import actions, listing, queries, versions
from appliance.rooms.knowledge.documents.events import (
    DocumentRemoved,
    DocumentReplaced,
    DocumentRetried,
    DocumentUploaded,
)
from appliance.rooms.knowledge.documents.shapes import (
    ChunkFilter,
    ChunkView,
    ContentFilter,
    DocumentFilter,
    DocumentView,
    TextFilter,
    TextView,
    UploadFacts,
)
from appliance.rooms.knowledge.documents.tables import Document

door = Door("documents", about="Documents of a knowledge base, their texts and passages")

_ONE = "/api/knowledge/{id:kb}/documents/{doc_id:doc}"
_ONE_ALSO = ("/api/v1/knowledge-bases/{id:kb}/documents/{doc_id:doc}",)


@door.get(
    "/api/knowledge/{id:kb}/documents",
    also=("/api/v1/knowledge-bases/{id:kb}/documents", "/api/documents/collections/{id:kb}/documents"),
    access=VIEWER, mode=READ, target=collections.base,
)  # fmt: skip
def list_documents(base: KnowledgeBase, where: DocumentFilter, page: PageAsk, actor: Actor) -> Page[DocumentView]:
    """List the documents of a knowledge base."""
    return queries.documents(base, where, page, seen_by=actor)


@door.get("/api/knowledge/{id:kb}/documents/facets", access=VIEWER, mode=READ, target=collections.base)
def document_facets(base: KnowledgeBase) -> listing.FacetsView:
    """Count the documents of a knowledge base by tag, owner and kind, and those that are due for review."""
    return listing.facets(base.id)


@door.post(
    "/api/knowledge/{id:kb}/documents",
    also=("/api/v1/knowledge-bases/{id:kb}/documents", "/api/documents/collections/{id:kb}/upload"),
    access=EDITOR, mode=UPLOAD, target=collections.base, rate=KNOWLEDGE, once=True, status=201, statuses=(200,),
    can="knowledge:write",
    emits=(DocumentUploaded, DocumentRetried, DocumentReplaced),
)  # fmt: skip
def upload_document(base: KnowledgeBase, upload: Upload, actor: Actor) -> Answer[DocumentView]:
    """Upload a file: one part `file`, optional parts `title` and `metadata` (a JSON object).

    It answers at once and is read afterwards; `state` and `progress` tell how far it is. A file that the base already
    holds under the same name is answered with 200.
    """
    document, is_new = actions.add_upload(base, upload, _facts(upload), by=actor)
    place = f"/api/knowledge/{base.id}/documents/{document.id}"
    return Answer(queries.view(document, seen_by=actor), status=201 if is_new else 200, location=place)


@door.get(_ONE, also=_ONE_ALSO, access=VIEWER, mode=READ, target=queries.document)
def read_document(document: Document, actor: Actor) -> DocumentView:
    """Read a document: its state, progress, error and counts."""
    return queries.view(document, seen_by=actor)


@door.get(f"{_ONE}/content", access=VIEWER, mode=DOWNLOAD, target=queries.document, errors=(Conflict,))
def document_content(document: Document, where: ContentFilter) -> Download:
    """Download the original file, or that of an earlier version that is kept."""
    return versions.file_of(document, where.value("version") or document.content_version)


@door.get(f"{_ONE}/text", access=VIEWER, mode=READ, target=queries.document)
def document_text(document: Document, where: TextFilter) -> TextView:
    """Read the stored text of a version, or a part of it in code points."""
    return queries.asked_text(document, where)


@door.get(f"{_ONE}/chunks", access=VIEWER, mode=READ, target=queries.document)
def document_chunks(document: Document, where: ChunkFilter, page: PageAsk) -> Page[ChunkView]:
    """List the passages that search holds of a document."""
    return queries.chunks(document, where, page)


@door.delete(
    _ONE, also=_ONE_ALSO, access=EDITOR, mode=WRITE, target=queries.document, can="knowledge:write",
    emits=(DocumentRemoved,),
)  # fmt: skip
def remove_document(document: Document, actor: Actor) -> None:
    """Remove a document; search does not find it any more."""
    actions.remove_document(document, by=actor)


def _facts(upload: Upload) -> UploadFacts:
    parts: dict[str, Any] = {name: upload.parts.get(name) or None for name in ("title", "external_id")}
    if raw := upload.parts.get("metadata"):
        try:
            parts["metadata"] = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise ValidationFailed.of("metadata", "must be a JSON object") from None
    try:
        return UploadFacts.model_validate(parts)
    except ValidationError as error:
        fields = [
            {"field": ".".join(map(str, e["loc"])), "message": sentence(e["msg"]), "type": e["type"]}
            for e in error.errors()
        ]
        raise ValidationFailed(param=fields[0]["field"], details={"fields": fields}) from None
