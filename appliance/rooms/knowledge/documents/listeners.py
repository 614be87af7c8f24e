"""When a base is removed, its documents go too."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.knowledge.documents import care_jobs, jobs
from appliance.store.ledger import Entry


def _empty(entry: Entry) -> None:
    base_id = (entry.data or {})["knowledge_base_id"]
    enqueue(jobs.empty_base, key=base_id, base_id=base_id)


EMPTY_REMOVED_BASES = Listener("documents.empty_removed_bases", ("BaseRemoved",), _empty)


def _compare(entry: Entry) -> None:
    base_id = entry.data["knowledge_base_id"]
    enqueue(care_jobs.compare_base, key=base_id, delay_ms=COMPARE_AFTER_MS, base_id=base_id)


COMPARE_AFTER_MS = 2_000
"""A push of many documents is compared once, not once for each of them."""

COMPARE_READY = Listener("documents.compare_ready", ("DocumentReady", "DocumentMoved"), _compare)
