"""What the embedding room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.embedding import actions, jobs, policy
from appliance.rooms.knowledge.embedding.endpoints import door
from appliance.rooms.knowledge.embedding.tables import Source
from appliance.store.database import write_now


def _take_over() -> None:
    write_now(actions.take_over)


ROOM = Room(
    name="embedding",
    wing="knowledge",
    about=door.about,
    door=door,
    tables=(Source,),
    jobs=(jobs.forget_unused,),
    recurring=(jobs.NIGHTLY,),
    policy=policy.CAN,
    at_start=(_take_over,),
)
