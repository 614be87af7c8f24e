"""Documents that an actor may read: all those of the bases that are open to them, and no others."""

from collections.abc import Iterable, Sequence
from typing import Any

from peewee import fn

from appliance.kernel.actor import Actor
from appliance.kernel.ids import is_id
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import BadRequest, Conflict, NotFound
from appliance.kernel.room import Match
from appliance.kernel.visit import Download
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import embedding, listing
from appliance.rooms.knowledge.documents.shapes import (
    UNKNOWN_MEDIA,
    ChunkFilter,
    ChunkView,
    DocumentFilter,
    DocumentView,
    PageMark,
    TextFilter,
    TextView,
)
from appliance.rooms.knowledge.documents.tables import Chunk, Document, Source, State, Text
from appliance.store import opened
from appliance.store.paging import found, paged
from appliance.store.wording import holding

_UNREAD = (State.RECEIVED, State.PARSING)


def document(id: str, doc_id: str, *, seen_by: Actor) -> Document:
    """The document of this base, or 404."""
    base = collections.base(id, seen_by=seen_by)
    rows: Any = Document.select().where((Document.id == doc_id) & (Document.knowledge_base_id == base.id))
    row: Document = found(rows, "Document")
    return row


def named(id: str, base_id: str | None, *, seen_by: Actor) -> Document:
    """A document by our id, or by the caller's own id within a base; 404 when it is not there or not visible."""
    if base_id is None:
        if not is_id(id, Document.prefix):
            raise BadRequest("Say in which base: ?knowledge_base_id=", param="knowledge_base_id")
        base_id = _base_id_of(id, seen_by.org_id)
        if base_id not in collections.visible_ids(seen_by):
            raise NotFound("Document not found")
    base = collections.base(base_id, seen_by=seen_by)
    theirs = Document.select().where((Document.knowledge_base_id == base.id) & (Document.external_id == id))
    row: Document | None = theirs.first()
    return row if row is not None else document(base.id, id, seen_by=seen_by)


def _base_id_of(doc_id: str, org_id: str) -> str | None:
    rows: Any = Document.select(Document.knowledge_base_id).where((Document.id == doc_id) & (Document.org_id == org_id))
    return next((base_id for (base_id,) in rows.tuples()), None)


def documents(base: KnowledgeBase, where: DocumentFilter, page: PageAsk, *, seen_by: Actor) -> Page[DocumentView]:
    """The documents of a base."""
    can = allowed(base, seen_by)
    rows: Any = listing.narrowed(Document.select().where(Document.knowledge_base_id == base.id), base.id, where)
    found_ = paged(rows, Document, where, page)
    vectors = embedding.standing(found_.data)
    return found_.map(lambda row: DocumentView.of(row, can, vectors[row.id]))


def is_of_text(id: str) -> bool:
    """Whether a document came as text."""
    return Document.get_or_none((Document.id == id) & (Document.source != Source.UPLOAD)) is not None


def view(row: Document, *, seen_by: Actor) -> DocumentView:
    """A document as the actor sees it."""
    can = allowed(collections.base(row.knowledge_base_id, seen_by=seen_by), seen_by)
    return DocumentView.of(row, can, embedding.standing([row])[row.id])


def allowed(base: KnowledgeBase, actor: Actor) -> list[str]:
    """What the actor may do with the documents of a base, for the page."""
    return ["knowledge:write"] if collections.may_write(base, actor) else []


def titled(ids: Iterable[str], *, seen_by: Actor) -> dict[str, tuple[str, str]]:
    """Document -> (base, title) of those that the actor may read."""
    wanted = Document.id.in_(list(ids)) & Document.knowledge_base_id.in_(collections.visible_ids(seen_by))
    rows: Any = Document.select(Document.id, Document.knowledge_base_id, Document.title).where(wanted).tuples()
    return {id_: (base_id, title) for id_, base_id, title in rows}


def original(row: Document) -> Download:
    """The uploaded file, byte for byte, as an attachment."""
    if row.source is not Source.UPLOAD:
        raise NotFound("This document came as text; it has no file")
    if row.state is State.QUARANTINED:
        raise Conflict("This file is held back because it would harm whoever opens it")
    media_type = UNKNOWN_MEDIA if row.state in _UNREAD else row.media_type
    path = opened().files.path(row.sha256)
    return Download(path, row.filename, media_type, row.size_bytes, etag=f'"{row.sha256}"')


def asked_text(row: Document, where: TextFilter) -> TextView:
    """The part of the text that a request names."""
    version, start, end, page = (where.value(name) for name in ("version", "start", "end", "page"))
    if page is not None:
        start, end = _page(row, _version(row, version), page)
    return text(row, version, start or 0, end)


def _page(row: Document, number: int, page: int) -> tuple[int, int | None]:
    pages = _pages(row, number)
    at = next((at for at, one in enumerate(pages) if one.number == page), None)
    if at is None:
        raise BadRequest("There is no such page", param="page")
    return pages[at].start, pages[at + 1].start if at + 1 < len(pages) else None


def _pages(row: Document, number: int) -> list[PageMark]:
    rows: Any = Text.select(Text.marks).where((Text.document_id == row.id) & (Text.number == number))
    return [PageMark(number=mark["page"], start=mark["start"]) for one in rows for mark in one.marks if "page" in mark]


def text(row: Document, version: int | None = None, start: int = 0, end: int | None = None) -> TextView:
    """Code points `start` to `end` of a version of the stored text (the newest one that is there by default).

    An `end` behind the text is the text's end, as in RFC 9110 section 14.1.2; a range outside of it is a bad request.
    """
    number = _version(row, version)
    whole = (Text.document_id == row.id) & (Text.number == number)
    lengths: Any = Text.select(Text.length).where(whole).tuples()
    length = next((length for (length,) in lengths), None)
    if length is None:
        raise NotFound("There is no text of this version")
    stop = length if end is None else min(end, length)
    if start < 0 or start > length or stop < start:
        raise BadRequest(f"start and end must lie within 0 and {length}", param="start" if start > length else "end")
    part: Any = Text.select(fn.substr(Text.body, start + 1, stop - start)).where(whole).tuples()
    marks = _pages(row, number)
    first = max((one.start for one in marks if one.start <= start), default=start)
    return TextView(
        document_id=row.id, version=number, start=start, end=stop, length=length, text=part[0][0],
        pages=[one for one in marks if first <= one.start < max(stop, start + 1)],
    )  # fmt: skip


def _version(row: Document, version: int | None) -> int:
    if version is not None:
        if not 1 <= version < 2**31:
            raise BadRequest("version must be a whole number from 1", param="version")
        return version
    newest: Any = Text.select(fn.max(Text.number)).where(Text.document_id == row.id).tuples()
    return int(newest[0][0] or row.content_version)


def chunks(row: Document, where: ChunkFilter, page: PageAsk) -> Page[ChunkView]:
    """The passages of the newest text, in order."""
    number = collections.generations.serving([row.knowledge_base_id]).get(row.knowledge_base_id, 1)
    rows: Any = Chunk.select().where((Chunk.document_id == row.id) & (Chunk.generation == number))
    return paged(rows, Chunk, where, page).map(ChunkView.of)


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """The documents open to the actor in whose title or file name the words stand."""
    open_ = Document.knowledge_base_id.in_(collections.visible_ids(seen_by))
    rows: Any = Document.select().where(open_ & holding((Document.title, Document.filename), words))
    return [
        Match(row.id, row.title, row.filename, f"/knowledge/{row.knowledge_base_id}/documents/{row.id}", 0.5)
        for row in rows.order_by(Document.title, Document.id).limit(limit)
    ]


def may_see(actor: Actor, id: str) -> bool:
    """Whether `live` may tell the actor of this document."""
    base_id = _base_id_of(id, actor.org_id)
    return base_id is not None and base_id in collections.visible_ids(actor)
