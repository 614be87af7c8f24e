"""Documents, the text of each of their versions, and the passages that search finds."""

from enum import StrEnum

from appliance.store.columns import Bytes, Choice, Flag, IdOf, Json, Line, Prose, Real, Stamp, Whole
from appliance.store.table import Table


class State(StrEnum):
    RECEIVED = "received"
    PARSING = "parsing"
    CHUNKING = "chunking"
    EMBEDDING = "embedding"
    INDEXING = "indexing"
    READY = "ready"
    FAILED = "failed"
    QUARANTINED = "quarantined"


class Vectors(StrEnum):
    """Whether a document can be found by meaning: no model is in force, vectors are to come, or they are there."""

    NONE = "none"
    MISSING = "missing"
    READY = "ready"


class Source(StrEnum):
    UPLOAD = "upload"
    PUSHED = "pushed"
    WEB = "web"


class Document(Table, prefix="doc"):
    """`sha256` is of the file, or of the pushed text. `content_version` counts its texts, from 1."""

    knowledge_base_id = IdOf("kb")
    source = Choice(Source)
    title = Line(500)
    filename = Line(255)
    media_type = Line(100)
    size_bytes = Whole()
    sha256 = Line(64)
    external_id = Line(500, optional=True)
    source_updated_at = Stamp(optional=True)
    state = Choice(State, default=State.RECEIVED)
    progress = Whole(default=0)
    error_code = Line(30, optional=True)
    error_message = Prose(optional=True)
    page_count = Whole(optional=True)
    chunk_count = Whole(default=0)
    content_version = Whole(default=1)
    language = Line(8, default="")
    metadata = Json()
    added_by = IdOf("usr")
    tags = Json(optional=True)
    owner_id = IdOf("usr", optional=True)
    review_by = Stamp(optional=True)

    unique = (("knowledge_base_id", "external_id"),)
    fast = (
        ("knowledge_base_id", "created_at"),
        ("knowledge_base_id", "sha256"),
        ("sha256",),
    )


class Text(Table, prefix="txt", feed=False):
    """The stored text (NFC) of one version of a document.

    `marks` are the headings and links of a pushed text, and where the pages of a file begin. `parser` is the version of
    the parser that read a file or a page of the web.
    """

    document_id = IdOf("doc")
    number = Whole()
    body = Prose()
    length = Whole()
    marks = Json()
    parser = Whole(optional=True)

    unique = (("document_id", "number"),)


class Chunk(Table, prefix="chk", feed=False):
    """A passage of the newest text, as one generation of its base cuts it: code points from `start` to `end`."""

    document_id = IdOf("doc")
    ordinal = Whole()
    content_version = Whole()
    start = Whole()
    end = Whole()
    page = Whole(optional=True)
    heading = Line(2_000, default="")
    link = Line(2_000, optional=True)
    text = Prose()
    generation = Whole(optional=True, default=1)
    last_page = Whole(optional=True)

    unique = (("document_id", "generation", "ordinal"),)


class Revision(Table, prefix="ver", feed=False):
    """The file of an earlier version of a document: what it was before it was replaced."""

    document_id = IdOf("doc")
    number = Whole()
    filename = Line(255)
    media_type = Line(100)
    size_bytes = Whole()
    sha256 = Line(64, fast=True)

    unique = (("document_id", "number"),)


class Sketch(Table, prefix="skt", feed=False):
    """What tells how alike two texts are, without their words: the least hash in each of many bins.

    Each band is a part of it as one number, of the base in which it was compared: near duplicates share some.
    """

    document_id = IdOf("doc", unique=True)
    bins = Bytes()
    is_compared = Flag(default=False)
    band_0 = Whole(optional=True, fast=True)
    band_1 = Whole(optional=True, fast=True)
    band_2 = Whole(optional=True, fast=True)
    band_3 = Whole(optional=True, fast=True)
    band_4 = Whole(optional=True, fast=True)
    band_5 = Whole(optional=True, fast=True)

    fast = (("is_compared",),)


class Twin(Table, prefix="twn", feed=False):
    """Two documents of a base that say nearly the same; one row for each direction."""

    document_id = IdOf("doc")
    other_id = IdOf("doc", fast=True)
    similarity = Real()

    unique = (("document_id", "other_id"),)


class LanguageTally(Table, prefix="lng", feed=False):
    """How many documents of a base are in a language: search stems a question in the main ones."""

    knowledge_base_id = IdOf("kb")
    language = Line(8)
    document_count = Whole(default=0)

    unique = (("knowledge_base_id", "language"),)
