"""What comes in and goes out about published bases."""

from typing import Any, ClassVar, Self

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Prose, Shape, View
from appliance.rooms.knowledge.collections.tables import Audience, KnowledgeBase, Publication


class PublicationDraft(Shape):
    """To whom a base is shown, and in which words."""

    audience: Audience = Audience.ORGANISATION
    summary: Prose = ""


class ForkDraft(Shape):
    """How the new base is called; as its source unless said."""

    name: str = ""


class ShelfFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)

    audience: Audience
    created_at: Moment


class PublicView(View):
    """A published base as strangers see it: its name and words, never its documents."""

    id: str
    name: str
    summary: str
    document_count: int
    published_at: Moment

    @classmethod
    def of(cls, row: Publication, base: KnowledgeBase, counts: dict[str, int], **more: Any) -> Self:
        """A published base; its id is the base's."""
        facts = {"name": base.name, "document_count": counts[base.id], "published_at": row.created_at}
        return cls.from_row(row, **facts, **more | {"id": base.id})


class ShelfView(PublicView):
    """A published base as its organisation sees it."""

    audience: Audience
    publisher_name: str
    installed: bool
