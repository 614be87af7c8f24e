"""What the embedding room brings to the house."""

from appliance.engines import running
from appliance.kernel.job import enqueue
from appliance.kernel.room import Room
from appliance.rooms.knowledge.embedding import actions, jobs, policy, queries
from appliance.rooms.knowledge.embedding.endpoints import door
from appliance.rooms.knowledge.embedding.tables import Source
from appliance.store.database import read_now, write_now


def _take_over() -> None:
    if choices := read_now(queries.choices):
        actions.put_in_force(choices)
    engines = running()
    if engines is not None and engines.embeddings.known_ids():
        write_now(enqueue, jobs.keep_ready, key=f"schedule:{jobs.READY.name}")


ROOM = Room(
    name="embedding",
    wing="knowledge",
    about=door.about,
    door=door,
    tables=(Source,),
    jobs=(jobs.forget_unused, jobs.keep_ready),
    recurring=(jobs.NIGHTLY, jobs.READY),
    policy=policy.CAN,
    at_start=(_take_over,),
)
