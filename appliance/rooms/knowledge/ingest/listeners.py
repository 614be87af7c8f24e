"""A file that came in is read."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.knowledge.ingest import jobs
from appliance.store.ledger import Entry


def _read(entry: Entry) -> None:
    document_id = (entry.data or {})["document_id"]
    enqueue(jobs.read_file, key=document_id, document_id=document_id)


READ_UPLOADS = Listener("ingest.read_uploads", ("DocumentUploaded", "DocumentRetried"), _read)
