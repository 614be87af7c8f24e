"""What comes in and goes out about documents."""

import re
import unicodedata
from typing import Annotated, Any, ClassVar, Self

import orjson
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from appliance.engines.parse import clean
from appliance.kernel import clock
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Shape, View
from appliance.rooms.knowledge.documents.listing import Kind
from appliance.rooms.knowledge.documents.tables import Chunk, Document, Source, State, Vectors

MOST_METADATA = 16_000
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MEDIA_TYPE = re.compile(r"^[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}$")
UNKNOWN_MEDIA = "application/octet-stream"


def _small(metadata: dict[str, Any]) -> dict[str, Any]:
    if len(orjson.dumps(metadata)) > MOST_METADATA:
        raise ValueError(f"must not be larger than {MOST_METADATA} bytes")
    return metadata


def _one_line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


Title = Annotated[str, StringConstraints(min_length=1, max_length=500), BeforeValidator(_one_line)]
"""One line of 1 to 500 characters, NFC."""

ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""The caller's own name of a document, one of its kind within a base."""

Metadata = Annotated[dict[Annotated[str, StringConstraints(max_length=200)], Any], AfterValidator(_small)]
"""A JSON object of facts about a document that searches may filter by."""


class UploadFacts(Shape):
    """The optional parts of an upload beside the file."""

    title: Title | None = None
    metadata: Metadata = Field(default_factory=dict)
    external_id: ExternalId | None = None


def plain_filename(name: str) -> str:
    """The last part of a name without what cannot be seen, at most 255 bytes; never used as a path."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))
    text = re.split(r"[/\\]", text)[-1].strip().lstrip(".") or "document"
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension.encode()) > 20:  # noqa: PLR2004 -- an extension is short
        stem, extension = text, ""
    ending = f"{dot}{extension}" if extension else ""
    return stem.encode()[: 255 - len(ending.encode())].decode("utf-8", "ignore") + ending


def plain_media_type(claimed: str) -> str:
    """The claimed media type without parameters; unknown when it is none."""
    media_type = claimed.partition(";")[0].strip().lower()
    return media_type if len(media_type) <= 100 and _MEDIA_TYPE.match(media_type) else UNKNOWN_MEDIA  # noqa: PLR2004


class DocumentFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "updated_at", "title", "size_bytes")
    extras: ClassVar[frozenset[str]] = frozenset({"tag", "text", "kind", "stale"})

    title: str
    filename: str
    state: State
    source: Source
    external_id: str
    media_type: str
    sha256: str
    language: str
    owner_id: str
    review_by: Moment
    tag: str
    text: str
    kind: Kind
    stale: bool
    created_at: Moment
    updated_at: Moment


class DocumentError(Model):
    """Why a document failed."""

    code: str
    message: str


class DocumentView(View):
    """`version` counts the texts of the document; progress is in per cent. `vectors` says if meaning finds it."""

    id: str
    knowledge_base_id: str
    title: str
    filename: str
    media_type: str
    size_bytes: int
    sha256: str
    source: Source
    external_id: str | None
    metadata: dict[str, Any]
    state: State
    progress: int
    vectors: Vectors
    error: DocumentError | None
    page_count: int | None
    chunk_count: int
    language: str
    version: int
    source_updated_at: Moment | None
    added_by: str
    tags: list[str]
    owner_id: str | None
    review_by: Moment | None
    stale: bool
    can: list[str]
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, document: Document, can: list[str], vectors: Vectors, **more: Any) -> Self:
        """A document, what the asker may do with it, and whether it has its vectors."""
        code = document.error_code
        error = DocumentError(code=code, message=document.error_message or "") if code else None
        due, version = document.review_by, document.content_version
        more |= {"tags": document.tags or [], "stale": due is not None and due <= clock.now_ms()}
        return cls.from_row(document, can=can, vectors=vectors, error=error, version=version, **more)


class TextFilter(Filter):
    """Which version, and which part of it in code points: from `start` to `end`, or one page."""

    version: int
    start: int
    end: int
    page: int


class ContentFilter(Filter):
    """Which version of the file."""

    version: int


class PageMark(Model):
    """Where a page begins, in code points of the whole text."""

    number: int
    start: int


class TextView(View):
    """A part of the stored text. `length` is of the whole, in code points; so are `start` and `end`.

    `pages` are those that stand in this part, where pages are known.
    """

    document_id: str
    version: int
    start: int
    end: int
    length: int
    text: str
    pages: list[PageMark]


class ChunkFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("ordinal",)

    ordinal: int
    page: int


class ChunkView(View):
    id: str
    document_id: str
    ordinal: int
    version: int
    start: int
    end: int
    page: int | None
    last_page: int | None
    heading: str
    link: str | None
    text: str

    @classmethod
    def of(cls, chunk: Chunk) -> Self:
        """A passage of the newest text."""
        return cls.from_row(chunk, version=chunk.content_version)
