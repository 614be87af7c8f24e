"""The turns room, gathered."""

from appliance.kernel import ends
from appliance.kernel.room import Room
from appliance.rooms.chat.turns import actions
from appliance.rooms.chat.turns.broker import broker
from appliance.rooms.chat.turns.endpoints import door
from appliance.rooms.chat.turns.jobs import run_turn
from appliance.rooms.chat.turns.listeners import LISTENERS
from appliance.rooms.chat.turns.tables import Turn


def stop_with_their_askers() -> None:
    """Let the answers of suspended and removed people end with them."""
    ends.hear(broker.stop_of)


ROOM = Room(
    name="turns",
    wing="chat",
    about=door.about,
    door=door,
    tables=(Turn,),
    jobs=(run_turn,),
    listeners=LISTENERS,
    scrubs=(actions.blank_quotes,),
    at_start=(stop_with_their_askers,),
)
