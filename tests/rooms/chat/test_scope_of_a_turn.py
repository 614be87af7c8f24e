"""A question that names bases is answered from these alone, with the rights of the moment in which it is answered."""

import pytest

from appliance.kernel.problem import ValidationFailed
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Author, MessageView
from appliance.rooms.chat.conversations.queries import shown
from appliance.rooms.chat.conversations.tables import Message
from appliance.rooms.chat.turns import queries
from appliance.rooms.chat.turns.condense import search_query, shown_history
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Visibility
from appliance.store.database import read, write
from tests.rooms.chat.stage import ADA, BEN, VACATION, Stage, play, read_all, working

ASKED = '@kb:"House RULES" How many days of vacation are there?'


async def bases(stage: Stage) -> tuple[KnowledgeBase, KnowledgeBase]:
    """Two bases with the same words; the first is called House rules, the second Travel."""
    found = [await stage.base(VACATION), await stage.base(VACATION)]
    for base, name in zip(found, ("House rules", "Travel"), strict=True):
        await write(lambda base=base, name=name: KnowledgeBase.get_by_id(base.id).change(name=name))
    return found[0], found[1]


def test_an_answer_is_from_the_named_base_alone(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            house, _ = await bases(stage)
            for _ in range(2):
                message_id = await stage.ask(ASKED)
                events = await read_all(message_id)
                cited = {data["knowledge_base_id"] for _, name, data in events if name == "citation"}
                assert cited == {house.id}
                assert events[0][2]["scope"] == [house.id]

    play(scene())


def test_the_mark_is_kept_in_the_message_and_the_scope_in_the_answer(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            house, travel = await bases(stage)
            message_id = await stage.ask(ASKED)
            events = await read_all(message_id)
            conversation = await read(conversations.conversation, events[0][2]["conversation_id"], seen_by=ADA)
            rows = await read(lambda: list(Message.select().order_by(Message.created_at)))
            assert rows[0].text == ASKED
            assert "@kb" not in conversation.title
            views = await read(shown, rows, conversation, seen_by=ADA)
            assert [one.scope for one in views] == [None, [house.id]]
            again = await stage.ask("And vacation at @kb:travel?", conversation_id=conversation.id)
            assert (await read_all(again))[0][2]["scope"] == [travel.id]

    play(scene())


def test_what_the_model_and_the_search_are_given_has_no_mark():
    said = Message(role=Author.USER, text="@kb:house when?", state="done")
    assert search_query("and in winter?", [said]) == "and in winter? when?"
    assert [one.content for one in shown_history([said])] == ["when?"]


def test_a_name_that_cannot_be_searched_is_refused_before_anything_is_stored(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            await bases(stage)
            told = []
            for name in ("Travel", "Nowhere"):
                with pytest.raises(ValidationFailed) as refused:
                    await stage.ask(f"@kb:{name} vacation?", by=BEN)
                told.append(str(refused.value.details).replace(name, ""))
                assert refused.value.param == "message"
            assert told[0] == told[1]
            assert await read(lambda: Message.select().count()) == 0

    play(scene())


def test_a_name_narrows_the_chosen_bases_and_never_widens_them(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            house, travel = await bases(stage)
            with pytest.raises(ValidationFailed):
                await stage.ask(ASKED, knowledge_base_ids=[travel.id])
            message_id = await stage.ask(ASKED, knowledge_base_ids=[travel.id, house.id])
            assert await read(queries.asked_bases, message_id) == [house.id]

    play(scene())


def test_the_scope_is_gone_with_the_right_to_it(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            house, _ = await bases(stage)
            await write(lambda: KnowledgeBase.get_by_id(house.id).change(visibility=Visibility.ORGANISATION))
            message_id = await stage.ask(ASKED, by=BEN)
            await read_all(message_id)
            await write(lambda: KnowledgeBase.get_by_id(house.id).change(visibility=Visibility.PRIVATE))
            answer = await read(conversations.answer, message_id, seen_by=BEN)
            conversation = await read(conversations.conversation, answer.conversation_id, seen_by=BEN)
            [told] = await read(shown, [answer], conversation, seen_by=BEN)
            assert isinstance(told, MessageView)
            assert (told.scope, told.citations) == ([], [])
            with pytest.raises(ValidationFailed):
                await stage.ask(ASKED, by=BEN)

    play(scene())
