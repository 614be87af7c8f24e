"""The states of a document: every step may run twice, be the last before a crash, or come too late."""

from typing import Any

import pytest

from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge.documents import pipeline, queries
from appliance.rooms.knowledge.documents.pipeline import Content
from appliance.rooms.knowledge.documents.tables import Chunk, Document, State, Text
from appliance.rooms.knowledge.ingest import jobs
from appliance.store import ledger, queue
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

PAGE = b"<html><body><h1>Coach</h1><p>The quiet coach goes to Zagreb.</p></body></html>"
CONTENT = Content(
    [{"ordinal": 0, "start": 0, "end": 5, "page": 1, "heading": "", "link": None, "text": "quiet"}],
    "en", "quiet coach", "text/html", None, 1,
)  # fmt: skip


@pytest.fixture
def paused(living: Living) -> Living:
    """A wing whose lanes and index have stopped: steps are taken by hand."""
    living.run(living.work.stop(1))
    return living


def states(living: Living, base: Any) -> dict[str, int]:
    return {state: count for state, count in living.seen(base, BEN).documents_by_state.items() if count}


def kept() -> tuple[int, int]:
    return read_now(lambda: (Text.select().count(), Chunk.select().count()))


def test_each_step_may_run_twice(paused: Living) -> None:
    base = paused.base(BEN)
    document = paused.upload(base, "a.html", PAGE, by=BEN)
    assert states(paused, base) == {"received": 1}
    for _ in range(2):
        (reading,) = write_now(pipeline.begin, [document.id])
        assert states(paused, base) == {"parsing": 1}
    for _ in range(2):
        write_now(pipeline.keep, [(reading, CONTENT)])
        assert states(paused, base) == {"indexing": 1}
    assert kept() == (1, 1)
    for _ in range(2):
        write_now(pipeline.indexed, [document.id])
        assert states(paused, base) == {"ready": 1}
    assert paused.seen(base, BEN).chunk_count == 1
    assert write_now(pipeline.begin, [document.id]) == []


def test_jobs_may_run_twice(living: Living) -> None:
    base = living.base(BEN)
    file = living.upload(base, "a.html", PAGE, by=BEN)
    text, _ = living.push(base, "b", "The badger digs.", by=BEN)
    living.settle()
    before = kept()
    jobs.read_file.body(file.id)
    jobs.cut_texts.body([text.id])
    assert kept() == before
    assert states(living, base) == {"ready": 2}


def test_what_was_read_of_an_older_version_is_dropped(paused: Living) -> None:
    base = paused.base(BEN)
    document, _ = paused.push(base, "a", "first", by=BEN)
    ((reading),) = write_now(pipeline.begin, [document.id])
    paused.push(base, "a", "second", by=BEN)
    write_now(pipeline.keep, [(reading, CONTENT)])
    assert states(paused, base) == {"received": 1}
    assert kept() == (2, 0)


def test_a_newer_version_is_not_ready_because_an_older_one_was_indexed(paused: Living) -> None:
    base = paused.base(BEN)
    document, _ = paused.push(base, "a", "first", by=BEN)
    (reading,) = write_now(pipeline.begin, [document.id])
    write_now(pipeline.keep, [(reading, CONTENT)])
    paused.push(base, "a", "second", by=BEN)
    write_now(pipeline.indexed, [document.id])
    assert states(paused, base) == {"received": 1}


def test_a_removed_document_does_not_come_back(paused: Living) -> None:
    base = paused.base(BEN)
    document = paused.upload(base, "a.html", PAGE, by=BEN)
    (reading,) = write_now(pipeline.begin, [document.id])
    write_now(lambda: Document.delete().execute())
    write_now(pipeline.keep, [(reading, CONTENT)])
    write_now(pipeline.fail, [document.id], "corrupt", "x")
    write_now(pipeline.indexed, [document.id])
    assert kept() == (0, 0)


def test_a_buried_job_fails_its_document(paused: Living) -> None:
    base = paused.base(BEN)
    file = paused.upload(base, "a.html", PAGE, by=BEN)
    text, _ = paused.push(base, "b", "The badger digs.", by=BEN)
    for job, args in ((jobs.read_file, {"document_id": file.id}), (jobs.cut_texts, {"document_ids": [text.id]})):
        assert job.on_buried is not None
        write_now(job.on_buried, error="ValueError: /secret/path", **args)
    for document in (file, text):
        view = paused.view(document, BEN)
        assert view.error is not None
        assert (view.state, view.error.code) == ("failed", "parser_error")
        assert "/" not in view.error.message


def test_tries_are_limited() -> None:
    assert {jobs.read_file.tries, jobs.cut_texts.tries} == {3}


def test_a_bomb_is_quarantined_and_held_back(paused: Living) -> None:
    base = paused.base(BEN)
    document = paused.upload(base, "a.docx", b"x", by=BEN)
    write_now(pipeline.fail, [document.id], "bomb", "too much")
    assert states(paused, base) == {"quarantined": 1}
    with pytest.raises(Conflict):
        read_now(queries.original, read_now(queries.document, base.id, document.id, seen_by=BEN))
    write_now(pipeline.fail, [document.id], "corrupt", "another word")
    assert states(paused, base) == {"quarantined": 1}


def test_the_same_file_is_one_document_and_a_failed_one_is_tried_again(living: Living) -> None:
    base = living.base(BEN)
    broken = living.upload(base, "a.pdf", b"%PDF-1.4 nothing", by=BEN)
    living.settle()
    assert states(living, base) == {"failed": 1}
    again = living.upload(base, "a.pdf", b"%PDF-1.4 nothing", by=BEN)
    assert (again.id, again.state) == (broken.id, State.RECEIVED)
    living.settle()
    assert states(living, base) == {"failed": 1}
    other = living.upload(base, "b.pdf", b"%PDF-1.4 nothing", by=BEN)
    assert other.id != broken.id


def test_a_push_puts_one_job_into_the_parse_lane(paused: Living) -> None:
    base = paused.base(BEN)
    paused.push(base, "a", "one", by=BEN)
    counts = read_now(lambda: queue.counts(reading_connection()))
    assert counts == {("parse", "waiting"): 1}


def test_the_ledger_tells_of_the_way(living: Living) -> None:
    base = living.base(BEN)
    living.upload(base, "a.html", PAGE, by=BEN)
    living.settle()
    entries = read_now(lambda: ledger.after(reading_connection(), 0, 100))
    assert [entry.name for entry in entries] == ["BaseCreated", "DocumentUploaded", "DocumentReady"]
    assert {entry.org_id for entry in entries} == {base.org_id}


def test_a_restart_goes_on_where_it_was(paused: Living) -> None:
    base = paused.base(BEN)
    document = paused.upload(base, "a.html", PAGE, by=BEN)
    text, _ = paused.push(base, "b", "The badger digs.", by=BEN)
    write_now(pipeline.begin, [document.id])
    (reading,) = write_now(pipeline.begin, [text.id])
    write_now(pipeline.keep, [(reading, CONTENT)])
    paused.restart()
    paused.settle()
    assert states(paused, base) == {"ready": 2}
