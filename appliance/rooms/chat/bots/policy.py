"""Who may do what with a bot: its publisher and administrators; secrets and limits with a session alone."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.rooms.chat.bots.tables import Bot


def may_change(bot: Bot, actor: Actor) -> bool:
    """Whoever published it and administrators; both must still be editors."""
    return actor.at_least(Role.EDITOR) and (bot.owner_id == actor.id or actor.at_least(Role.ADMIN))


def require_change(bot: Bot, by: Actor) -> None:
    """Forbidden for everybody else who may see the bot."""
    if not may_change(bot, by):
        raise Forbidden("Only who published the bot or an administrator may do this")


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: they lift no limits."""
    if not by.has_session:
        raise Forbidden("Sign in to change the limits of a key")


CAN = {
    "bots:change": may_change,
    "bots:mint": "a person with a session who may change the bot, not a key or token",
    "bots:limits": "a person with a session who may change the bot",
    "bots:talk": "whoever holds a key of the bot, in the sessions of that key",
}
