"""Who may do what with a conversation.

Decision: it is private to its owner, who may let others read it by a grant. Nobody but the owner asks in it, removes it
or shares it, and administrators have no business with it at all.
"""

from appliance.kernel.actor import Actor, Role
from appliance.rooms.chat.conversations.tables import Conversation


def is_owner(conversation: Conversation, actor: Actor) -> bool:
    """Whether it is the actor's own."""
    return bool(conversation.org_id == actor.org_id and conversation.owner_id == actor.id)


def may_share(conversation: Conversation, actor: Actor) -> bool:
    """Whether the actor may let others read it."""
    return is_owner(conversation, actor) and actor.at_least(Role.EDITOR)


CAN = {"conversations:remove": is_owner, "conversations:share": may_share}


def allowed(conversation: Conversation, actor: Actor) -> list[str]:
    """What the page may offer this actor."""
    if actor.is_read_only or not is_owner(conversation, actor):
        return []
    return list(CAN) if actor.at_least(Role.EDITOR) else ["conversations:remove"]
