"""What federation brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.federation import actions, jobs, policy, queries
from appliance.rooms.identity.federation.endpoints import door
from appliance.rooms.identity.federation.tables import Connection, Identity, Spent
from appliance.store.database import read_now


def _open_egress() -> None:
    actions.open_egress(read_now(queries.every_connection))


ROOM = Room(
    name="federation",
    wing="identity",
    about="Signing in by the word of others",
    door=door,
    tables=(Connection, Identity, Spent),
    jobs=(jobs.forget_spent,),
    recurring=(jobs.NIGHTLY,),
    policy=policy.CAN,
    erases=(actions.forget_person,),
    at_start=(_open_egress,),
)
