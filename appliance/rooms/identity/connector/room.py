"""What the connector brings to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.identity.connector import people, policy, queries
from appliance.rooms.identity.connector.endpoints import door
from appliance.rooms.identity.connector.tables import Fact, Instance, LinkedGroup, Pairing

ROOM = Room(
    name="connector",
    wing="identity",
    about="Nextclouds that vouch for their people",
    door=door,
    tables=(Instance, Pairing, Fact, LinkedGroup),
    erases=(people.forget_person,),
    visible=(Visible("ncx", queries.may_see),),
    policy=policy.CAN,
)
