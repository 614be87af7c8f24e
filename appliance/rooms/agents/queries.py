"""Every read of agents, narrowed to what the asking actor may see."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from peewee import SQL, Select, fn

from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import PageAsk, Rows
from appliance.kernel.room import Match, RawReader
from appliance.rooms import licensing
from appliance.rooms.agents.shapes import AgentFilter
from appliance.rooms.agents.tables import Agent, Visibility
from appliance.rooms.identity import grants
from appliance.store import listing
from appliance.store.paging import found, paged
from appliance.store.wording import holding


def agent(id: str, *, seen_by: Actor) -> Agent:
    """The agent of this id; 404 when this actor may not see it."""
    return cast("Agent", found(_visible(seen_by).where(Agent.id == id), "Agent"))


def agents(where: AgentFilter, page: PageAsk, *, seen_by: Actor) -> Rows[Agent]:
    """The agents that this actor may see."""
    return paged(_visible(seen_by), Agent, where, page)


def published(id: str) -> Agent:
    """The agent behind a bot or a deployment, whoever asks; 404 when it was removed."""
    return cast("Agent", found(Agent.select().where(Agent.id == id), "Agent"))


def base_ids(id: str) -> list[str]:
    """The bases that an agent answers from; none for one that answers from all, or is gone."""
    row: Agent | None = Agent.get_or_none(Agent.id == id)
    return [] if row is None else list(row.knowledge_base_ids or ())


def owner_of(reader: RawReader, id: str) -> str | None:
    """Who owns an agent, read raw; None when it was removed."""
    row = reader.one("SELECT owner_id FROM agents_agent WHERE id = ?", (id,))
    return None if row is None else str(row[0])


def names(ids: Iterable[str]) -> dict[str, str]:
    """The names of agents by id."""
    return {row.id: row.name for row in Agent.select(Agent.id, Agent.name).where(Agent.id.in_(list(ids)))}


def visible(actor: Actor) -> list[Agent]:
    """Every agent that this actor may see, by name."""
    return list(_visible(actor).order_by(Agent.name, Agent.id))


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """The agents that this actor may see in whose name or description the words stand."""
    rows = _visible(seen_by).where(holding((Agent.name, Agent.description), words)).order_by(Agent.name, Agent.id)
    return [Match(row.id, row.name, row.description, f"/agents/{row.id}") for row in rows.limit(limit)]


def visible_ids(actor: Actor) -> Any:
    """A subquery of the ids that this actor may see."""
    return _visible(actor).select(Agent.id)


def may_see(actor: Actor, id: str) -> bool:
    """Whether this actor may hear of this agent's changes."""
    return bool(_visible(actor).where(Agent.id == id).exists())


@licensing.counted("agents")
def count() -> int:
    """The agents of the whole appliance, which the licence counts."""
    return listing.count(Agent.select())


def _visible(actor: Actor) -> Any:
    shared = Agent.visibility == Visibility.ORGANISATION
    if actor.at_least(Role.ADMIN):
        shared |= Agent.visibility == Visibility.GROUPS
    elif actor.group_ids:
        shared |= (Agent.visibility == Visibility.GROUPS) & _names_one_of(actor.group_ids)
    return Agent.select().where((Agent.org_id == actor.org_id) & grants.reachable(Agent, actor, shared))


def known(id: str, *, seen_by: Actor) -> Agent:
    """The agent of this id for whoever may say who reaches it: administrators, also when they do not see it."""
    if not seen_by.at_least(Role.ADMIN):
        return agent(id, seen_by=seen_by)
    rows = Agent.select().where((Agent.org_id == seen_by.org_id) & (Agent.id == id))
    return cast("Agent", found(rows, "Agent"))


def denied(actor: Actor) -> list[Agent]:
    """Every agent that is denied to the actor, by name."""
    rows = Agent.select().where((Agent.org_id == actor.org_id) & grants.denied(Agent, actor))
    return list(rows.order_by(Agent.name, Agent.id))


def naming_group(group_id: str, org_id: str) -> list[Agent]:
    """The agents that name a group."""
    return list(Agent.select().where((Agent.org_id == org_id) & _names_one_of((group_id,))))


def _names_one_of(group_ids: Sequence[str]) -> Any:
    group = fn.json_each(Agent.group_ids).alias("each")
    return fn.EXISTS(Select([group], [SQL("1")]).where(SQL('"each"."value"').in_(group_ids)))
