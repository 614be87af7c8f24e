"""What bots mean for people: who reaches one and why, and what becomes of the bots of somebody who leaves."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import HandOver, Reached
from appliance.rooms.chat.bots import actions, policy, queries
from appliance.rooms.chat.bots.tables import Bot


def reached(person: Actor) -> list[Reached]:
    """The bots that somebody publishes or administers."""
    return [_reached(row, person) for row in queries.visible(person) if policy.may_change(row, person)]


def _reached(row: Bot, person: Actor) -> Reached:
    found = ["owner"] if row.owner_id == person.id else []
    found += ["administrator"] if person.at_least(Role.ADMIN) else []
    return Reached("bot", row.id, row.name, "change", tuple(found))


HAND_OVER = HandOver("bots", actions.hand_over)
