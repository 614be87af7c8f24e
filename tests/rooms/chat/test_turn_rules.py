"""What a turn may be: walls between people, one at a time, repeats, limits, rights of the moment."""

import pytest

from appliance.kernel import clock, ends
from appliance.kernel.actor import Role
from appliance.kernel.problem import Conflict, KeyReused, NotFound, TierLimit, ValidationFailed
from appliance.rooms.agents import actions as agent_actions
from appliance.rooms.agents.shapes import AgentDraft
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import actions as conversation_actions
from appliance.rooms.chat.conversations import jobs as conversation_jobs
from appliance.rooms.chat.conversations.tables import Conversation, Message
from appliance.rooms.chat.turns import streams
from appliance.rooms.chat.turns.tables import Turn
from appliance.rooms.identity.users.tables import User
from appliance.rooms.knowledge.collections.tables import Visibility
from appliance.rooms.licensing.tables import MonthUse
from appliance.store.database import read, write
from tests.rooms.chat.stage import ADA, BEN, EVE, VACATION, person, play, read_all, read_some, text_of, working

BODIES = [
    {}, {"message": "x", "messages": [{"role": "user", "content": "x"}]}, {"message": "  "}, {"messages": []},
    {"messages": [{"role": "assistant", "content": "x"}]}, {"message": "x", "tools": ["web"]},
    {"message": "x", "attachments": ["fil_1"]},
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_a_body_that_asks_nothing_is_refused(tmp_path, body):
    async def scene():
        async with working(tmp_path) as stage:
            with pytest.raises(ValidationFailed):
                await stage.ask(**({"message": None} | body))

    play(scene())


def test_nobody_else_finds_the_answer_or_the_conversation(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("hang")
            [event] = await read_some(message_id, 1)
            cnv = event[2]["conversation_id"]
            for other in (BEN, EVE, person("chief", Role.ADMIN)):
                with pytest.raises(NotFound):
                    await read(conversations.answer, message_id, seen_by=other)
                with pytest.raises(NotFound):
                    await streams.resumed(f"{message_id}:1", seen_by=other)
                with pytest.raises(NotFound):
                    await stage.ask("mine?", by=other, conversation_id=cnv)
            assert await read(lambda: Message.select().count()) == 2

    play(scene())


def test_a_second_question_waits_for_the_first_answer(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            first = await stage.ask("hang")
            [event] = await read_some(first, 1)
            cnv = event[2]["conversation_id"]
            with pytest.raises(Conflict):
                await stage.ask("count", conversation_id=cnv)
            await streams.cancelled(first, seen_by=ADA)
            assert text_of(await read_all(await stage.ask("count", conversation_id=cnv))) == "tick " * 40

    play(scene())


def test_a_repeat_with_the_same_key_attaches_to_the_first_answer(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            first = await stage.ask("count", key="k1")
            assert await stage.ask("count", key="k1") == first
            assert await stage.ask("count", by=BEN, key="k1") != first
            with pytest.raises(KeyReused):
                await stage.ask("count more", key="k1")
            live = await read_all(first)
            assert await stage.ask("count", key="k1") == first
            assert await read_all(first) == live
            assert await read(lambda: MonthUse.get().messages) == 2

    play(scene())


def test_a_key_is_forgotten_after_a_day(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            first = await stage.ask("count", key="k1")
            await read_all(first)
            with clock.held() as hands:
                hands.advance(25 * clock.HOUR)
                assert await stage.ask("count", key="k1") != first

    play(scene())


def test_the_month_s_messages_are_limited_and_a_refused_question_leaves_nothing(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            await read_all(await stage.ask("count"))
            await write(lambda: MonthUse.update(messages=20_000).execute())
            with pytest.raises(TierLimit):
                await stage.ask("count again")
            assert await read(lambda: Message.select().count()) == 2
            assert await read(lambda: Conversation.select().count()) == 1

    play(scene())


def test_bases_that_i_cannot_see_are_neither_asked_nor_searched(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            private = await stage.base(VACATION, by=BEN)
            with pytest.raises(NotFound):
                await stage.ask("vacation days?", knowledge_base_ids=[private.id])
            events = await read_all(await stage.ask("vacation days?"))
            assert not [one for one in events if one[1] == "citation"]
            assert "[1]" not in text_of(events)

    play(scene())


def test_an_agent_searches_its_bases_with_the_rights_of_whoever_asks(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            private = await stage.base(VACATION)
            draft = AgentDraft(name="Rules", knowledge_base_ids=[private.id], visibility=Visibility.ORGANISATION.value)
            agent = await stage.act(agent_actions.create_agent, draft, by=ADA)
            mine = await read_all(await stage.ask("vacation days?", agent_id=agent.id))
            assert [one[2]["number"] for one in mine if one[1] == "citation"] == [1]
            assert mine[0][2]["agent_id"] == agent.id
            theirs = await read_all(await stage.ask("vacation days?", by=BEN, agent_id=agent.id))
            assert not [one for one in theirs if one[1] == "citation"]
            with pytest.raises(NotFound):
                await stage.ask("vacation?", by=EVE, agent_id=agent.id)

    play(scene())


def test_no_bases_at_all_means_no_search(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            await stage.base(VACATION)
            events = await read_all(await stage.ask("vacation days?", knowledge_base_ids=[]))
            assert not [one for one in events if one[1] == "citation"]

    play(scene())


def test_the_answer_of_somebody_suspended_is_cancelled(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("hang")
            await read_some(message_id, 3)
            await write(lambda: User.get_by_id(ADA.id).change(active=False))
            ends.tell(ADA.id)
            assert (await read_all(message_id))[-1][2]["code"] == "cancelled"

    play(scene())


def test_a_removed_conversation_is_gone_stops_its_answer_and_is_purged_in_time(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("hang")
            [event] = await read_some(message_id, 1)
            cnv = await read(conversations.conversation, event[2]["conversation_id"], seen_by=ADA)
            await stage.act(conversation_actions.remove_conversation, cnv, by=ADA)
            with pytest.raises(NotFound):
                await read(conversations.answer, message_id, seen_by=ADA)
            await stage.work.idle()
            assert (await read(lambda: Message.get_by_id(message_id))).state.value == "cancelled"
            with clock.held() as hands:
                hands.advance(29 * clock.DAY)
                await stage.night(conversation_jobs.purge_conversations)
                assert await read(lambda: Message.select().count()) == 2
                hands.advance(2 * clock.DAY)
                await stage.night(conversation_jobs.purge_conversations)
            assert await read(lambda: Message.select().count() + Conversation.select().count()) == 0
            await stage.work.idle()
            assert await read(lambda: Turn.select().count()) == 0

    play(scene())


def test_earlier_messages_of_the_caller_begin_the_conversation(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            said = [("user", "What is red?"), ("assistant", "A colour."), ("user", "count")]
            messages = [{"role": role, "content": content} for role, content in said]
            events = await read_all(await stage.ask(None, messages=messages))
            cnv = await read(conversations.conversation, events[0][2]["conversation_id"], seen_by=ADA)
            rows = await read(lambda: [row.text for row in conversations.history(cnv.id, "msg_z", 10)])
        assert cnv.title == "What is red?"
        assert cnv.running_id is None
        assert rows == ["What is red?", "A colour.", "count", "tick " * 40]

    play(scene())
