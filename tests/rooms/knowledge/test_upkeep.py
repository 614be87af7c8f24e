"""Looking after documents: trying again, renaming, moving, new versions, near duplicates, many at once."""

from typing import Any

import pytest

from appliance.kernel import clock
from appliance.kernel.page import PageAsk
from appliance.kernel.problem import Conflict, Forbidden
from appliance.rooms.knowledge.collections.tables import KnowledgeBase
from appliance.rooms.knowledge.documents import actions, care, queries, twins, versions
from appliance.rooms.knowledge.documents.care_shapes import BulkDraft, DocumentPatch
from appliance.rooms.knowledge.documents.shapes import DocumentFilter
from appliance.rooms.knowledge.documents.tables import Document, State
from appliance.store.database import read_now, write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN, CLEO, DAN

WORDS = [f"word{number % 97}of{number}" for number in range(600)]


def fresh(document: Document) -> Document:
    row: Document = read_now(lambda: Document.get_by_id(document.id))
    return row


def listed(base: KnowledgeBase, **where: str) -> list[str]:
    ask = DocumentFilter.of(where)
    return [one.id for one in read_now(queries.documents, base, ask, PageAsk(), seen_by=BEN).data]


def replace(living: Living, document: Document, data: bytes) -> Document:
    upload = living.receive("second.txt", data)
    replaced: Document = living.write(versions.replace_file, fresh(document), upload, by=BEN)
    living.settle()
    return replaced


def test_a_failed_document_is_tried_again_and_a_sound_one_is_not(living: Living) -> None:
    base = living.base(BEN)
    broken = living.upload(base, "broken.pdf", b"%PDF-1.7 nothing", by=BEN)
    sound = living.upload(base, "sound.txt", b"The ferry leaves at nine.", by=BEN)
    living.settle()
    assert fresh(broken).state is State.FAILED
    assert living.write(care.retry, fresh(broken), by=BEN).state is State.RECEIVED
    living.settle()
    assert fresh(broken).state is State.FAILED
    with pytest.raises(Conflict):
        living.write(care.retry, fresh(sound), by=BEN)


def test_a_pushed_text_is_cut_again(living: Living) -> None:
    base = living.base(BEN)
    pushed, _ = living.push(base, "one", "The quiet ferry leaves at nine.", by=BEN)
    living.settle()
    living.write(care.reparse, fresh(pushed), by=BEN)
    living.settle()
    assert fresh(pushed).state is State.READY
    assert [one.document_id for one in living.search("quiet ferry", base, by=BEN).data] == [pushed.id]


def test_what_stands_around_a_text_changes_and_is_found_by(living: Living) -> None:
    base = living.base(BEN)
    one = living.upload(base, "a.txt", b"Nothing of note.", by=BEN)
    other = living.upload(base, "b.txt", b"Nothing else.", by=BEN)
    living.settle()
    patch = DocumentPatch(title="Zanzibar", tags=["travel", "travel", "2026"], review_by=clock.now_ms() - 1)
    living.write(care.change, fresh(one), patch, by=BEN)
    living.settle()
    seen = living.view(one, BEN)
    assert (seen.title, seen.tags, seen.stale) == ("Zanzibar", ["2026", "travel"], True)
    assert not living.view(other, BEN).stale
    assert listed(base, tag="travel") == [one.id]
    assert listed(base, review_by__lt="2100-01-01T00:00:00Z") == [one.id]
    assert [found.document_id for found in living.search("zanzibar", base, by=BEN).data] == [one.id]


def test_a_moved_document_is_found_where_it_is_and_counted_there(living: Living) -> None:
    here, there, shut = living.base(BEN), living.base(BEN), living.base(CLEO, visibility="private")
    document = living.upload(here, "a.txt", b"The quiet ferry leaves at nine in the morning.", by=BEN)
    living.settle()
    living.write(care.move, fresh(document), there.id, by=BEN)
    living.settle()
    assert living.search("quiet ferry", here, by=BEN).data == []
    assert [one.document_id for one in living.search("quiet ferry", there, by=BEN).data] == [document.id]
    counts = [(living.seen(base, BEN).document_count, living.seen(base, BEN).chunk_count) for base in (here, there)]
    assert counts == [(0, 0), (1, 1)]
    with pytest.raises(Exception, match="not found"):
        living.write(care.move, fresh(document), shut.id, by=BEN)
    with pytest.raises(Forbidden):
        living.write(care.move, fresh(document), here.id, by=DAN)


def test_the_same_file_twice_is_one_document_and_one_reading(living: Living) -> None:
    base = living.base(BEN)
    first = living.upload(base, "a.txt", b"The ferry.", by=BEN)
    living.settle()
    before = fresh(first)
    again = living.upload(base, "a.txt", b"The ferry.", by=BEN)
    living.settle()
    assert (again.id, fresh(first).version, fresh(first).updated_at) == (first.id, before.version, before.updated_at)


def test_a_new_file_is_a_new_version_and_the_old_text_stays(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "first.txt", b"The ferry leaves at nine.", by=BEN)
    living.settle()
    assert replace(living, document, b"The ferry leaves at ten.").content_version == 2
    assert replace(living, document, b"The ferry leaves at ten.").content_version == 2
    found = [(one.number, one.current, one.filename, one.length) for one in read_now(versions.listed, fresh(document))]
    assert found == [(2, True, "second.txt", 24), (1, False, "first.txt", 25)]
    assert read_now(queries.text, fresh(document), 1).text == "The ferry leaves at nine."
    assert "ten" in living.search("ferry", base, by=BEN).data[0].text
    assert set(write_now(actions.claims)) >= {one.sha256 for one in read_now(versions.listed, fresh(document))}


def test_an_upload_under_a_known_name_is_its_next_version(living: Living) -> None:
    base = living.base(BEN)
    first = living.upload(base, "a.txt", b"The ferry.", by=BEN, external_id="timetable")
    living.settle()
    second = living.upload(base, "b.txt", b"The other ferry.", by=BEN, external_id="timetable")
    assert (second.id, second.content_version) == (first.id, 2)


def test_old_versions_go_when_nothing_cites_them(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    base = living.base(BEN)
    kept = living.upload(base, "a.txt", b"The ferry leaves at nine.", by=BEN)
    gone = living.upload(base, "b.txt", b"The train leaves at nine.", by=BEN)
    living.settle()
    for one in (kept, gone):
        replace(living, one, b"Nothing leaves from " + one.id.encode())
    monkeypatch.setattr(versions, "cites", [lambda ids: {(kept.id, 1)} & {(id_, 1) for id_ in ids}])
    write_now(versions.prune, 30)
    assert [len(read_now(versions.listed, fresh(one))) for one in (kept, gone)] == [2, 2]
    write_now(versions.prune, -1)
    assert [len(read_now(versions.listed, fresh(one))) for one in (kept, gone)] == [2, 1]


def marked(base: KnowledgeBase, document: Document) -> list[str]:
    write_now(twins.compare, base.id)
    return [one.id for one in read_now(twins.of, fresh(document))]


def test_texts_that_say_nearly_the_same_are_marked(living: Living) -> None:
    base = living.base(BEN)
    changed = [*WORDS[:300], "changed", *WORDS[301:]]
    half = [*WORDS[:300], *[f"other{number}" for number in range(300)]]
    one, near, far = (
        living.upload(base, name, " ".join(words).encode(), by=BEN)
        for name, words in (("a.txt", WORDS), ("b.txt", changed), ("c.txt", half))
    )
    living.settle()
    assert (marked(base, one), marked(base, near), marked(base, far)) == ([near.id], [one.id], [])
    living.write(actions.remove_document, fresh(near), by=BEN)
    assert marked(base, one) == []


def test_a_sketch_tells_how_much_is_the_same() -> None:
    def alike(a: list[str], b: list[str]) -> float:
        form = twins._FORM
        return twins.similarity(form.unpack(twins.sketch(" ".join(a))), form.unpack(twins.sketch(" ".join(b))))

    assert alike(WORDS, [word.upper() for word in WORDS]) == 1.0
    assert 0.2 < alike(WORDS, WORDS[:300]) < 0.8
    assert alike(WORDS, list(reversed(WORDS))) < 0.1
    assert alike(["short"], ["short"]) == 1.0


def bulk(living: Living, by: Any = BEN, **draft: Any) -> tuple[list[str], list[str]]:
    view = living.write(care.in_bulk, BulkDraft.model_validate(draft), by=by)
    return view.done, [one.id for one in view.refused]


def test_many_at_once(living: Living) -> None:
    base, other = living.base(BEN), living.base(BEN)
    ids = [living.upload(base, f"{n}.txt", f"Number {n}.".encode(), by=BEN).id for n in range(3)]
    living.settle()
    assert bulk(living, action="retag", document_ids=ids, tags=["new"]) == (ids, [])
    assert bulk(living, action="move", document_ids=ids[:1], knowledge_base_id=other.id) == (ids[:1], [])
    assert bulk(living, action="reparse", document_ids=[*ids, "doc_" + 26 * "0"]) == (ids, ["doc_" + 26 * "0"])
    living.settle()
    assert bulk(living, action="delete", document_ids=ids[1:]) == (ids[1:], [])
    assert [living.seen(one, BEN).document_count for one in (base, other)] == [0, 1]
    with pytest.raises(Forbidden):
        bulk(living, by=DAN, action="delete", document_ids=ids[:1])
