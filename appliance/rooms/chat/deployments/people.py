"""What deployments mean for people: who reaches one and why, and what becomes of those of somebody who leaves."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import HandOver, Reached
from appliance.rooms.chat.deployments import actions, policy, queries
from appliance.rooms.chat.deployments.tables import Deployment


def reached(person: Actor) -> list[Reached]:
    """The deployments that somebody made or administers."""
    return [_reached(row, person) for row in queries.visible(person) if policy.may_change(row, person)]


def _reached(row: Deployment, person: Actor) -> Reached:
    found = ["owner"] if row.owner_id == person.id else []
    found += ["administrator"] if person.at_least(Role.ADMIN) else []
    return Reached("deployment", row.id, row.name, "change", tuple(found))


HAND_OVER = HandOver("deployments", actions.hand_over)
