"""The versions of a document: a new file is a new version, and old texts stay readable while an answer cites them."""

from collections.abc import Callable, Sequence
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, NotFound
from appliance.kernel.visit import Download, Upload
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.documents import queries, rows, weighing
from appliance.rooms.knowledge.documents.care_shapes import VersionView
from appliance.rooms.knowledge.documents.events import DocumentChanged, DocumentReplaced
from appliance.rooms.knowledge.documents.shapes import plain_filename, plain_media_type
from appliance.rooms.knowledge.documents.tables import Document, Revision, Source, State, Text
from appliance.store import opened
from appliance.store.listing import tuples

cites: list[Callable[[Sequence[str]], set[tuple[str, int]]]] = []
"""Filled in by the house: which (document, version) of some documents are cited by what is kept."""

follows: list[Callable[[str], bool]] = []
"""Filled in by the house: whether a document is the image of something outside, such as a file of a watched folder."""

_OLD = """
SELECT t.document_id, t.number FROM documents_text t JOIN documents_document d ON d.id = t.document_id
WHERE t.number < d.content_version AND t.updated_at < ? AND t.document_id > ?
ORDER BY t.document_id LIMIT ?
"""
_AT_ONCE = 500


def replace_file(document: Document, upload: Upload, *, by: Actor) -> Document:
    """Put a file in the place of a document's present one, as a new version; the same content changes nothing."""
    collections.require("knowledge:write", collections.base(document.knowledge_base_id, seen_by=by), by=by)
    require_own(document, by=by)
    if document.source is not Source.UPLOAD:
        raise Conflict("This document was pushed as text; push it again to change it")
    if document.sha256 == upload.sha256 and document.state is not State.FAILED:
        return document
    weighing.grow(document, upload.size)
    keep_former(document)
    filename = plain_filename(upload.filename)
    is_named_after_file = document.title == document.filename
    document.change(
        content_version=document.content_version + 1, filename=filename, sha256=upload.sha256, size_bytes=upload.size,
        media_type=plain_media_type(upload.media_type), title=filename if is_named_after_file else document.title,
    )  # fmt: skip
    rows.move([document], State.RECEIVED, 0)
    base_id = document.knowledge_base_id
    emit(DocumentReplaced(document.org_id, document.id, base_id, document.content_version, upload.sha256))
    return document


def keep_former(document: Document, *, weighs: bool = True) -> None:
    """Remember the file of the present version: another version follows, which `weighs` if its file is another one."""
    Revision.add(
        org_id=document.org_id, document_id=document.id, number=document.content_version, filename=document.filename,
        media_type=document.media_type, size_bytes=document.size_bytes if weighs else 0, sha256=document.sha256,
    )  # fmt: skip


def require_own(document: Document, *, by: Actor) -> None:
    """Conflict for people when the document follows a file in a watched folder: its file and base are that folder's."""
    if by.kind != "system" and any(follow(document.id) for follow in follows):
        raise Conflict("This document follows a file in a watched folder; change the file there")


def rename_file(document: Document, filename: str, metadata: dict[str, Any]) -> None:
    """Let a document bear the new name of its file, and the facts that came with it, without reading it again."""
    filename = plain_filename(filename)
    is_named_after_file = document.title == document.filename
    changes = {"filename": filename, "metadata": (document.metadata or {}) | metadata}
    changes |= {"title": filename} if is_named_after_file else {}
    document.change(**changes)
    rows.announce([document])
    rows.feed([document])
    emit(DocumentChanged(document.org_id, document.id, document.knowledge_base_id, tuple(sorted(changes))))


def listed(document: Document) -> list[VersionView]:
    """Every version whose text or file is kept, the newest first."""
    former = {row.number: row for row in Revision.select().where(Revision.document_id == document.id)}
    texts: Any = Text.select(Text.number, Text.length, Text.created_at).where(Text.document_id == document.id)
    kept = {number: (length, at) for number, length, at in tuples(texts)}
    numbers = sorted({document.content_version, *kept, *former}, reverse=True)
    return [
        VersionView.of(document, number, former.get(number), *kept.get(number, (None, document.updated_at)))
        for number in numbers
    ]


def file_of(document: Document, number: int) -> Download:
    """The file of a version. NotFound when it had none or is no longer kept, Conflict while it is held back.

    An earlier one whose text was never kept may be harmful, and is not given.
    """
    if number == document.content_version:
        return queries.original(document)
    was_read = Text.select().where((Text.document_id == document.id) & (Text.number == number)).exists()
    row: Revision | None = Revision.get_or_none((Revision.document_id == document.id) & (Revision.number == number))
    if row is None or not was_read:
        raise NotFound("There is no file of this version")
    path = opened().files.path(row.sha256)
    return Download(path, row.filename, row.media_type, row.size_bytes, etag=f'"{row.sha256}"')


def page_starts(wanted: dict[str, int]) -> dict[str, list[tuple[int, int]]]:
    """Document -> (start, page) of each page of the named version of its text; only those that have pages."""
    found: dict[str, list[tuple[int, int]]] = {}
    rows_: Any = Text.select(Text.document_id, Text.number, Text.marks).where(Text.document_id.in_(list(wanted)))
    for row in rows_:
        if wanted[row.document_id] == row.number:
            pages = [(mark["start"], mark["page"]) for mark in row.marks if "page" in mark]
            if pages:
                found[row.document_id] = pages
    return found


def prune(older_than_days: int, after: str = "") -> str | None:
    """Forget old texts and files that nothing cites, some at once; the place to go on from, None at the end."""
    limit = clock.now_ms() - older_than_days * clock.DAY
    old: Any = list(Document.raw(_OLD, limit, after, _AT_ONCE).tuples())
    if not old:
        return None
    ids = sorted({id_ for id_, _ in old})
    cited = set().union(*(cite(ids) for cite in cites))
    for id_, number in old:
        if (id_, number) not in cited:
            Text.delete().where((Text.document_id == id_) & (Text.number == number)).execute()
            _forget_file(id_, number)
    return ids[-1]


def _forget_file(document_id: str, number: int) -> None:
    same = (Revision.document_id == document_id) & (Revision.number == number)
    former: Revision | None = Revision.get_or_none(same)
    if former is not None:
        weighing.grow(Document.get_by_id(document_id), -former.size_bytes)
        Revision.delete().where(same).execute()


def claims() -> list[str]:
    """The files of earlier versions."""
    found: Any = Revision.select(Revision.sha256).distinct()
    return [sha256 for (sha256,) in tuples(found)]
