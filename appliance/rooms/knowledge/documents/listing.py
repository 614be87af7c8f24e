"""What the documents of a base may be narrowed by beside their columns, and how many there are of each."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from appliance.kernel import clock
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import View
from appliance.rooms.identity import users
from appliance.rooms.knowledge.documents.conditions import tagged
from appliance.rooms.knowledge.documents.tables import Document
from appliance.store.wording import holding

MOST_TAGS_LISTED = 200


class Kind(StrEnum):
    """What a person calls a kind of file."""

    PDF = "pdf"
    WORDS = "words"
    SHEET = "sheet"
    SLIDES = "slides"
    PAGE = "page"
    MAIL = "mail"
    PICTURE = "picture"
    TEXT = "text"
    OTHER = "other"


_PARTS: dict[Kind, tuple[str, ...]] = {
    Kind.PDF: ("application/pdf",),
    Kind.WORDS: ("wordprocessingml", "msword", "opendocument.text", "rtf"),
    Kind.SHEET: ("spreadsheet", "ms-excel", "csv", "tab-separated", "apple.numbers"),
    Kind.SLIDES: ("presentation", "powerpoint", "keynote"),
    Kind.PAGE: ("text/html", "epub", "xhtml"),
    Kind.MAIL: ("rfc822", "ms-outlook", "mbox", "ms-tnef"),
    Kind.PICTURE: ("image/",),
    Kind.TEXT: ("text/plain", "text/markdown", "json", "xml"),
}
"""What stands in the media types of a kind; the first kind that fits counts."""


class Facet(Model):
    """One value, what a person reads for it, and how many documents have it."""

    value: str
    name: str
    count: int


class FacetsView(View):
    """What the documents of a base may be narrowed by; `stale` are due for review."""

    tags: list[Facet]
    owners: list[Facet]
    kinds: list[Facet]
    stale: int


_TAGS = """
SELECT one.value, count(*) FROM documents_document d, json_each(d.tags) AS one WHERE d.knowledge_base_id = ?
GROUP BY one.value ORDER BY count(*) DESC, one.value LIMIT ?
"""
_OWNERS = """
SELECT owner_id, count(*) FROM documents_document WHERE knowledge_base_id = ? AND owner_id IS NOT NULL
GROUP BY owner_id
"""
_KINDS = "SELECT media_type, count(*) FROM documents_document WHERE knowledge_base_id = ? GROUP BY media_type"


def kind_of(media_type: str) -> Kind:
    """What a person calls files of a media type."""
    return next((kind for kind, parts in _PARTS.items() if any(part in media_type for part in parts)), Kind.OTHER)


def narrowed(rows: Any, base_id: str, where: Filter) -> Any:
    """The documents of a base that have the tag, words, kind and review that a list was asked for."""
    if (tag := where.value("tag")) is not None:
        rows = rows.where(tagged(tag))
    if words := (where.value("text") or "").split():
        rows = rows.where(holding((Document.title, Document.filename), words))
    if (kind := where.value("kind")) is not None:
        rows = rows.where(
            Document.media_type.in_([one for one, _ in _counted(_KINDS, base_id) if kind_of(one) is kind])
        )
    if (stale := where.value("stale")) is not None:
        due = Document.review_by.is_null(False) & (Document.review_by <= clock.now_ms())
        rows = rows.where(due if stale else ~due)
    return rows


def facets(base_id: str) -> FacetsView:
    """Count the documents of a base by tag, owner and kind."""
    kinds: dict[str, int] = {}
    for media_type, count in _counted(_KINDS, base_id):
        kinds[kind_of(media_type)] = kinds.get(kind_of(media_type), 0) + count
    owners = _counted(_OWNERS, base_id)
    names = users.names(id_ for id_, _ in owners)
    due = (Document.knowledge_base_id == base_id) & (Document.review_by <= clock.now_ms())
    return FacetsView(
        tags=_facets(_counted(_TAGS, base_id, MOST_TAGS_LISTED)),
        owners=sorted(_facets(owners, names), key=lambda one: one.name),
        kinds=_facets(sorted(kinds.items())),
        stale=Document.select().where(due).count(),
    )


def _facets(counts: Sequence[tuple[str, int]], names: dict[str, str] | None = None) -> list[Facet]:
    return [Facet(value=value, name=(names or {}).get(value, value), count=count) for value, count in counts]


def _counted(sql: str, *values: Any) -> list[tuple[str, int]]:
    rows: Any = Document.raw(sql, *values).tuples()
    return list(rows)
