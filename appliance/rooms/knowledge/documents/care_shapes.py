"""What comes in and goes out when people look after documents."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from appliance.kernel.model import Model
from appliance.kernel.shape import Moment, Shape, View
from appliance.rooms.knowledge.documents.shapes import Metadata, Title
from appliance.rooms.knowledge.documents.tables import Document, Revision, Source

DocumentId = Annotated[str, StringConstraints(pattern=r"^doc_[0-9a-z]{26}$")]
BaseId = Annotated[str, StringConstraints(pattern=r"^kb_[0-9a-z]{26}$")]
MOST_TAGS, MOST_AT_ONCE = 20, 200


def _one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


Tag = Annotated[str, StringConstraints(min_length=1, max_length=50), BeforeValidator(_one_line)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS), AfterValidator(lambda tags: sorted(set(tags)))]
OwnerId = Annotated[str, StringConstraints(pattern=r"^usr_[0-9a-z]{26}$")]


class DocumentPatch(Shape):
    """What may change around a text. `review_by` is when somebody should look whether it still holds."""

    title: Title = ""
    tags: Tags = Field(default_factory=list)
    owner_id: OwnerId | None = None
    review_by: Moment | None = None
    metadata: Metadata = Field(default_factory=dict)


class Bulk(StrEnum):
    MOVE = "move"
    DELETE = "delete"
    RETAG = "retag"
    REPARSE = "reparse"
    TAG = "tag"
    UNTAG = "untag"
    CHANGE = "change"


class MoveDraft(Shape):
    """The base to move to."""

    knowledge_base_id: BaseId


class BulkDraft(Shape):
    """The same for many documents: move (to a base), delete, reparse, change (their owner, day of review).

    retag puts tags in place of their own, tag adds some, untag takes some away.
    """

    action: Bulk
    document_ids: Annotated[list[DocumentId], Field(min_length=1, max_length=MOST_AT_ONCE)]
    knowledge_base_id: BaseId | None = None
    tags: Tags | None = None
    owner_id: OwnerId | None = None
    review_by: Moment | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.action is Bulk.MOVE and self.knowledge_base_id is None:
            raise ValueError("move needs knowledge_base_id")
        if self.action in (Bulk.RETAG, Bulk.TAG, Bulk.UNTAG) and self.tags is None:
            raise ValueError(f"{self.action} needs tags")
        if self.action is Bulk.CHANGE and not self.changed():
            raise ValueError("change needs owner_id or review_by")
        return self

    def changed(self) -> dict[str, Any]:
        """What `change` writes; null takes it away."""
        return {name: value for name, value in self.sent().items() if name in ("owner_id", "review_by")}


class Refused(Model):
    """A document that was left as it is, and why."""

    id: str
    code: str
    message: str


class BulkView(View):
    """What was done; each document is done wholly or left as it is."""

    done: list[str]
    refused: list[Refused]


class VersionView(View):
    """One version of a document. `length` is null while its text is not read; `text_kept` says whether it can be."""

    number: int
    current: bool
    filename: str
    size_bytes: int
    sha256: str
    length: int | None
    text_kept: bool
    file_kept: bool
    created_at: Moment

    @classmethod
    def of(cls, document: Document, number: int, former: Revision | None, length: int | None, at: int) -> Self:
        """A version; what is not known of an old pushed one is said of the present."""
        row: Any = former or document
        current, kept = number == document.content_version, length is not None
        return cls(
            number=number, current=current, filename=row.filename, size_bytes=row.size_bytes, sha256=row.sha256,
            length=length, text_kept=kept, created_at=at,
            file_kept=document.source is Source.UPLOAD and (current or (kept and former is not None)),
        )  # fmt: skip


class VersionsView(View):
    """The versions of a document, the newest first."""

    data: list[VersionView]


class TwinView(Model):
    """A document of the same base that says nearly the same."""

    id: str
    title: str
    similarity: float


class TwinsView(View):
    """The near duplicates of a document, the most alike first."""

    data: list[TwinView]
