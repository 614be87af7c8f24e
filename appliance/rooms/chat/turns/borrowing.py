"""Rights that bots and deployments borrow: what the agent's owner and the publisher may both see, and nothing more."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.problem import NotFound
from appliance.kernel.room import RawReader
from appliance.rooms import agents
from appliance.rooms.chat.turns.queries import SETTINGS, Standing, acting
from appliance.rooms.identity import orgs, users
from appliance.rooms.knowledge import collections


def standing(
    agent_id: str, publisher_id: str, ends_with: Iterable[str], *, pinned: Mapping[str, Any] | None = None
) -> Standing:
    """What an answer of a published agent rests on; `pinned` are settings of an earlier moment.

    The agent's owner is whose eyes search, in the agent's own bases alone: an agent without bases searches in none.
    Whoever published it must see a base too, so that publishing shows nobody more than they could see themselves.
    """
    agent = agents.published(agent_id)
    owner, publisher = acting(agent.owner_id), acting(publisher_id)
    settings = pinned or {name: getattr(agent, name) for name in (*SETTINGS, "knowledge_base_ids")}
    both = set(collections.visible_ids(owner)) & set(collections.visible_ids(publisher))
    base_ids: Sequence[str] = settings["knowledge_base_ids"]
    return Standing(
        rights=owner,
        settings=settings,
        base_ids=[id_ for id_ in base_ids if id_ in both],
        ends_with=frozenset({agent_id, owner.id, publisher.id, *ends_with}),
    )


def require_live(reader: RawReader, agent_id: str, publisher_id: str) -> tuple[str, ...]:
    """Whose end ends a key: its publisher and the agent's owner, both of them here and enabled."""
    owner_id = agents.owner_of(reader, agent_id)
    behind = tuple(dict.fromkeys((publisher_id, owner_id or publisher_id)))
    for id_ in behind:
        users.owner(reader, id_)
    return behind


def pages_of(reader: RawReader, org_id: str, origins: Iterable[str]) -> frozenset[str]:
    """The origins from which a key may be used: none while the organisation has closed its public chat."""
    return frozenset(origins) if orgs.allows_public_chat(reader, org_id) else frozenset()


def machine(id_: str, by: Actor) -> Actor:
    """The owner of what a key leads to: its conversations are nobody else's."""
    return Actor(id=id_, org_id=by.org_id, kind=by.kind, credential=by.credential, credential_id=by.credential_id)


def require_agent(agent_id: str) -> None:
    """404 when the agent behind a bot or a deployment was removed."""
    try:
        agents.published(agent_id)
    except NotFound:
        raise NotFound("The agent behind this was removed") from None
