"""Who may read and remove a conversation."""

from appliance.kernel.actor import Actor
from appliance.rooms.chat.conversations.tables import Conversation


def is_owner(conversation: Conversation, actor: Actor) -> bool:
    """Conversations are private: nobody but the owner finds them."""
    return bool(conversation.org_id == actor.org_id and conversation.owner_id == actor.id)


CAN = {"conversations:remove": is_owner}
