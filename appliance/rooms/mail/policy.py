"""Who reads a letter: an administrator, freshly confirmed; what is about an operator only operators."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden
from appliance.rooms.mail.tables import Letter

CAN = {"mail:read": "an administrator of the organisation; an operator what is about operators"}


def require_reader(letter: Letter, actor: Actor) -> None:
    """Forbidden for a guarded letter, unless the actor operates the machine: its link would give them its rights."""
    if letter.is_guarded and not actor.is_operator:
        raise Forbidden("Only an operator may read this")
