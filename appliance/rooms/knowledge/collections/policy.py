"""Who may do what with a base.

Decision: a base is read by its owner, by members of its groups, or by everybody, as its visibility says.
Administrators read every base that is not private. Of another person's private base they see that it exists (its name
and counts in lists) and may remove it; its documents, its search and its settings stay shut to them.
Settings belong to the owner and to administrators; documents may be put in and taken out by every editor who may read.
"""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Visibility

CAN = {
    "knowledge:change": "the owner; administrators unless it is private",
    "knowledge:remove": "the owner; administrators",
    "knowledge:write": "editors who may read it",
}
_REFUSALS = {
    "knowledge:change": "Only the owner or an administrator may change this knowledge base",
    "knowledge:remove": "Only the owner or an administrator may remove this knowledge base",
    "knowledge:write": "You may not change the documents of this knowledge base",
}


def is_shut(base: KnowledgeBase, actor: Actor) -> bool:
    """Whether it is another person's private base: named to administrators, never opened."""
    return base.visibility is Visibility.PRIVATE and base.owner_id != actor.id and actor.kind != "system"


def may_change(base: KnowledgeBase, actor: Actor) -> bool:
    """Whether the actor may change its settings."""
    return not is_shut(base, actor) and may_remove(base, actor)


def may_remove(base: KnowledgeBase, actor: Actor) -> bool:
    """Whether the actor may remove it with everything in it."""
    return actor.at_least(Role.EDITOR) and (base.owner_id == actor.id or actor.at_least(Role.ADMIN))


def may_write(base: KnowledgeBase, actor: Actor) -> bool:
    """Whether the actor, who may read it, may put documents in and take them out."""
    return actor.at_least(Role.EDITOR) and not actor.is_read_only and not is_shut(base, actor)


_RULES = {"knowledge:change": may_change, "knowledge:remove": may_remove, "knowledge:write": may_write}


def allowed(base: KnowledgeBase, actor: Actor) -> list[str]:
    """What the actor may do with this base, for the page."""
    return [verb for verb, rule in _RULES.items() if rule(base, actor) and not actor.is_read_only]


def require(verb: str, base: KnowledgeBase, by: Actor) -> None:
    """Forbidden unless the actor may do this."""
    if not _RULES[verb](base, by):
        raise Forbidden(_REFUSALS[verb])
