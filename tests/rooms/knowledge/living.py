"""A knowledge wing at work: a data folder, the sandbox, the lanes, the index; without the web in front of it."""

import asyncio
import hashlib
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from appliance import engines
from appliance.config import Config
from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.kernel.assembly import House
from appliance.kernel.visit import Upload
from appliance.rooms.knowledge.collections import actions as base_actions
from appliance.rooms.knowledge.collections import queries as base_queries
from appliance.rooms.knowledge.collections.room import ROOM as COLLECTIONS
from appliance.rooms.knowledge.collections.shapes import BaseDraft, BaseView
from appliance.rooms.knowledge.collections.tables import KnowledgeBase
from appliance.rooms.knowledge.documents import actions, queries
from appliance.rooms.knowledge.documents.room import ROOM as DOCUMENTS
from appliance.rooms.knowledge.documents.shapes import DocumentView, UploadFacts
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.embedding.room import ROOM as EMBEDDING
from appliance.rooms.knowledge.generations.room import ROOM as GENERATIONS
from appliance.rooms.knowledge.ingest import actions as ingesting
from appliance.rooms.knowledge.ingest import texts
from appliance.rooms.knowledge.ingest.room import ROOM as INGEST
from appliance.rooms.knowledge.ingest.shapes import PushedText
from appliance.rooms.knowledge.retrieval import meaning
from appliance.rooms.knowledge.retrieval import queries as retrieval
from appliance.rooms.knowledge.retrieval.room import ROOM as RETRIEVAL
from appliance.rooms.knowledge.retrieval.shapes import Retrieved, SearchAsk
from appliance.store import open_store
from appliance.store.database import read_now, write_now
from appliance.work import Work
from tests import reading

T = TypeVar("T")
ROOMS = (COLLECTIONS, DOCUMENTS, INGEST, RETRIEVAL, GENERATIONS, EMBEDDING)


class Living:
    """One running wing. `settle` waits until nothing is left to do."""

    def __init__(self, folder: Path, loop: asyncio.AbstractEventLoop, **settings: Any) -> None:
        self._loop = loop
        self.folder = folder
        self._config = Config(data_dir=folder, **settings)
        self.store = open_store(folder)
        self.run(self._start(self._config))

    async def _start(self, config: Config) -> None:
        self.engines = engines.start(config)
        reading.lend(self.engines.sandbox)
        self.work = Work(House(ROOMS), self.store.database)
        await self.work.start()

    async def _stop(self) -> None:
        await self.work.stop(5)
        reading.take_back(self.engines.sandbox)
        await engines.stop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def restart(self) -> None:
        """Close everything and open it again."""
        self.stop()
        self.store = open_store(self.folder)
        self.run(self._start(self._config))

    def stop(self) -> None:
        self.run(self._stop())
        self.store.close()

    def settle(self) -> None:
        """A listener may enqueue, and a job may feed the index: two rounds see every step of a document."""
        for _ in range(2):
            self.run(self.work.idle())

    def write(self, fn: Any, *args: Any, by: Actor, **more: Any) -> Any:
        current.actor.set(by)
        return write_now(fn, *args, by=by, **more)

    def base(self, by: Actor, **fields: Any) -> KnowledgeBase:
        draft = BaseDraft.model_validate({"name": "Handbook", "visibility": "organisation"} | fields)
        made: KnowledgeBase = self.write(base_actions.create_base, draft, by=by)
        return made

    def found(self, base_id: str) -> KnowledgeBase:
        """The base of this id."""
        row: KnowledgeBase = read_now(lambda: KnowledgeBase.get_by_id(base_id))
        return row

    def seen(self, base: KnowledgeBase, by: Actor) -> BaseView:
        return read_now(lambda: base_queries.described([base_queries.listed(base.id, seen_by=by)], seen_by=by)[0])

    def receive(self, name: str, data: bytes, media_type: str = "") -> Upload:
        sha256 = self.store.files.put(data)
        assert sha256 == hashlib.sha256(data).hexdigest()
        return Upload(self.store.files.path(sha256), name, media_type, len(data), sha256)

    def upload(self, base: KnowledgeBase, name: str, data: bytes, *, by: Actor, **more: Any) -> Document:
        facts = UploadFacts.model_validate(more)
        document: Document = self.write(actions.add_upload, base, self.receive(name, data), facts, by=by)[0]
        return document

    def push(self, base: KnowledgeBase, id: str, text: str, *, by: Actor, **more: Any) -> tuple[Document, str]:
        pushed = texts.pushed(PushedText.model_validate({"id": id, "text": text} | more))
        done: tuple[Document, str] = self.write(ingesting.push, base.id, [pushed], by=by)[0]
        return done

    def view(self, document: Document, by: Actor) -> DocumentView:
        def look() -> DocumentView:
            found = queries.document(document.knowledge_base_id, document.id, seen_by=by)
            return queries.view(found, seen_by=by)

        return read_now(look)

    def search(self, query: str, *bases: KnowledgeBase, by: Actor, **more: Any) -> Retrieved:
        ask = SearchAsk.model_validate({"query": query} | more)
        named = [base.id for base in bases] if bases else None
        return read_now(retrieval.search, ask, named, meaning.meant(ask.query, ask.mode, named, seen_by=by), seen_by=by)


class LoopThread:
    """An event loop on a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()
