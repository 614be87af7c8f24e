"""A turn outlives the process: the journal is gone on from, without a lost or doubled event."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.rooms.chat import conversations
from appliance.rooms.chat.turns import answering
from appliance.rooms.chat.turns.protocol import Record
from appliance.store import opened
from appliance.store.database import read
from appliance.store.journal import Journal
from tests.rooms.chat.stage import ADA, play, read_all, read_some, text_of, working

ROOT = Path(__file__).parents[3]


def test_an_orderly_restart_goes_on_with_the_next_event(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            before = await read_some(message_id, 9)
        async with working(tmp_path):
            after = await read_all(message_id, 9)
            whole = await read_all(message_id)
        assert before + after == whole
        assert text_of(whole) == "tick " * 40
        assert [id_ for id_, _, _ in whole] == [f"{message_id}:{seq}" for seq in range(1, len(whole) + 1)]

    play(scene())


def test_a_model_that_cannot_go_on_ends_interrupted_with_its_text(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            before = await read_some(message_id, 9)
        async with working(tmp_path, is_scripted=False):
            events = await read_all(message_id)
            message = await read(conversations.answer, message_id, seen_by=ADA)
        assert events[:9] == before
        assert events[-1][2]["code"] == "interrupted"
        assert message.state.value == "interrupted"
        assert message.text == text_of(events) != ""

    play(scene())


def test_an_end_that_was_journalled_but_not_stored_is_stored_and_told_once(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("hang")
            await read_some(message_id, 3)
        log = opened_log(tmp_path, message_id)
        log.append(log.last + 1, Record([("done", b'{"model":"scripted","finish_reason":"stop"}')]).encoded())
        log.close()
        async with working(tmp_path):
            events = await read_all(message_id)
        assert [name for _, name, _ in events] == ["start", "token", "token", "done"]

    play(scene())


def opened_log(folder, message_id):
    return Journal(folder / "data" / "journal").open(message_id)


def test_the_journal_is_removed_once_the_answer_is_stored(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("count to forty")
            await read_some(message_id, 2)
            assert opened().journal.exists(message_id)
            await read_all(message_id)
            await stage.work.idle()
            assert not opened().journal.exists(message_id)
            await answering.answer(message_id)  # a second run finds nothing to do
            assert not opened().journal.exists(message_id)

    play(scene())


_CHILD = """
import asyncio, sys
from pathlib import Path
from tests.rooms.chat.stage import working
from appliance.rooms.chat.turns import streams
async def main():
    async with working(Path(sys.argv[1])) as stage:
        message_id = await stage.ask("count to forty")
        async for event in streams.events(message_id):
            print(event.id, flush=True)
asyncio.run(main())
"""


@pytest.mark.parametrize("seen", [1, 2, 7, 23, 40])
def test_a_killed_process_loses_and_doubles_nothing(tmp_path, seen):
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    ids = [child.stdout.readline().strip() for _ in range(seen)]
    os.kill(child.pid, signal.SIGKILL)
    ids += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    child.wait()
    message_id = ids[0].partition(":")[0]

    async def scene():
        async with working(tmp_path):
            after = await read_all(message_id, len(ids))
            whole = await read_all(message_id)
        assert ids + [id_ for id_, _, _ in after] == [id_ for id_, _, _ in whole]
        assert text_of(whole) == "tick " * 40
        assert whole[-1][1] == "done"

    asyncio.run(asyncio.wait_for(scene(), 20))
