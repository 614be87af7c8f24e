"""Passages name all their pages; what an older parser read is read again without being lost, and old texts stay."""

from typing import Any

import pytest

from appliance.rooms.knowledge.documents import queries, twins, versions
from appliance.rooms.knowledge.documents.tables import Chunk, Document, Sketch, State, Text
from appliance.rooms.knowledge.generations import actions as generations
from appliance.rooms.knowledge.ingest import jobs
from appliance.store.database import read_now, write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

PAGES = "\f".join(f"Page {n} speaks of topic{n} and little else." for n in range(1, 5)).encode()


def fresh(document: Document) -> Document:
    row: Document = read_now(lambda: Document.get_by_id(document.id))
    return row


def stored(document: Document) -> dict[int, tuple[str, int | None]]:
    return read_now(lambda: {
        text.number: (text.body, text.parser) for text in Text.select().where(Text.document_id == document.id)
    })  # fmt: skip


def as_of_old(document: Document, body: str) -> None:
    """As if an older parser had read it so."""
    write_now(lambda: Text.update(body=body, parser=None, marks=[]).where(Text.document_id == document.id).execute())


def test_a_passage_names_the_pages_it_begins_and_ends_on(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "a.txt", PAGES, by=BEN)
    living.settle()
    (found,) = living.search("topic2", base, by=BEN).data
    assert (found.page, found.last_page) == (1, 4)
    assert read_now(versions.page_starts, {document.id: 1})[document.id][1][1] == 2


def test_reindex_reads_again_what_an_older_parser_read(living: Living) -> None:
    base = living.base(BEN)
    changed = living.upload(base, "a.txt", b"The ferry leaves at nine.", by=BEN)
    same = living.upload(base, "b.txt", b"The train leaves at ten.", by=BEN)
    living.settle()
    as_of_old(changed, "The fer-\nry leaves at nine.")
    as_of_old(same, "The train leaves at ten.")
    living.write(generations.reindex, living.found(base.id), by=BEN)
    living.settle()
    assert stored(changed) == {
        1: ("The fer-\nry leaves at nine.", None), 2: ("The ferry leaves at nine.", jobs.PARSER),
    }  # fmt: skip
    assert stored(same) == {1: ("The train leaves at ten.", jobs.PARSER)}
    assert [fresh(one).state for one in (changed, same)] == [State.READY] * 2
    assert [one.document_id for one in living.search("ferry", base, by=BEN).data] == [changed.id]
    kept = read_now(versions.listed, fresh(changed))
    assert [(one.number, one.sha256) for one in kept] == [(2, changed.sha256), (1, changed.sha256)]
    assert read_now(queries.text, fresh(changed)).text == "The ferry leaves at nine."


def test_what_cannot_be_read_any_more_stays(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "a.txt", b"The ferry leaves at nine.", by=BEN)
    living.settle()
    as_of_old(document, "The ferry leaves at nine.")
    write_now(lambda: Document.update(filename="a.exe").where(Document.id == document.id).execute())
    living.write(generations.reindex, living.found(base.id), by=BEN)
    living.settle()
    assert fresh(document).state is State.READY
    assert living.search("ferry", base, by=BEN).data


def test_pages_of_a_stored_text_are_known_when_it_is_cut_again(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "a.txt", PAGES, by=BEN)
    living.settle()
    assert read_now(lambda: [one.last_page for one in Chunk.select().where(Chunk.document_id == document.id)]) == [4]


WORDS = [f"word{number}" for number in range(400)]


def sketched(text: str) -> Any:
    return twins._FORM.unpack(twins.sketch(text))


@pytest.mark.parametrize("changes", [1, 4, 8])
def test_like_texts_share_a_band(changes: int) -> None:
    changed = [f"new{at}" if at % (400 // changes) == 7 else word for at, word in enumerate(WORDS)]
    one, other = sketched(" ".join(WORDS)), sketched(" ".join(changed))
    shared = set(twins.bands(one, "kb_a")) & set(twins.bands(other, "kb_a"))
    assert bool(shared) or twins.similarity(one, other) < twins.ALIKE
    assert not shared & set(twins.bands(other, "kb_b"))


def test_no_document_is_too_many_to_be_compared(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "AT_ONCE", 3)
    base = living.base(BEN)
    texts = [" ".join([*WORDS, f"end{number}"]) for number in range(7)]
    documents = [living.push(base, str(number), text, by=BEN)[0] for number, text in enumerate(texts)]
    living.settle()
    write_now(lambda: Sketch.update(is_compared=False).execute())
    assert [write_now(twins.compare, base.id) for _ in range(4)] == [3, 3, 1, 0]
    for document in documents:
        near = {one.id for one in read_now(twins.of, fresh(document))}
        assert near == {one.id for one in documents} - {document.id}
