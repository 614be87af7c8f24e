"""Chores of embedding sources."""

from contextlib import suppress

from appliance.engines import started
from appliance.engines.embed import EmbedFailed
from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.knowledge.embedding import actions, queries
from appliance.store.database import read_now, write_now


@job(Lane.NIGHT)
def forget_unused() -> None:
    """Forget the sources that nobody wants and nothing is served by."""
    write_now(actions.forget_unused)


@job(Lane.QUICK)
def keep_ready() -> None:
    """Let what knows the vectors be there before the first question, and follow what came in since."""
    embeddings = started().embeddings
    for model, dimensions in read_now(queries.in_service) if embeddings.known_ids() else ():
        with suppress(EmbedFailed):  # whoever asks is told; until then nobody misses it
            embeddings.keep_ready(model, dimensions)


READY = Recurring("embedding.keep_ready", keep_ready, seconds=60)
NIGHTLY = Recurring("embedding.forget_unused", forget_unused, at="03:53")
