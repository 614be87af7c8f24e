"""What agents mean for people: who finds one and why, and what becomes of the agents of somebody who leaves."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import Given, HandOver, Reached
from appliance.rooms.agents import actions, policy, queries
from appliance.rooms.agents.tables import Agent, Visibility
from appliance.rooms.identity import grants


def reached(person: Actor) -> list[Reached]:
    """The agents that somebody may use or is denied, and why. What is private to somebody goes without its name."""
    rows, given = queries.visible(person), grants.given_to("agt", person)
    held = grants.held_of(rows, person)
    found = [_reached(row, person, given.get(row.id, []), held.get(row.id)) for row in rows]
    return found + [_denied(row, given.get(row.id, [])) for row in queries.denied(person)]


def _reached(row: Agent, person: Actor, given: list[Given], held: grants.Level | None) -> Reached:
    access = "change" if policy.may_change(row, person, held) else "read"
    return Reached("agent", row.id, _name(row), access, (*_reasons(row, person), *given))


def _denied(row: Agent, given: list[Given]) -> Reached:
    return Reached("agent", row.id, _name(row), "none", tuple(one for one in given if one.level == "deny"))


def _name(row: Agent) -> str:
    return "" if row.visibility is Visibility.PRIVATE else row.name


def _reasons(row: Agent, person: Actor) -> list[str]:
    found = ["owner"] if row.owner_id == person.id else []
    if row.visibility is Visibility.ORGANISATION:
        found.append("organisation")
    if row.visibility is Visibility.GROUPS:
        found += [id_ for id_ in row.group_ids if id_ in person.group_ids]
        found += ["administrator"] if person.at_least(Role.ADMIN) else []
    return found


HAND_OVER = HandOver("agents", actions.hand_over)
