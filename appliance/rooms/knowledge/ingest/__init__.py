"""Getting documents in: reading files that were uploaded, and taking texts that programs push.

A pushed document is named by the caller's own id; pushing the same again changes nothing. Reading happens in jobs that
may run twice and go on where a crash cut them off.
"""

from appliance.rooms.knowledge.ingest.jobs import cut_texts, read_file

__all__ = ["cut_texts", "read_file"]
