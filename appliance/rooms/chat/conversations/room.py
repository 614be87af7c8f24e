"""The conversations room, gathered."""

from appliance.kernel.job import Recurring
from appliance.kernel.room import Finder, Room, Shared, Visible
from appliance.rooms.chat.conversations import actions, listeners, policy, queries
from appliance.rooms.chat.conversations.endpoints import door
from appliance.rooms.chat.conversations.jobs import purge_conversations
from appliance.rooms.chat.conversations.tables import Conversation, Message

ROOM = Room(
    name="conversations",
    wing="chat",
    about=door.about,
    door=door,
    tables=(Conversation, Message),
    jobs=(purge_conversations,),
    recurring=(Recurring("conversations.purge", purge_conversations, at="03:40"),),
    listeners=(listeners.PURGE_ERASED,),
    policy=policy.CAN,
    shares=(Shared(Conversation, queries.conversation, levels=("viewer",), is_administered=False),),
    finds=(Finder("conversation", queries.matching),),
    cites=(queries.cited,),
    erases=(actions.erase_owned,),
    visible=(Visible("cnv", queries.may_see),),
)
