"""The door of knowledge bases."""

from appliance.kernel.access import EDITOR, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import TierLimit
from appliance.rooms.knowledge.collections import actions, queries
from appliance.rooms.knowledge.collections.events import BaseChanged, BaseCreated, BaseRemoved
from appliance.rooms.knowledge.collections.shapes import BaseDraft, BaseFilter, BasePatch, BaseView
from appliance.rooms.knowledge.collections.tables import KnowledgeBase

door = Door("collections", about="Knowledge bases: shelves of documents and who may read them")

_ALL = ("/api/v1/knowledge-bases", "/api/documents/collections")
_ONE = ("/api/v1/knowledge-bases/{id:kb}", "/api/documents/collections/{id:kb}")


@door.get("/api/knowledge", also=_ALL, access=VIEWER, mode=READ)
def list_bases(where: BaseFilter, page: PageAsk, actor: Actor) -> Page[BaseView]:
    """List the knowledge bases that I may see."""
    return queries.bases(where, page, seen_by=actor)


@door.post(
    "/api/knowledge", also=_ALL, access=EDITOR, mode=WRITE, once=True, status=201, location="/api/knowledge/{id}",
    errors=(TierLimit,), emits=(BaseCreated,),
)  # fmt: skip
def create_base(draft: BaseDraft, actor: Actor) -> BaseView:
    """Create a knowledge base."""
    return _view(actions.create_base(draft, by=actor), actor)


@door.get("/api/knowledge/{id:kb}", also=_ONE, access=VIEWER, mode=READ, target=queries.listed)
def read_base(base: KnowledgeBase, actor: Actor) -> BaseView:
    """Read a knowledge base with its counts by state."""
    return _view(base, actor)


@door.patch(
    "/api/knowledge/{id:kb}", also=_ONE, access=EDITOR, mode=WRITE, target=queries.listed, can="knowledge:change",
    emits=(BaseChanged,),
)  # fmt: skip
def change_base(base: KnowledgeBase, patch: BasePatch, actor: Actor) -> BaseView:
    """Change a knowledge base; who may read it changes at once."""
    return _view(actions.change_base(base, patch, by=actor), actor)


@door.put(
    "/api/knowledge/{id:kb}", also=_ONE, access=EDITOR, mode=WRITE, target=queries.listed, can="knowledge:change",
    emits=(BaseChanged,),
)  # fmt: skip
def replace_base(base: KnowledgeBase, draft: BaseDraft, actor: Actor) -> BaseView:
    """Replace the settings of a knowledge base: what is left out goes back to its default. Documents stay."""
    return _view(actions.change_base(base, BasePatch.model_validate(draft.fields()), by=actor), actor)


@door.delete(
    "/api/knowledge/{id:kb}", also=_ONE, access=EDITOR, mode=WRITE, target=queries.listed, can="knowledge:remove",
    emits=(BaseRemoved,),
)  # fmt: skip
def remove_base(base: KnowledgeBase, actor: Actor) -> None:
    """Remove a knowledge base with all of its documents."""
    actions.remove_base(base, by=actor)


def _view(base: KnowledgeBase, actor: Actor) -> BaseView:
    return queries.described([base], seen_by=actor)[0]
