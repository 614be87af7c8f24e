"""Who may do what with a base.

Decision: a base is read by its owner, by members of its groups, or by everybody, as its visibility says; and by whoever
was granted it. A deny shuts it to everybody but its owner. Administrators read every base that is not private. Of
another person's private base, and of one that is denied to them, they see that it exists (its name and counts in
lists), may remove it and say who reaches it; its documents, its search and its settings stay shut to them.
Settings belong to the owner, to whoever was granted to edit, and to administrators; documents may be put in and taken
out by every editor who reads the base by its visibility or was granted to edit it. The role is the ceiling of all.
"""

from collections.abc import Collection
from dataclasses import dataclass

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity.grants import Level
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Visibility

CAN = {
    "knowledge:change": "the owner; whoever was granted to edit; administrators unless it is private",
    "knowledge:remove": "the owner, an owner by grant; administrators",
    "knowledge:share": "the owner, an owner by grant; administrators",
    "knowledge:write": "editors who read it by its visibility, or were granted to edit it",
}
_REFUSALS = {
    "knowledge:change": "Only the owner or an administrator may change this knowledge base",
    "knowledge:remove": "Only the owner or an administrator may remove this knowledge base",
    "knowledge:share": "Only the owner or an administrator may say who reads this knowledge base",
    "knowledge:write": "You may not change the documents of this knowledge base",
}
_EDITING = (Level.EDITOR, Level.OWNER)


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties an actor to a base beside its row: the level that was granted, and the groups it is open to."""

    held: Level | None
    group_ids: Collection[str]


def is_shut(base: KnowledgeBase, actor: Actor, held: Level | None) -> bool:
    """Whether it is denied, or somebody else's private base: named to administrators, never opened."""
    if base.owner_id == actor.id or actor.kind == "system":
        return False
    return held is Level.DENY or (base.visibility is Visibility.PRIVATE and held is None)


def may_change(base: KnowledgeBase, actor: Actor, ties: Ties) -> bool:
    """Whether the actor may change its settings."""
    if is_shut(base, actor, ties.held) or not actor.at_least(Role.EDITOR):
        return False
    administers = actor.at_least(Role.ADMIN) and base.visibility is not Visibility.PRIVATE
    return base.owner_id == actor.id or ties.held in _EDITING or administers


def may_remove(base: KnowledgeBase, actor: Actor, ties: Ties) -> bool:
    """Whether the actor may remove it with everything in it."""
    owns = base.owner_id == actor.id or ties.held is Level.OWNER
    return actor.at_least(Role.EDITOR) and (owns or actor.at_least(Role.ADMIN))


def may_write(base: KnowledgeBase, actor: Actor, ties: Ties) -> bool:
    """Whether the actor, who may read it, may put documents in and take them out."""
    if not actor.at_least(Role.EDITOR) or actor.is_read_only or is_shut(base, actor, ties.held):
        return False
    if base.owner_id == actor.id or actor.kind == "system" or ties.held in _EDITING:
        return True
    return _is_open(base, actor, ties)


def _is_open(base: KnowledgeBase, actor: Actor, ties: Ties) -> bool:
    if base.visibility is Visibility.GROUPS:
        return actor.at_least(Role.ADMIN) or bool(set(ties.group_ids) & set(actor.group_ids))
    return base.visibility is Visibility.ORGANISATION


_RULES = {
    "knowledge:change": may_change, "knowledge:remove": may_remove, "knowledge:share": may_remove,
    "knowledge:write": may_write,
}  # fmt: skip


def allowed(base: KnowledgeBase, actor: Actor, ties: Ties) -> list[str]:
    """What the actor may do with this base, for the page."""
    if actor.is_read_only or not actor.at_least(Role.EDITOR):
        return []
    if base.owner_id == actor.id:
        return list(_RULES)
    return [verb for verb, rule in _RULES.items() if rule(base, actor, ties)]


def require(verb: str, base: KnowledgeBase, by: Actor, ties: Ties) -> None:
    """Forbidden unless the actor may do this."""
    if not _RULES[verb](base, by, ties):
        raise Forbidden(_REFUSALS[verb])
