"""By which right somebody reads a base: the strongest of those that hold, for explanations."""

from collections.abc import Sequence

from appliance.kernel.actor import Actor, Role
from appliance.rooms.identity import grants
from appliance.rooms.knowledge.collections.queries import groups_of
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Visibility


def reasons(base_ids: Sequence[str], actor: Actor) -> dict[str, str]:
    """Base -> owner, granted, group, organisation, administrator, installed or system, for bases that are readable."""
    if actor.kind == "system":
        return dict.fromkeys(base_ids, "system")
    rows = list(KnowledgeBase.select().where(KnowledgeBase.id.in_(list(base_ids))))
    held, groups = grants.held_of(rows, actor), groups_of([row.id for row in rows])
    return {row.id: _reason(row, actor, row.id in held, groups.get(row.id, ())) for row in rows}


def _reason(base: KnowledgeBase, actor: Actor, is_granted: bool, group_ids: Sequence[str]) -> str:
    if base.owner_id == actor.id:
        return "owner"
    if is_granted:
        return "granted"
    if base.visibility is Visibility.ORGANISATION:
        return "organisation"
    if base.visibility is Visibility.GROUPS:
        if set(group_ids) & set(actor.group_ids):
            return "group"
        if actor.at_least(Role.ADMIN):
            return "administrator"
    return "installed"
