"""The words of permission, derived from the role. The page asks them; endpoints decide by their own access."""

from appliance.kernel.actor import Actor, Role

_VIEWER = ("chat:use", "knowledge:read", "agents:read", "keys:mint")
_EDITOR = ("knowledge:write", "agents:write")
_ADMIN = ("users:manage", "groups:manage", "license:change", "settings:change", "audit:read", "health:read")
_LIMITED = ("chat:use", "agents:read")
_OPERATOR = ("machine:operate",)

CAN = dict.fromkeys(("signin:change_password",), "the person, who proves the current password")


def permissions(actor: Actor) -> list[str]:
    """Everything this actor may do, as words."""
    if actor.is_limited:
        return sorted(_LIMITED)
    found = list(_VIEWER)
    found += _EDITOR if actor.at_least(Role.EDITOR) else ()
    found += _ADMIN if actor.at_least(Role.ADMIN) else ()
    found += _OPERATOR if actor.is_operator else ()
    return sorted(found)
