"""Who may do what with the organisation: everybody in it reads its settings, administrators change them."""

from appliance.kernel.actor import Actor, Role

CAN = {"settings:change": "an administrator of the organisation"}


def verbs(actor: Actor) -> list[str]:
    """What the page may offer this actor."""
    return ["change"] if actor.at_least(Role.ADMIN) and not actor.is_read_only else []
