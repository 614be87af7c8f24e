"""The bots room, gathered."""

from appliance.kernel.actor import Credential
from appliance.kernel.room import Authenticator, Origins, Room, Visible
from appliance.rooms.chat import turns
from appliance.rooms.chat.bots import actions, jobs, people, policy, queries
from appliance.rooms.chat.bots.endpoints import door
from appliance.rooms.chat.bots.tables import Bot, BotKey, BotSession


def answer_in_sessions() -> None:
    """Say what the answers in sessions rest on."""
    turns.standings[BotSession.prefix] = queries.standing_of


ROOM = Room(
    name="bots",
    wing="chat",
    about=door.about,
    door=door,
    tables=(Bot, BotKey, BotSession),
    jobs=(jobs.write_uses, jobs.forget_sessions),
    recurring=(jobs.EVERY_MINUTE, jobs.NIGHTLY),
    policy=policy.CAN,
    reaches=(people.reached,),
    hands_over=(people.HAND_OVER,),
    erases=(actions.erase_owned,),
    visible=(Visible(Bot.prefix, queries.may_see),),
    authenticators=(Authenticator((Credential.BOT,), queries.resolve),),
    origins=(Origins("BOT", queries.are_listed),),
    at_start=(answer_in_sessions,),
)
