"""What the reranking room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.reranking import actions, policy, queries
from appliance.rooms.knowledge.reranking.endpoints import door
from appliance.rooms.knowledge.reranking.tables import RerankSource
from appliance.store.database import read_now


def _take_over() -> None:
    if servers := read_now(queries.servers):
        actions.put_in_force(servers)


ROOM = Room(
    name="reranking",
    wing="knowledge",
    about=door.about,
    door=door,
    tables=(RerankSource,),
    policy=policy.CAN,
    at_start=(_take_over,),
)
