"""A file that came in is read; the documents of a forked base are copied."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.collections.events import BaseForked
from appliance.rooms.knowledge.ingest import jobs
from appliance.store.ledger import Entry


def _read(entry: Entry) -> None:
    document_id = (entry.data or {})["document_id"]
    if documents.is_of_text(document_id):
        enqueue(jobs.cut_texts, document_ids=[document_id])
    else:
        enqueue(jobs.read_file, key=document_id, document_id=document_id)


READ_UPLOADS = Listener("ingest.read_uploads", ("DocumentUploaded", "DocumentRetried", "DocumentReplaced"), _read)


def _copy(entry: Entry) -> None:
    base_id = entry.data["knowledge_base_id"]
    enqueue(jobs.copy_base, key=base_id, source_id=entry.data["source_id"], target_id=base_id)


COPY_FORKED = Listener("ingest.copy_forked", (BaseForked.event_name,), _copy)
