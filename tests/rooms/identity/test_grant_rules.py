"""Who reaches what, as a table: visibility x grant x way of the grant x deny x role, against the rule in four lines."""

import itertools
from dataclasses import dataclass

import pytest

from appliance.kernel.actor import Actor, Role
from appliance.rooms.agents import policy as agent_policy
from appliance.rooms.agents import queries as agents
from appliance.rooms.agents.tables import Agent
from appliance.rooms.agents.tables import Visibility as Seen
from appliance.rooms.identity import grants, groups
from appliance.rooms.identity.grants.tables import Grant
from appliance.rooms.identity.groups.tables import Group, Membership
from appliance.rooms.identity.users.tables import User
from appliance.rooms.knowledge.collections import policy as base_policy
from appliance.rooms.knowledge.collections import queries as bases
from appliance.rooms.knowledge.collections.tables import BaseGroup, KnowledgeBase
from appliance.rooms.knowledge.collections.tables import Visibility as Shown
from appliance.store.database import write_now
from tests import make

WAYS = ("person", "group", "around")
GRANTS = [None, *itertools.product(("viewer", "editor", "owner"), WAYS)]
DENIES = (None, *WAYS)
CASES = list(itertools.product(("private", "groups", "organisation"), GRANTS, DENIES, Role))


@dataclass
class Place:
    """Somebody in a group that lies in another one, and how a case names them."""

    owner: Actor
    person: Actor
    names: dict[str, str]


def settled(people, role):
    ada = people.ada.owner
    around = Group.add(org_id=ada.org_id, name=f"Around {role}")
    inner = Group.add(org_id=ada.org_id, name=f"Inner {role}", parent_id=around.id)
    user = User.add(org_id=ada.org_id, email="", name=f"A {role}", role=role)
    Membership.add(org_id=ada.org_id, group_id=inner.id, user_id=user.id)
    person = Actor(user.id, user.org_id, role, group_ids=tuple(groups.group_ids_of(user.id)))
    return Place(people.cleo.owner, person, {"person": user.id, "group": inner.id, "around": around.id})


def given(place, thing, grant, deny):
    """The case's grants; a subject has one row for a thing, so a deny takes the place of a grant to the same."""
    rows = {place.names[grant[1]]: grant[0]} if grant else {}
    rows |= {place.names[deny]: "deny"} if deny else {}
    for subject, level in rows.items():
        Grant.add(
            org_id=place.owner.org_id, kind=thing.prefix, resource_id=thing.id, subject_id=subject, level=level,
            subject_kind="person" if subject.startswith("usr") else "group", granted_by=place.owner.id,
        )  # fmt: skip


def rule(visibility, grant, deny, role, kind):
    """What must be: (sees, changes, removes, writes documents). An administrator removes every base they know of."""
    level = None if deny else grant and grant[0]
    opened = visibility != "private"
    sees = not deny and bool(opened or level)
    edits, administers = role.rank >= Role.EDITOR.rank, role is Role.ADMIN
    changes = sees and edits and (level in ("editor", "owner") or (administers and opened))
    removes = edits and (level == "owner" or (administers and (opened or kind == "kb")))
    return sees, changes, removes, sees and edits and (level in ("editor", "owner") or opened)


def of_base(place, case):
    visibility, grant, deny, _ = case
    owner = {"org_id": place.owner.org_id, "owner_id": place.owner.id}
    base = KnowledgeBase.add(**owner, name="Base", visibility=Shown(visibility), chunk_tokens=400, chunk_overlap=0)
    if visibility == "groups":
        BaseGroup.add(org_id=base.org_id, knowledge_base_id=base.id, group_id=place.names["around"])
    given(place, base, grant, deny)
    sees = base.id in bases.visible_ids(place.person)
    ties = bases.ties(base, place.person)
    rules = (base_policy.may_change, base_policy.may_remove, base_policy.may_write)
    return sees, *(sees and one(base, place.person, ties) for one in rules)


def of_agent(place, case):
    visibility, grant, deny, _ = case
    owner = {"org_id": place.owner.org_id, "owner_id": place.owner.id}
    opened = [place.names["around"]] if visibility == "groups" else []
    agent = Agent.add(**owner, name="Agent", visibility=Seen(visibility), group_ids=opened)
    given(place, agent, grant, deny)
    sees = agents.may_see(place.person, agent.id)
    held = grants.held(agent, place.person)
    rules = (agent_policy.may_change, agent_policy.may_remove)
    return sees, *(sees and one(agent, place.person, held) for one in rules)


@pytest.mark.parametrize(("kind", "measured"), [("kb", of_base), ("agt", of_agent)])
def test_every_case_of_the_table(people, kind, measured):
    def wrong():
        places = {role: settled(people, role) for role in Role}
        for case in CASES:
            found, wanted = measured(places[case[-1]], case), rule(*case, kind)
            if found[0] != wanted[0] or (found[0] and found != wanted[: len(found)]):
                yield f"{case}: {found}, not {wanted}"

    assert write_now(lambda: list(wrong())) == []


def test_the_owner_is_never_denied(people):
    def seen():
        place = settled(people, Role.EDITOR)
        place.owner = place.person
        base, agent = make.base(place.person, visibility="private"), make.agent(place.person, visibility="private")
        for thing in (base, agent):
            given(place, thing, None, "group")
        return base.id in bases.visible_ids(place.person), agents.may_see(place.person, agent.id)

    assert write_now(seen) == (True, True)


def test_what_is_not_granted_any_more_is_private_again(people, clock_hands):
    def seen():
        place = settled(people, Role.EDITOR)
        base = make.base(place.owner, visibility="private")
        make.grant(place.owner, on=base, to=User.get_by_id(place.person.id), expires_at="2999-01-01T00:00:00Z")
        before = base.id in bases.visible_ids(place.person)
        clock_hands.advance(1_000 * 366 * 86_400_000)
        return before, base.id in bases.visible_ids(place.person)

    assert write_now(seen) == (True, False)
