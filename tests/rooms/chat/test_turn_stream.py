"""The stream of a turn: order, drop and re-attach, replay after the end, failures, limits."""

from appliance.kernel.problem import BadRequest
from appliance.rooms.chat import conversations
from appliance.rooms.chat.turns import streams
from appliance.store.database import read
from tests.rooms.chat.stage import ADA, VACATION, play, read_all, read_some, text_of, working


def test_events_are_numbered_from_one_and_end_with_done(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            events = await read_all(message_id)
        assert [id_ for id_, _, _ in events] == [f"{message_id}:{seq}" for seq in range(1, len(events) + 1)]
        names = [name for _, name, _ in events]
        assert names[0] == "start"
        assert set(names[1:-1]) == {"token"}
        assert names[-1] == "done"
        assert text_of(events) == "tick " * 40
        assert events[0][2]["message_id"] == message_id
        assert events[0][2]["model"] == "scripted"
        assert events[-1][2]["finish_reason"] == "stop"
        assert events[-1][2]["usage"]["output"] > 0

    play(scene())


def test_a_reader_who_drops_goes_on_behind_the_last_event_it_saw(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            first = await read_some(message_id, 5)
            rest = await read_all(message_id, 5)
            assert first + rest == await read_all(message_id)

    play(scene())


def test_replay_after_the_end_is_the_same_to_the_byte(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            live = await read_all(message_id)
            assert await read_all(message_id) == live
            assert await read_all(message_id, 7) == live[7:]
            assert await read_all(message_id, len(live)) == []
            assert await read_all(message_id, len(live) + 50) == live[-1:]

    play(scene())


def test_the_answer_is_stored_before_its_end_is_told(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            async for event in streams.events(message_id):
                if event.name == "done":
                    message = await read(conversations.answer, message_id, seen_by=ADA)
                    assert message.state.value == "done"
                    assert message.text == "tick " * 40
                    assert message.seq == int(str(event.id).partition(":")[2])

    play(scene())


def test_a_citation_comes_before_its_mark_and_false_marks_are_gone(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            base = await stage.base(VACATION)
            events = await read_all(await stage.ask("How many days of vacation?"))
        said, cited = "", []
        for _, name, data in events:
            if name == "citation":
                cited.append(data)
                assert f"[{data['number']}]" not in said
            elif name == "token":
                said += data["text"]
                assert all(f"[{number}]" not in said for number in range(1, 10) if number != 1 or not cited)
        assert [one["number"] for one in cited] == [1]
        assert said.count("[1]") == 1
        assert "[9]" not in said
        assert "Elephants live for 70 years." in said
        assert cited[0]["knowledge_base_id"] == base.id
        assert cited[0]["title"] == "Rules"
        assert VACATION[cited[0]["start"] : cited[0]["end"]] == cited[0]["snippet"]
        assert events[-1][2]["cited"] == [1]

    play(scene())


def test_a_mark_at_the_very_end_counts_too(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            await stage.base(VACATION)
            events = await read_all(await stage.ask("Every employee?"))  # the script has no entry: it quotes and cites
        assert [name for _, name, _ in events[-3:]] == ["citation", "token", "done"]
        assert events[-2][2]["text"] == " [1]"
        assert events[-1][2]["cited"] == [1]

    play(scene())


def test_a_broken_server_ends_the_answer_and_keeps_its_text(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("break it")
            events = await read_all(message_id)
            message = await read(conversations.answer, message_id, seen_by=ADA)
        assert events[-1][1:] == ("error", {"code": "provider_error", "message": "The server broke."})
        assert text_of(events) == message.text == "half [1"
        assert (message.state.value, message.error_code) == ("error", "provider_error")

    play(scene())


def test_an_answer_over_the_time_limit_ends_with_timeout(tmp_path):
    async def scene():
        async with working(tmp_path, turn_limit_seconds=1) as stage:
            events = await read_all(await stage.ask("hang"))
        assert events[-1][2]["code"] == "timeout"
        assert text_of(events) == "one two"

    play(scene())


def test_an_endless_answer_is_cut(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            events = await read_all(await stage.ask("flood me"))
        assert events[-1][2]["finish_reason"] == "length"
        assert 400_000 < len(text_of(events)) < 402_000

    play(scene())


def test_cancel_stops_at_once_and_keeps_the_text(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("hang")
            before = await read_some(message_id, 3)
            message = await streams.cancelled(message_id, seen_by=ADA)
            assert (message.state.value, message.text) == ("cancelled", "one two")
            events = await read_all(message_id)
            assert events[:3] == before
            assert events[-1][2]["code"] == "cancelled"
            again = await streams.cancelled(message_id, seen_by=ADA)
            assert again.version == message.version

    play(scene())


def test_the_whole_answer_as_one_object(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            await stage.base(VACATION)
            view = await streams.whole(await stage.ask("How much vacation is there?"), seen_by=ADA)
        assert view.text.startswith("Every employee has 27 days of paid vacation a year [1].")
        assert view.cited == [1]
        assert view.citations[0].title == "Rules"
        assert view.error is None

    play(scene())


def test_last_event_ids_are_read_strictly():
    for wrong in ("", "msg_1:1", "x", "msg_01hzzzzzzzzzzzzzzzzzzzzzzz:-1", "msg_01hzzzzzzzzzzzzzzzzzzzzzzz:1.5"):
        try:
            streams.place_in("msg_01hzzzzzzzzzzzzzzzzzzzzzzz", wrong)
        except BadRequest:
            continue
        raise AssertionError(wrong)
    assert streams.place_in("msg_01hzzzzzzzzzzzzzzzzzzzzzzz", "msg_01hzzzzzzzzzzzzzzzzzzzzzzz:12") == 12
