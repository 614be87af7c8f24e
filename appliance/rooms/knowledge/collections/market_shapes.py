"""What comes in and goes out about published bases."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Prose, Shape, View
from appliance.rooms.knowledge.collections.tables import Audience, KnowledgeBase, Publication, SearchMode


@dataclass(frozen=True, slots=True)
class Held:
    """What a base holds, and since when."""

    documents: int
    chunks: int
    changed_at: int


class PublicationDraft(Shape):
    """To whom a base is shown, and in which words."""

    audience: Audience = Audience.ORGANISATION
    summary: Prose = ""


class ForkDraft(Shape):
    """How the new base is called; as its source unless said."""

    name: str = ""


class ShelfFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)

    extras: ClassVar[frozenset[str]] = frozenset({"q"})

    audience: Audience
    created_at: Moment
    q: str


class OwnShelfFilter(ShelfFilter):
    """`q` looks into names, descriptions and summaries; `installed` for what I have, or do not have."""

    extras: ClassVar[frozenset[str]] = frozenset({"q", "installed"})

    installed: bool


class PublicView(View):
    """A published base as strangers see it: its name and words, never its documents."""

    id: str
    name: str
    summary: str
    document_count: int
    published_at: Moment
    changed_at: Moment

    @classmethod
    def of(cls, row: Publication, base: KnowledgeBase, held: Held, **more: Any) -> Self:
        """A published base; its id is the base's."""
        facts = {
            "name": base.name, "document_count": held.documents, "published_at": row.created_at,
            "changed_at": held.changed_at,
        }  # fmt: skip
        return cls.from_row(row, **facts, **more | {"id": base.id})


class ShelfView(PublicView):
    """A published base as its organisation sees it."""

    audience: Audience
    publisher_name: str
    installed: bool
    mine: bool


class PreviewView(ShelfView):
    """What somebody sees of a published base before they install it: what it is about, never its documents."""

    description: str
    chunk_count: int
    search_mode: SearchMode
