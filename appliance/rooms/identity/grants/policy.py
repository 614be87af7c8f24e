"""Who may grant what.

Decision: the owner of a thing, whoever was granted all that an owner has, and administrators. Nobody gives more than
they have, nor for longer: an administrator has nothing of somebody's private things, so there they may only deny and
take away. A deny holds for administrators too, as far as the thing itself goes (its contents, its settings, its use);
what remains to them is administration: the base is named in lists and may be removed, and its grants may be changed.
"""

from dataclasses import dataclass
from typing import Any

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.kernel.room import Shared
from appliance.rooms.identity.grants.tables import Level

CAN = {"grants:give": "the owner of the thing, an owner by grant, and administrators"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor is to a thing: the level that they have, and until when."""

    row: Any
    shared: Shared
    level: Level | None
    until: int | None
    is_administrator: bool


def looks_after(standing: Standing, actor: Actor) -> bool:
    """Whether the actor is to know who reaches this thing."""
    return actor.at_least(Role.EDITOR) and (standing.level is Level.OWNER or standing.is_administrator)


def may_share(standing: Standing, actor: Actor) -> bool:
    """Whether the actor may give, change and take away grants of this thing."""
    return looks_after(standing, actor) and not actor.is_read_only


def require_look(standing: Standing, by: Actor) -> None:
    """Forbidden for whoever does not look after this."""
    if not looks_after(standing, by):
        raise Forbidden("Only its owner or an administrator may know who reaches this")


def require_share(standing: Standing, by: Actor) -> None:
    """Forbidden for whoever may not decide who reaches this."""
    if not may_share(standing, by):
        raise Forbidden("Only its owner or an administrator may decide who reaches this")


def require_within(standing: Standing, level: Level, expires_at: int | None) -> None:
    """Forbidden for a level above one's own, or one that lasts longer; everybody who may share may deny."""
    if level is Level.DENY:
        return
    if standing.level is None or level.rank > standing.level.rank:
        raise Forbidden("Nobody may grant more than they have themselves")
    if standing.until is not None and (expires_at is None or expires_at > standing.until):
        raise Forbidden("Nobody may grant for longer than they have it themselves")
