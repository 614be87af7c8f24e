"""Every change of agents."""

from typing import Any

from appliance.engines import started
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Forbidden, NotFound, ValidationFailed
from appliance.rooms import licensing
from appliance.rooms.agents import queries
from appliance.rooms.agents.events import AgentChanged, AgentCreated, AgentRemoved
from appliance.rooms.agents.policy import may_change, may_remove
from appliance.rooms.agents.shapes import AgentDraft, AgentPatch
from appliance.rooms.agents.tables import Agent, Visibility
from appliance.rooms.identity import grants, groups
from appliance.rooms.knowledge import collections


def create_agent(draft: AgentDraft, *, by: Actor) -> Agent:
    """A new agent of this actor; 402 over the licence's limit, 404 for a base that the actor cannot see."""
    fields = _checked(draft.fields(), by)
    _check_groups(fields["visibility"], fields["group_ids"], by)
    licensing.take("agents", queries.count() + 1)
    agent = Agent.add(org_id=by.org_id, owner_id=by.id, **fields)
    emit(AgentCreated(agent.id, agent.name, agent.visibility.value))
    return agent


def change_agent(agent: Agent, patch: AgentPatch, *, by: Actor) -> Agent:
    """Change what was sent; nothing sent changes nothing."""
    _require_change(agent, by)
    fields = _checked(patch.sent(), by, known=frozenset(agent.knowledge_base_ids))
    _check_groups(fields.get("visibility", agent.visibility), fields.get("group_ids", agent.group_ids), by)
    changed = {name: value for name, value in fields.items() if getattr(agent, name) != value}
    if {"visibility", "group_ids"} & changed.keys():
        _require_owner(agent, by)
    if changed:
        agent.change(**changed)
        emit(AgentChanged(agent.id, sorted(changed)))
    return agent


def remove_agent(agent: Agent, *, by: Actor) -> None:
    """Remove it for good; its name stays in the ledger until the next purge."""
    _require_owner(agent, by)
    _drop(agent)


def erase_private(user_id: str) -> int:
    """Remove what an erased person kept to themselves: agents that nobody else was let into. Others stay; how many."""
    theirs = Agent.select().where((Agent.owner_id == user_id) & (Agent.visibility == Visibility.PRIVATE))
    alone = [agent for agent in theirs if not grants.is_granted(agent.id)]
    for agent in alone:
        _drop(agent)
    return len(alone)


def _drop(agent: Agent) -> None:
    grants.forget(agent.id)
    agent.remove()
    emit(AgentRemoved(agent.id, agent.name))


def hand_over(from_id: str, to_id: str) -> int:
    """Give every agent of somebody to somebody else of the organisation, who owns them from the next request on."""
    rows = list(Agent.select().where(Agent.owner_id == from_id))
    for agent in rows:
        agent.change(owner_id=to_id)
        grants.pass_to(agent.id, to_id)
    return len(rows)


def close_to(group_id: str, *, org_id: str) -> None:
    """Forget a removed group; an agent that was open to it alone is private again."""
    for agent in queries.naming_group(group_id, org_id):
        left = [id_ for id_ in agent.group_ids if id_ != group_id]
        is_left = agent.visibility is Visibility.GROUPS and not left
        agent.change(group_ids=left, **({"visibility": Visibility.PRIVATE} if is_left else {}))
        emit(AgentChanged(agent.id, ["group_ids", "visibility"] if is_left else ["group_ids"]))


def _require_change(agent: Agent, by: Actor) -> None:
    if not may_change(agent, by, grants.held(agent, by)):
        raise Forbidden("Only the owner of the agent or an administrator may do this")


def _require_owner(agent: Agent, by: Actor) -> None:
    if not may_remove(agent, by, grants.held(agent, by)):
        raise Forbidden("Only the owner of the agent or an administrator may do this")


def _checked(fields: dict[str, Any], by: Actor, known: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields without doubles. A base that the agent has already may stay, whoever saves the agent."""
    for name in ("knowledge_base_ids", "group_ids", "tools"):
        if name in fields:
            fields[name] = list(dict.fromkeys(fields[name]))
    if fields.get("tools"):
        raise ValidationFailed.of("tools", f"There is no tool {fields['tools'][0]}")
    provider_id = fields.get("provider_id")
    if provider_id is not None and provider_id not in {"builtin", started().models.provider().name}:
        raise ValidationFailed.of("provider_id", f"There is no provider {provider_id}")
    for base_id in fields.get("knowledge_base_ids", ()):
        if base_id not in known:
            collections.base(base_id, seen_by=by)
    return fields


def _check_groups(visibility: Visibility, group_ids: list[str], by: Actor) -> None:
    if visibility is Visibility.GROUPS and not group_ids:
        raise ValidationFailed.of("group_ids", "Name at least one group")
    if set(group_ids) - groups.known_ids(group_ids, by.org_id):
        raise NotFound("Group not found")
