"""What is removed is gone: rows, index entries, counts, and in the end the blobs."""

import threading

import pytest

from appliance.kernel import clock
from appliance.kernel.problem import NotFound
from appliance.rooms.knowledge.collections import actions as base_actions
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Tally
from appliance.rooms.knowledge.documents import actions
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Text
from appliance.rooms.knowledge.ingest import texts
from appliance.rooms.knowledge.ingest.actions import push
from appliance.rooms.knowledge.ingest.shapes import PushedText
from appliance.store.database import read_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

PAGE = b"<html><body><h1>Coach</h1><p>The quiet coach goes to Zagreb.</p></body></html>"
TABLES = (KnowledgeBase, Tally, Document, Text, Chunk, LanguageTally)


def rows_left() -> list[int]:
    return read_now(lambda: [table.select().count() for table in TABLES])


def test_a_removed_document_leaves_nothing(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "a.html", PAGE, by=BEN)
    living.settle()
    living.write(actions.remove_document, document, by=BEN)
    living.write(actions.remove_document, document, by=BEN)
    living.settle()
    assert living.seen(base, BEN).document_count == 0
    assert living.seen(base, BEN).chunk_count == 0
    assert read_now(lambda: (Document.select().count(), Text.select().count(), Chunk.select().count())) == (0, 0, 0)
    assert living.store.index.count() == 0


def test_a_removed_base_leaves_nothing(living: Living) -> None:
    base = living.base(BEN)
    pushed = [texts.pushed(PushedText(id=str(n), text=f"The dog and the cat number {n}.")) for n in range(450)]
    living.write(push, base.id, pushed, by=BEN)
    living.upload(base, "a.html", PAGE, by=BEN)
    living.settle()
    assert living.seen(base, BEN).documents_by_state["ready"] == 451
    living.write(base_actions.remove_base, base, by=BEN)
    living.settle()
    assert rows_left() == [0] * len(TABLES)
    assert living.store.index.count() == 0


def test_blobs_are_claimed_as_long_as_a_document_needs_them(living: Living) -> None:
    base = living.base(BEN)
    one = living.upload(base, "a.html", PAGE, by=BEN)
    two = living.upload(base, "b.html", PAGE, by=BEN)
    living.push(base, "c", "pushed", by=BEN)
    assert read_now(actions.claims) == [one.sha256]
    living.write(actions.remove_document, one, by=BEN)
    assert read_now(actions.claims) == [two.sha256]
    living.write(actions.remove_document, two, by=BEN)
    living.store.files.sweep(read_now(actions.claims), older_than_ms=-clock.DAY)
    assert not living.store.files.exists(one.sha256)


def test_an_upload_into_a_base_that_is_being_removed_is_refused_or_cleared(living: Living) -> None:
    refused = 0
    for number in range(8):
        base = living.base(BEN)
        uploads = [living.receive(f"{number}.{n}.txt", b"The quiet coach.") for n in range(3)]
        outcomes: list[str] = []

        def send(base: KnowledgeBase = base, outcomes: list[str] = outcomes, uploads: list = uploads) -> None:  # type: ignore[type-arg]
            for upload in uploads:
                try:
                    living.write(actions.add_upload, base, upload, actions.UploadFacts(), by=BEN)
                    outcomes.append("taken")
                except NotFound:
                    outcomes.append("refused")

        sender = threading.Thread(target=send)
        sender.start()
        living.write(base_actions.remove_base, base, by=BEN)
        sender.join()
        assert len(outcomes) == 3
        refused += outcomes.count("refused")
    living.settle()
    assert rows_left() == [0] * len(TABLES)
    assert refused > 0


def test_removing_twice_at_once_counts_once(living: Living) -> None:
    base = living.base(BEN)
    document, _ = living.push(base, "a", "The quiet coach.", by=BEN)
    living.push(base, "b", "The loud coach.", by=BEN)
    living.settle()
    both = [threading.Thread(target=living.write, args=(actions.remove_document, document), kwargs={"by": BEN})] * 1
    both.append(threading.Thread(target=living.write, args=(actions.remove_document, document), kwargs={"by": BEN}))
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert living.seen(base, BEN).document_count == 1


def test_documents_of_a_removed_base_cannot_be_read(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "a.html", PAGE, by=BEN)
    living.write(base_actions.remove_base, base, by=BEN)
    with pytest.raises(NotFound):
        living.view(document, BEN)
