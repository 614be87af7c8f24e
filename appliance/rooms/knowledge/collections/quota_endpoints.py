"""The door of the quotas of bases; part of the door of bases."""

from collections.abc import Sequence

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.knowledge import quotas
from appliance.rooms.knowledge.collections import queries
from appliance.rooms.knowledge.collections.market_endpoints import door
from appliance.rooms.knowledge.collections.tables import KnowledgeBase
from appliance.rooms.knowledge.quotas import LimitDraft, Scope, StandingView
from appliance.rooms.knowledge.quotas.events import QuotaChanged
from appliance.rooms.knowledge.quotas.shapes import SubjectView, UsageFilter

__all__ = ["door"]

_ONE = "/api/quotas/bases/{id:kb}"


@door.get("/api/knowledge/{id:kb}/quota", access=VIEWER, mode=READ, target=queries.base)
def read_base_quota(base: KnowledgeBase) -> StandingView:
    """Read what a knowledge base keeps and may keep."""
    return quotas.standing(Scope.BASE, base.id, base.org_id)


@door.get("/api/quotas/bases", access=ADMIN, mode=READ)
def list_base_quotas(where: UsageFilter, page: PageAsk, actor: Actor) -> Page[SubjectView]:
    """List which knowledge base keeps how much, the most first."""
    return quotas.subjects(Scope.BASE, where, page, _names, seen_by=actor)


@door.put(_ONE, access=ADMIN, mode=WRITE, target=queries.listed, emits=(QuotaChanged,))
def change_base_quota(base: KnowledgeBase, draft: LimitDraft, actor: Actor) -> StandingView:
    """Give a knowledge base a limit of its own; null allows any number."""
    quotas.put(Scope.BASE, base.id, draft, by=actor)
    return quotas.standing(Scope.BASE, base.id, base.org_id)


@door.delete(_ONE, access=ADMIN, mode=WRITE, target=queries.listed, emits=(QuotaChanged,))
def remove_base_quota(base: KnowledgeBase, actor: Actor) -> None:
    """Let a knowledge base have the limit of every base again."""
    quotas.withdraw(Scope.BASE, base.id, by=actor)


def _names(ids: Sequence[str]) -> dict[str, str]:
    return {row.id: row.name for row in KnowledgeBase.select().where(KnowledgeBase.id.in_(ids))}
