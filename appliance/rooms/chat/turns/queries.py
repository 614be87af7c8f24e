"""Every read of turns. What an answer may use is decided with the asker's rights of this moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Unauthorized
from appliance.rooms import agents
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Message
from appliance.rooms.chat.turns.condense import HISTORY_MESSAGES
from appliance.rooms.chat.turns.protocol import Event, event, unpacked
from appliance.rooms.chat.turns.tables import Turn
from appliance.rooms.identity import groups, users
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.retrieval import scope


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer rests on when no person asks: whose eyes search which bases, how the model is set, whose end ends.

    `settings` has the fields of an agent that a model is asked with; `rights` is the actor whose rights of this moment
    count; `base_ids` are already narrowed by everything else.
    """

    rights: Actor
    settings: Mapping[str, Any]
    base_ids: list[str]
    ends_with: frozenset[str]


standings: dict[str, Callable[[Turn], Standing]] = {}
"""Kind of a turn's owner -> what its answers rest on; filled by the rooms above. Raises Unauthorized for a dead one."""

SETTINGS = ("provider_id", "model", "temperature", "max_tokens", "instructions")


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the answer to one question needs from the database."""

    message_id: str
    conversation_id: str
    agent_id: str | None
    asker: Actor
    question: str
    earlier: tuple[Message, ...]
    base_ids: list[str] | None
    provider_id: str | None = None
    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    instructions: str = ""
    ends_with: frozenset[str] = frozenset()
    scope: list[str] | None = None


def open_turn(message_id: str) -> Turn | None:
    """The turn of an answer that has not ended; None for any other."""
    turn: Turn | None = Turn.get_or_none((Turn.message_id == message_id) & Turn.events.is_null(True))
    return turn


def open_ids(conversation_id: str) -> list[str]:
    """The answers of a conversation that have not ended."""
    open_ = (Turn.conversation_id == conversation_id) & Turn.events.is_null(True)
    return [turn.message_id for turn in Turn.select().where(open_)]


def turn_once(once: bytes) -> Turn | None:
    """The turn that was asked with this Idempotency-Key."""
    turn: Turn | None = Turn.get_or_none(Turn.once == once)
    return turn


def asked_bases(message_id: str) -> list[str] | None:
    """The bases that a question was asked of, as it was asked or as its agent says; None for all."""
    turn: Turn | None = Turn.get_or_none(Turn.message_id == message_id)
    if turn is None:
        return []
    if turn.knowledge_base_ids is not None:
        return list(turn.knowledge_base_ids)
    answer: Message | None = Message.get_or_none(Message.id == message_id)
    agent_id = None if answer is None else answer.agent_id
    if agent_id is None:
        return None
    return agents.base_ids(agent_id) or None


def stored_events(message_id: str, seen_by: Actor | None = None) -> list[Event] | None:
    """The events of an answer that has ended, without the words of what is shut to a reader by now; None while it runs.

    A citation keeps its place and its number, so that the events behind it keep theirs.
    """
    row = Turn.select(Turn.events).where(Turn.message_id == message_id).tuples().first()
    if row is None or row[0] is None:
        return None
    events = unpacked(row[0])
    if seen_by is None or not any(name == "citation" for name, _ in events):
        return events
    open_ids = frozenset(collections.visible_ids(seen_by))
    return [_readable(name, data, open_ids) for name, data in events]


def _readable(name: str, data: bytes, open_ids: frozenset[str]) -> Event:
    if name != "citation":
        return name, data
    citation = orjson.loads(data)
    if conversations.is_open(citation, open_ids):
        return name, data
    return event(name, **citation | {"title": "", "snippet": "", "url": None, "page": None})


def asked(turn: Turn) -> Asked:
    """What was asked, with the rights that the asker has now; a Problem when the asker or the agent is gone."""
    found, _ = _rests_on(turn)
    asker = found["asker"]
    owner = Actor(id=turn.owner_id, org_id=turn.org_id)
    answer = conversations.answer(turn.message_id, seen_by=owner)
    *earlier, question = conversations.history(turn.conversation_id, turn.message_id, HISTORY_MESSAGES + 1)
    if found["base_ids"]:
        visible = set(collections.visible_ids(asker))
        found["base_ids"] = [id_ for id_ in found["base_ids"] if id_ in visible]
    return Asked(
        message_id=answer.id,
        conversation_id=turn.conversation_id,
        agent_id=answer.agent_id,
        question=scope.plain(question.text),
        earlier=tuple(earlier),
        scope=answer.scope,
        **found,
    )


def named_bases(turn: Turn, question: str, field: str) -> list[str] | None:
    """The bases that a question names, of those that its turn may search; None when it names none.

    ValidationFailed of this field for a name that fits none or several of them.
    """
    if not scope.names(question):
        return None
    found, is_public = _rests_on(turn)
    return scope.scoped(question, found["base_ids"], seen_by=found["asker"], field=field, is_public=is_public).base_ids


def _rests_on(turn: Turn) -> tuple[dict[str, Any], bool]:
    """Whose rights a turn rests on and what it may search, and whether somebody asks who may list no bases."""
    stands = standings.get(turn.owner_id.partition("_")[0])
    if stands is None:
        return _of_person(turn), False
    return _of_standing(stands(turn), turn.knowledge_base_ids), True


def _of_standing(standing: Standing, narrowed: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {name: standing.settings[name] for name in SETTINGS}
    base_ids = [id_ for id_ in standing.base_ids if narrowed is None or id_ in narrowed]
    return found | {"asker": standing.rights, "base_ids": base_ids, "ends_with": standing.ends_with}


def _of_person(turn: Turn) -> dict[str, Any]:
    asker = acting(turn.owner_id)
    found: dict[str, Any] = {"asker": asker, "base_ids": turn.knowledge_base_ids}
    agent_id = conversations.answer(turn.message_id, seen_by=asker).agent_id
    if agent_id is not None:
        agent = agents.agent(agent_id, seen_by=asker)
        found |= {name: getattr(agent, name) for name in SETTINGS}
        if turn.knowledge_base_ids is None and agent.knowledge_base_ids:
            found["base_ids"] = agent.knowledge_base_ids
    return found


def acting(user_id: str) -> Actor:
    """Somebody with the rights that they have at this moment; Unauthorized for who is suspended or gone."""
    user = users.live(user_id)
    if user is None:
        raise Unauthorized("revoked")
    return Actor(
        id=user.id, org_id=user.org_id, role=user.role, kind=user.kind.value,
        group_ids=tuple(groups.group_ids_of(user.id)),
    )  # fmt: skip
