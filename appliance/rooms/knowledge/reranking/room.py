"""What the reranking room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.reranking import actions, policy
from appliance.rooms.knowledge.reranking.endpoints import door
from appliance.rooms.knowledge.reranking.tables import RerankSource

ROOM = Room(
    name="reranking", wing="knowledge", about=door.about, door=door, tables=(RerankSource,), policy=policy.CAN,
    at_start=(actions.take_over,),
)  # fmt: skip
