"""What agents mean for people: who finds one and why, and what becomes of the agents of somebody who leaves."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import HandOver, Reached
from appliance.rooms.agents import actions, policy, queries
from appliance.rooms.agents.tables import Agent, Visibility


def reached(person: Actor) -> list[Reached]:
    """The agents that somebody may use, with the reason for each. What is private to them goes without its name."""
    return [_reached(row, person) for row in queries.visible(person)]


def _reached(row: Agent, person: Actor) -> Reached:
    name = "" if row.visibility is Visibility.PRIVATE else row.name
    access = "change" if policy.may_change(row, person) else "read"
    return Reached("agent", row.id, name, access, tuple(_reasons(row, person)))


def _reasons(row: Agent, person: Actor) -> list[str]:
    found = ["owner"] if row.owner_id == person.id else []
    if row.visibility is Visibility.ORGANISATION:
        found.append("organisation")
    if row.visibility is Visibility.GROUPS:
        found += [id_ for id_ in row.group_ids if id_ in person.group_ids]
        found += ["administrator"] if person.at_least(Role.ADMIN) else []
    return found


HAND_OVER = HandOver("agents", actions.hand_over)
