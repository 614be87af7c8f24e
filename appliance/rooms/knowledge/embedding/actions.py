"""What follows when models are added or removed on the machine."""

from typing import Any

from appliance.engines import started
from appliance.kernel import current
from appliance.kernel.job import enqueue
from appliance.rooms.knowledge.documents import jobs


def models_changed() -> dict[str, Any]:
    """Look at the models anew and give documents the vectors that they lack now. Inside a writing unit."""
    embeddings = started().embeddings
    current.after_commit(embeddings.reload)
    enqueue(jobs.embed_missing, key="missing")
    return {"told": True}
