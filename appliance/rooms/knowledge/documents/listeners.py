"""When a base is removed, its documents go too."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.knowledge.documents import jobs
from appliance.store.ledger import Entry


def _empty(entry: Entry) -> None:
    base_id = (entry.data or {})["knowledge_base_id"]
    enqueue(jobs.empty_base, key=base_id, base_id=base_id)


EMPTY_REMOVED_BASES = Listener("documents.empty_removed_bases", ("BaseRemoved",), _empty)
