"""Who finds and changes an agent, and what an agent may be made of."""

import pytest

from appliance.kernel.actor import Role
from appliance.kernel.page import PageAsk
from appliance.kernel.problem import Forbidden, NotFound, TierLimit, ValidationFailed
from appliance.rooms import agents
from appliance.rooms.agents import actions, queries
from appliance.rooms.agents.shapes import AgentDraft, AgentFilter, AgentPatch, AgentView
from appliance.rooms.agents.tables import Agent
from appliance.rooms.identity.groups.tables import Group, Membership
from appliance.store.database import read, write
from tests.rooms.chat.stage import ADA, BEN, EVE, VACATION, person, play, working

CHIEF = person("chief", Role.ADMIN)
DAN = person("dan", Role.VIEWER)
OPEN = AgentDraft(name="Rules", visibility="organisation")
PRIVATE = AgentDraft(name="Mine")


async def _seen(by):
    page = await read(queries.agents, AgentFilter.of({}), PageAsk(), seen_by=by)
    return [agent.name for agent in page.data]


def test_private_is_for_the_owner_alone_and_open_for_the_organisation(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            mine = await stage.act(actions.create_agent, PRIVATE, by=ADA)
            await stage.act(actions.create_agent, OPEN, by=ADA)
            assert await _seen(ADA) == ["Rules", "Mine"]
            for other in (BEN, DAN, CHIEF):
                assert await _seen(other) == ["Rules"]
                with pytest.raises(NotFound):
                    await read(agents.agent, mine.id, seen_by=other)
            assert await _seen(EVE) == []

    play(scene())


def test_a_group_s_agent_is_seen_by_its_members(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            group = await write(lambda: Group.add(org_id=ADA.org_id, name="Sales"))
            await write(lambda: Membership.add(org_id=ADA.org_id, group_id=group.id, user_id=BEN.id))
            draft = AgentDraft(name="Sales", visibility="groups", group_ids=[group.id])
            await stage.act(actions.create_agent, draft, by=ADA)
            member = person("ben")
            assert await _seen(member) == []
            assert await _seen(CHIEF) == ["Sales"]
            assert await _seen(person_in("ben", group.id)) == ["Sales"]
            foreign = AgentDraft(name="x", visibility="groups", group_ids=["grp_00000000000000000000000000"])
            with pytest.raises(NotFound):
                await stage.act(actions.create_agent, foreign, by=ADA)

    play(scene())


def person_in(name, group_id):
    actor = person(name)
    return type(actor)(id=actor.id, org_id=actor.org_id, role=actor.role, group_ids=(group_id,))


def test_only_the_owner_and_administrators_change_it(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            agent = await stage.act(actions.create_agent, OPEN, by=ADA)
            with pytest.raises(Forbidden):
                await stage.act(actions.change_agent, agent, AgentPatch(name="Hers"), by=BEN)
            with pytest.raises(Forbidden):
                await stage.act(actions.remove_agent, agent, by=BEN)
            changed = await stage.act(actions.change_agent, agent, AgentPatch(name="New"), by=CHIEF)
            assert (changed.name, changed.version) == ("New", 2)
            same = await stage.act(actions.change_agent, agent, AgentPatch(name="New"), by=ADA)
            assert same.version == 2
            assert AgentView.of(same, ADA).can == ["agents:change", "agents:remove", "agents:share"]
            assert AgentView.of(same, BEN).can == []
            await stage.act(actions.remove_agent, agent, by=ADA)
            assert await _seen(ADA) == []

    play(scene())


def test_bases_that_the_actor_cannot_see_are_not_taken(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            base = await stage.base(VACATION, by=BEN)
            draft = AgentDraft(name="x", knowledge_base_ids=[base.id])
            with pytest.raises(NotFound):
                await stage.act(actions.create_agent, draft, by=ADA)
            agent = await stage.act(actions.create_agent, draft, by=BEN)
            assert agent.knowledge_base_ids == [base.id]

    play(scene())


@pytest.mark.parametrize("body", [{"tools": ["web"]}, {"provider_id": "prv_x"}, {"visibility": "groups"}], ids=str)
def test_what_does_not_exist_is_refused(tmp_path, body):
    async def scene():
        async with working(tmp_path) as stage:
            with pytest.raises(ValidationFailed):
                await stage.act(actions.create_agent, AgentDraft(name="x", **body), by=ADA)

    play(scene())


def test_the_licence_limits_agents(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            for _ in range(10):
                await stage.act(actions.create_agent, PRIVATE, by=ADA)
            with pytest.raises(TierLimit):
                await stage.act(actions.create_agent, PRIVATE, by=BEN)
            assert await read(lambda: Agent.select().count()) == 10

    play(scene())
