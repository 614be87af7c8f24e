"""A house without its door: store, scripted models, lanes and relay, and the people who ask."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from appliance import config, engines
from appliance.kernel import current
from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.assembly import House
from appliance.kernel.job import Job
from appliance.kernel.visit import ServerEvent
from appliance.rooms.agents.room import ROOM as AGENTS
from appliance.rooms.chat.conversations.room import ROOM as CONVERSATIONS
from appliance.rooms.chat.turns import actions, streams
from appliance.rooms.chat.turns.room import ROOM as TURNS
from appliance.rooms.chat.turns.shapes import TurnDraft
from appliance.rooms.identity.users.tables import User
from appliance.rooms.knowledge.collections import actions as base_actions
from appliance.rooms.knowledge.collections.room import ROOM as COLLECTIONS
from appliance.rooms.knowledge.collections.shapes import BaseDraft
from appliance.rooms.knowledge.collections.tables import KnowledgeBase
from appliance.rooms.knowledge.documents.room import ROOM as DOCUMENTS
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.ingest import actions as ingesting
from appliance.rooms.knowledge.ingest import texts
from appliance.rooms.knowledge.ingest.room import ROOM as INGEST
from appliance.rooms.knowledge.ingest.shapes import PushedText
from appliance.store import open_store
from appliance.store.database import read, write
from appliance.work import Work

HOUSE = House((COLLECTIONS, DOCUMENTS, INGEST, AGENTS, CONVERSATIONS, TURNS))
ORG = "org_acme"
VACATION = "Every employee has 27 days of paid vacation a year. The vacation must be taken before the end of March."
SCRIPT = [
    {"match": "count*", "steps": [{"delta": "tick ", "times": 40, "pause_ms": 10}]},
    {"match": "hang*", "steps": [{"delta": "one "}, {"delta": "two"}, {"hang": True}]},
    {"match": "break*", "steps": [{"delta": "half [1"}, {"fail": "provider_error", "message": "The server broke."}]},
    {"match": "flood*", "steps": [{"delta": "x" * 1000, "times": 500}]},
    {
        "match": "*vacation*",
        "steps": [
            {"delta": "Every employee has 27 days of paid vacation a year"}, {"delta": " [1"}, {"delta": "]."},
            {"delta": " Elephants live for 70 years [1]."}, {"delta": " Whales sing [9]."},
        ],
    },
]  # fmt: skip


def person(name: str, role: Role = Role.EDITOR, org_id: str = ORG) -> Actor:
    """Somebody who is signed in."""
    return Actor(id=f"usr_{name}", org_id=org_id, role=role, credential=Credential.SESSION, credential_id=f"ses_{name}")


ADA, BEN, EVE = person("ada"), person("ben"), person("eve", org_id="org_umbra")


class Stage:
    """What tests do to the house."""

    def __init__(self, work: Work) -> None:
        self.work = work

    async def ask(self, message: str | None, by: Actor = ADA, key: str | None = None, **more: Any) -> str:
        """Ask, and give the answer's id."""
        turn, _ = await self.act(actions.ask, TurnDraft(message=message, **more), key, by=by)
        return str(turn.message_id)

    async def act(self, action: Callable[..., Any], *args: Any, by: Actor, **more: Any) -> Any:
        """Run an action in a unit as this actor."""
        current.actor.set(by)
        return await write(action, *args, by=by, **more)

    async def night(self, chore: Job) -> None:
        """Run a nightly chore on a thread, as its lane does."""
        await asyncio.to_thread(chore.body)
        await self.work.idle()

    async def base(self, text: str, by: Actor = ADA, visibility: str = "private") -> KnowledgeBase:
        """A base with one document that search finds."""
        draft = BaseDraft.model_validate({"name": "Rules", "visibility": visibility})
        base: KnowledgeBase = await self.act(base_actions.create_base, draft, by=by)
        pushed = PushedText.model_validate({"id": "rules", "title": "Rules", "text": text})
        [(document, _)] = await self.act(ingesting.push, base.id, [texts.pushed(pushed)], by=by)
        await self.work.idle()
        await self.work.idle()
        assert (await read(Document.get_by_id, document.id)).state.value == "ready"
        return base


def wire(event: ServerEvent) -> tuple[str, str, Any]:
    """Id, name and data as a client gets them."""
    return event.id or "", event.name, orjson.loads(orjson.dumps(event.data))


async def read_all(message_id: str, after: int = 0) -> list[tuple[str, str, Any]]:
    """All events behind a place."""
    return [wire(event) async for event in streams.events(message_id, after)]


async def read_some(message_id: str, count: int, after: int = 0) -> list[tuple[str, str, Any]]:
    """The next events; then the reader goes away."""
    found: list[tuple[str, str, Any]] = []
    events = streams.events(message_id, after)
    async for event in events:
        found.append(wire(event))
        if len(found) == count:
            break
    await events.aclose()
    return found


def text_of(events: list[tuple[str, str, Any]]) -> str:
    """What the answer says."""
    return "".join(data["text"] for _, name, data in events if name == "token")


@asynccontextmanager
async def working(folder: Path, *, is_scripted: bool = True, **settings: Any) -> AsyncIterator[Stage]:
    """Open the house in this folder, and close it in an orderly way."""
    script = _script(folder)
    store = open_store(folder / "data")
    settings |= {"script_file": script} if is_scripted else {}
    engines.start(config.put_in_force(config.Config(data_dir=folder / "data", **settings)))
    await write(_people)
    for room in HOUSE.rooms:
        for ready in room.at_start:
            ready()
    work = Work(HOUSE, store.database)
    await work.start()
    try:
        yield Stage(work)
    finally:
        await work.stop(2)
        await engines.stop()
        store.close()
        config.put_in_force(None)


def _script(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    script = folder / "script.json"
    script.write_text(json.dumps(SCRIPT))
    return script


def _people() -> None:
    for actor in (ADA, BEN, EVE):
        if User.get_or_none(User.id == actor.id) is None:
            User.add(id=actor.id, org_id=actor.org_id, email=f"{actor.id}@example.com", name=actor.id, role=actor.role)


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run a scene to its end; one that hangs fails."""
    asyncio.run(asyncio.wait_for(scene, 20))
