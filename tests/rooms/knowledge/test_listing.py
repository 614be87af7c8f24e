"""Lists of documents are narrowed by what people know of them; texts and files of every kept version are read."""

from typing import Any

import pytest

from appliance.kernel import clock
from appliance.kernel.page import PageAsk
from appliance.kernel.problem import BadRequest, NotFound, ValidationFailed
from appliance.rooms.knowledge.collections.tables import KnowledgeBase
from appliance.rooms.knowledge.documents import care, listing, queries, versions
from appliance.rooms.knowledge.documents.care_shapes import MOST_TAGS, BulkDraft, DocumentPatch
from appliance.rooms.knowledge.documents.shapes import DocumentFilter, TextFilter
from appliance.rooms.knowledge.documents.tables import Document, Text
from appliance.store.database import read_now, write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN
from tests.rooms.knowledge.test_upkeep import bulk, fresh


def titles(base: KnowledgeBase, **where: str) -> list[str]:
    ask = DocumentFilter.of(where)
    page = read_now(queries.documents, base, ask, PageAsk(sort="title"), seen_by=BEN)
    assert page.pagination.total == len(page.data)
    return [one.title for one in page.data]


def shelf(living: Living) -> tuple[KnowledgeBase, dict[str, Document]]:
    base = living.base(BEN)
    files = {"ferry.txt": b"The ferry leaves.", "prices.csv": b"item,price\nrope,3\n", "notes.html": b"<p>Rope</p>"}
    found = {name: living.upload(base, name, data, by=BEN) for name, data in files.items()}
    living.settle()
    return base, found


def test_a_list_is_narrowed_by_words_kind_tag_and_review(living: Living) -> None:
    base, found = shelf(living)
    patch = DocumentPatch(title="Überfahrt", tags=["sea"], review_by=clock.now_ms() - 1)
    living.write(care.change, fresh(found["ferry.txt"]), patch, by=BEN)
    assert titles(base, text="überfahrt FERRY") == ["Überfahrt"]
    assert titles(base, text="überfahrt prices") == []
    assert titles(base, text="%") == []
    assert titles(base, kind="sheet") == ["prices.csv"]
    assert titles(base, kind="page") == ["notes.html"]
    assert titles(base, kind="pdf") == []
    assert titles(base, stale="true") == ["Überfahrt"]
    assert titles(base, stale="false") == ["notes.html", "prices.csv"]
    assert titles(base, stale="true", tag="sea", kind="text") == ["Überfahrt"]
    facets = read_now(listing.facets, base.id)
    assert [(one.value, one.count) for one in facets.tags] == [("sea", 1)]
    assert [(one.value, one.count) for one in facets.kinds] == [("page", 1), ("sheet", 1), ("text", 1)]
    assert (facets.owners, facets.stale) == ([], 1)


@pytest.mark.parametrize(("media_type", "kind"), [
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "words"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "sheet"),
    ("application/vnd.oasis.opendocument.presentation", "slides"),
    ("application/vnd.ms-outlook", "mail"), ("image/png", "picture"), ("application/zip", "other"),
])  # fmt: skip
def test_a_media_type_is_of_the_kind_that_people_call_it(media_type: str, kind: str) -> None:
    assert listing.kind_of(media_type) == kind


def test_many_are_tagged_and_given_a_day_of_review_at_once(living: Living) -> None:
    base, found = shelf(living)
    ids = [one.id for one in found.values()]
    assert bulk(living, action="tag", document_ids=ids, tags=["sea", "land"]) == (ids, [])
    assert bulk(living, action="untag", document_ids=ids[:1], tags=["sea"]) == (ids[:1], [])
    assert [sorted(living.view(one, BEN).tags) for one in found.values()] == [["land"], *[["land", "sea"]] * 2]
    due = "2020-01-01T00:00:00.000Z"
    assert bulk(living, action="change", document_ids=ids, review_by=due) == (ids, [])
    assert [living.view(one, BEN).stale for one in found.values()] == [True] * 3
    assert bulk(living, action="change", document_ids=ids[:2], review_by=None) == (ids[:2], [])
    assert titles(base, stale="true") == ["notes.html"]


def test_a_document_that_would_have_too_many_tags_is_named(living: Living) -> None:
    _, found = shelf(living)
    full, other, _ = found.values()
    living.write(care.change, fresh(full), DocumentPatch(tags=[f"tag {n}" for n in range(MOST_TAGS)]), by=BEN)
    draft = {"action": "tag", "tags": ["one more"], "document_ids": [full.id, other.id]}
    assert bulk(living, **draft) == ([other.id], [full.id])
    view = living.write(care.in_bulk, BulkDraft.model_validate(draft), by=BEN)
    assert view.refused[0].message == f"A document has at most {MOST_TAGS} tags"
    with pytest.raises(ValidationFailed):
        bulk(living, action="change", document_ids=[other.id], owner_id="usr_" + 26 * "0")


@pytest.mark.parametrize("draft", [{"action": "tag"}, {"action": "change"}, {"action": "move"}])
def test_what_is_missing_is_said(draft: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs"):
        BulkDraft.model_validate(draft | {"document_ids": ["doc_" + 26 * "0"]})


def test_a_page_of_a_text_is_read_by_its_number(living: Living) -> None:
    _, found = shelf(living)
    document = fresh(found["ferry.txt"])
    marks = [
        {"page": 1, "start": 0},
        {"heading": "Ferry", "start": 2},
        {"page": 2, "start": 4},
        {"page": 3, "start": 10},
    ]
    write_now(lambda: Text.update(marks=marks).where(Text.document_id == document.id).execute())

    def part(**where: str) -> tuple[str, list[int]]:
        view = read_now(queries.asked_text, document, TextFilter.of(where))
        return view.text, [one.number for one in view.pages]

    assert part() == ("The ferry leaves.", [1, 2, 3])
    assert part(page="2") == ("ferry ", [2])
    assert part(page="3") == ("leaves.", [3])
    assert part(start="5", end="7") == ("er", [2])
    with pytest.raises(BadRequest):
        part(page="4")


def test_the_file_of_an_earlier_version_is_given_while_its_text_is_kept(living: Living) -> None:
    _, found = shelf(living)
    document = found["ferry.txt"]
    living.write(versions.replace_file, fresh(document), living.receive("second.txt", b"Another."), by=BEN)
    living.settle()
    kept = [(one.number, one.file_kept) for one in read_now(versions.listed, fresh(document))]
    assert kept == [(2, True), (1, True)]

    def content(number: int) -> tuple[str, bytes]:
        file = read_now(versions.file_of, fresh(document), number)
        return file.filename, file.path.read_bytes()

    assert content(2) == ("second.txt", b"Another.")
    assert content(1) == ("ferry.txt", b"The ferry leaves.")
    write_now(lambda: Text.delete().where((Text.document_id == document.id) & (Text.number == 1)).execute())
    for gone in (1, 7):
        with pytest.raises(NotFound):
            content(gone)
