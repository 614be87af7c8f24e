"""The deployments room, gathered."""

from appliance.kernel.actor import Credential
from appliance.kernel.room import Authenticator, Origins, Room, Visible
from appliance.rooms.chat import turns
from appliance.rooms.chat.deployments import actions, jobs, people, policy, queries
from appliance.rooms.chat.deployments.endpoints import door
from appliance.rooms.chat.deployments.tables import Deployment, Release


def answer_runs() -> None:
    """Say what the answers of runs rest on."""
    turns.standings[Deployment.prefix] = queries.standing_of


ROOM = Room(
    name="deployments",
    wing="chat",
    about=door.about,
    door=door,
    tables=(Deployment, Release),
    jobs=(jobs.write_uses, jobs.forget_runs),
    recurring=(jobs.EVERY_MINUTE, jobs.NIGHTLY),
    policy=policy.CAN,
    reaches=(people.reached,),
    hands_over=(people.HAND_OVER,),
    erases=(actions.erase_owned,),
    visible=(Visible(Deployment.prefix, queries.may_see),),
    authenticators=(Authenticator((Credential.DEPLOY,), queries.resolve),),
    origins=(Origins("DEPLOY", queries.are_listed),),
    at_start=(answer_runs,),
)
