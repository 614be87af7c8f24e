"""Other chunk sizes begin a generation; documents that come in go into every generation; a removed base takes all."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.knowledge.collections import KnowledgeBase, generations
from appliance.rooms.knowledge.generations import actions, golden, jobs
from appliance.store.ledger import Entry

_SIZES = {"chunk_tokens", "chunk_overlap"}


def _resized(entry: Entry) -> None:
    facts = entry.data or {}
    base: KnowledgeBase | None = KnowledgeBase.get_or_none(KnowledgeBase.id == facts["knowledge_base_id"])
    if base is not None and _SIZES & set(facts["fields"]):
        actions.keep_up(base)


def _came(entry: Entry) -> None:
    for row in generations.beside([(entry.data or {})["knowledge_base_id"]]):
        enqueue(jobs.build, key=row.id, generation_id=row.id)


def _gone(entry: Entry) -> None:
    golden.forget((entry.data or {})["knowledge_base_id"])
    enqueue(jobs.advance, key="advance")


REBUILD_RESIZED = Listener("generations.rebuild_resized", ("BaseChanged",), _resized)
FILL = Listener("generations.fill", ("DocumentReady",), _came)
FORGET = Listener("generations.forget", ("BaseRemoved",), _gone)
