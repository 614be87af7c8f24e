"""The door of the marketplace of knowledge; part of the door of bases."""

from appliance.kernel.access import EDITOR, PUBLIC, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, TierLimit
from appliance.rooms.knowledge.collections import market, queries
from appliance.rooms.knowledge.collections.endpoints import door
from appliance.rooms.knowledge.collections.events import (
    BaseCreated,
    BaseForked,
    BaseInstalled,
    BasePublished,
    BaseUninstalled,
    BaseUnpublished,
)
from appliance.rooms.knowledge.collections.market_shapes import (
    ForkDraft,
    OwnShelfFilter,
    PreviewView,
    PublicationDraft,
    PublicView,
    ShelfFilter,
    ShelfView,
)
from appliance.rooms.knowledge.collections.shapes import BaseView
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Publication

__all__ = ["door"]

_PUBLICATION = "/api/knowledge/{id:kb}/publication"
_INSTALL = "/api/marketplace/knowledge/{id:kb}/install"


@door.get("/api/marketplace/knowledge", access=PUBLIC, mode=READ)
def list_public_bases(where: ShelfFilter, page: PageAsk) -> Page[PublicView]:
    """List the knowledge bases that were published for everybody."""
    return market.public(where, page)


@door.get("/api/marketplace/knowledge/organisation", access=VIEWER, mode=READ)
def list_published_bases(where: OwnShelfFilter, page: PageAsk, actor: Actor) -> Page[ShelfView]:
    """List the knowledge bases that were published in my organisation."""
    return market.shelf(where, page, seen_by=actor)


@door.get("/api/marketplace/knowledge/{id:kb}", access=VIEWER, mode=READ, target=market.published)
def preview_base(publication: Publication, actor: Actor) -> PreviewView:
    """Look at a published knowledge base before installing it."""
    return market.preview(publication, seen_by=actor)


@door.put(_PUBLICATION, access=EDITOR, mode=WRITE, target=queries.listed, can="knowledge:share", emits=(BasePublished,))
def publish_base(base: KnowledgeBase, draft: PublicationDraft, actor: Actor) -> BaseView:
    """Publish a knowledge base in the marketplace, or change how it is listed."""
    market.publish(base, draft, by=actor)
    return queries.described([base], seen_by=actor)[0]


@door.delete(
    _PUBLICATION, access=EDITOR, mode=WRITE, target=queries.listed, can="knowledge:share", emits=(BaseUnpublished,)
)
def unpublish_base(base: KnowledgeBase, actor: Actor) -> None:
    """Take a knowledge base out of the marketplace; whoever installed it reads it no more."""
    market.unpublish(base, by=actor)


@door.post(
    _INSTALL, access=VIEWER, mode=WRITE, once=False, status=201, location="/api/knowledge/{id}",
    target=market.published, errors=(Conflict,), emits=(BaseInstalled,),
)  # fmt: skip
def install_base(publication: Publication, actor: Actor) -> BaseView:
    """Install a published knowledge base: I read it as it is, until I fork it or it is unpublished."""
    return queries.described([market.install(publication, by=actor)], seen_by=actor)[0]


@door.delete(_INSTALL, access=VIEWER, mode=WRITE, target=market.published, emits=(BaseUninstalled,))
def uninstall_base(publication: Publication, actor: Actor) -> None:
    """Uninstall a knowledge base."""
    market.uninstall(publication, by=actor)


@door.post(
    "/api/knowledge/{id:kb}/fork", access=EDITOR, mode=WRITE, once=True, status=201, location="/api/knowledge/{id}",
    target=queries.base, errors=(TierLimit,), emits=(BaseCreated, BaseForked),
)  # fmt: skip
def fork_base(base: KnowledgeBase, draft: ForkDraft, actor: Actor) -> BaseView:
    """Make a private copy of my own of a knowledge base that I installed or may write."""
    return queries.described([market.fork(base, draft, by=actor)], seen_by=actor)[0]
