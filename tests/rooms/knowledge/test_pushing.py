"""Documents under the caller's own ids: created, updated, unchanged; every version stays readable."""

from typing import Any

import pytest

from appliance.kernel import clock
from appliance.kernel.problem import BadRequest, Forbidden, NotFound, ValidationFailed
from appliance.rooms.knowledge.documents import queries
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, State
from appliance.rooms.knowledge.ingest import actions, texts
from appliance.rooms.knowledge.ingest.shapes import BatchDraft, PushedText, Refused
from appliance.store.database import read_now, write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN, DAN, EVE

FIRST, SECOND = "The otter lives by the river.", "The badger digs a long tunnel."


def words(document: Document, version: int | None = None) -> str:
    return read_now(queries.text, document, version).text


def chunks() -> list[str]:
    return [row.text for row in read_now(lambda: list(Chunk.select().order_by(Chunk.ordinal)))]


def test_the_same_again_changes_nothing(living: Living) -> None:
    base = living.base(BEN)
    document, outcome = living.push(base, "a", FIRST, by=BEN)
    assert (outcome, document.external_id) == ("created", "a")
    living.settle()
    before = living.view(document, BEN)
    again, outcome = living.push(base, "a", FIRST, by=BEN)
    assert (outcome, again.id) == ("unchanged", document.id)
    assert living.view(document, BEN) == before


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(living: Living) -> None:
    base = living.base(BEN)
    document, _ = living.push(base, "a", FIRST, by=BEN)
    living.settle()
    _, outcome = living.push(base, "a", SECOND, by=BEN)
    assert outcome == "updated"
    assert living.search("badger otter", by=BEN).data == []
    living.settle()
    assert living.view(document, BEN).version == 2
    assert (words(document), words(document, 1), words(document, 2)) == (SECOND, FIRST, SECOND)
    assert chunks() == [SECOND]
    assert living.search("otter", by=BEN).data == []
    assert [passage.version for passage in living.search("badger", by=BEN).data] == [2]


def test_an_older_update_is_passed_over(living: Living) -> None:
    base = living.base(BEN)
    living.push(base, "a", FIRST, by=BEN, updated_at="2026-03-02T00:00:00Z")
    document, outcome = living.push(base, "a", SECOND, by=BEN, updated_at="2026-03-01T00:00:00Z")
    assert (outcome, words(document)) == ("unchanged", FIRST)
    document, outcome = living.push(base, "a", SECOND, by=BEN, updated_at="2026-03-02T00:00:00Z")
    assert (outcome, words(document)) == ("updated", SECOND)
    document, outcome = living.push(base, "a", FIRST, by=BEN)
    assert (outcome, document.source_updated_at) == ("updated", clock.from_iso("2026-03-02T00:00:00Z"))


def test_a_changed_title_or_fact_needs_no_new_version(living: Living) -> None:
    base = living.base(BEN)
    document, _ = living.push(base, "a", FIRST, by=BEN, title="Rivers")
    living.settle()
    _, outcome = living.push(base, "a", FIRST, by=BEN, title="Streams", metadata={"team": "north"})
    assert outcome == "updated"
    living.settle()
    view = living.view(document, BEN)
    assert (view.version, view.title, view.metadata, view.state) == (1, "Streams", {"team": "north"}, "ready")
    assert living.search("streams", by=BEN).data[0].title == "Streams"


def test_sections_keep_their_headings_and_links(living: Living) -> None:
    sections = [
        {"text": "Words before.", "link": "https://wiki.example/a"},
        {"heading": "Leave", "text": "Thirty days a year.", "link": "https://wiki.example/b#leave"},
        {"text": "No link here."},
        {"heading": "  ", "text": "   "},
    ]
    with pytest.raises(ValueError, match="heading"):
        PushedText.model_validate({"id": "a", "sections": sections})
    pushed = texts.pushed(PushedText.model_validate({"id": "a", "sections": sections[:3]}))
    assert pushed.title == "Leave"
    assert pushed.text == "Words before.\n\nLeave\n\nThirty days a year.\n\nNo link here."
    assert [pushed.text[mark["start"] :][:5] for mark in pushed.marks] == ["Words", "Leave", "No li"]


def test_a_passage_has_the_link_of_its_section(living: Living) -> None:
    base = living.base(BEN, chunk_tokens=32)
    sections = [
        {"heading": f"Part {n}", "text": f"word{n} " * 30, "link": f"https://wiki.example/{n}"} for n in range(3)
    ]
    pushed = texts.pushed(PushedText.model_validate({"id": "a", "sections": sections}))
    living.write(actions.push, base.id, [pushed], by=BEN)
    living.settle()
    found = living.search("word1", by=BEN).data
    assert {passage.link for passage in found} == {"https://wiki.example/1"}
    assert {passage.heading for passage in found} == {"Part 1"}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://a b", "ftp://x", "//x"])
def test_links_lead_to_the_web_only(link: str) -> None:
    with pytest.raises(ValueError, match="http"):
        PushedText.model_validate({"id": "a", "sections": [{"text": "x", "link": link}]})


@pytest.mark.parametrize("body", [{"text": "x", "sections": [{"text": "y"}]}, {}])
def test_a_text_comes_in_one_form(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either text or sections"):
        PushedText.model_validate({"id": "a"} | body)


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\n".replace("\u200b", "\x01")])
def test_a_blank_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed):
        texts.pushed(PushedText(id="a", text=text))


def test_texts_are_kept_normalised(living: Living) -> None:
    base = living.base(BEN)
    document, _ = living.push(base, "a", "Cafe\u0301\r\nzwei", by=BEN)
    assert words(document) == "Caf\u00e9\nzwei"


def test_one_bad_document_does_not_hold_up_a_batch() -> None:
    draft = BatchDraft.model_validate(
        {"knowledge_base_id": "kb", "documents": [{"id": "a", "text": "x"}, {"id": 7}, {"id": "c", "title": "t"}, None]}
    )
    assert [type(one) for one in draft.documents] == [PushedText, Refused, Refused, Refused]
    assert draft.documents[1].error.field == "id"  # type: ignore[attr-defined]


def test_a_batch_is_taken_in_its_order(living: Living) -> None:
    base = living.base(BEN)
    pushed = [texts.pushed(PushedText(id=id_, text=text)) for id_, text in (("a", FIRST), ("b", FIRST), ("a", SECOND))]
    done = living.write(actions.push, base.id, pushed, by=BEN)
    assert [outcome for _, outcome in done] == ["created", "created", "updated"]
    living.settle()
    assert words(done[0][0]) == SECOND
    assert living.seen(base, BEN).documents_by_state["ready"] == 2


def test_viewers_and_strangers_push_nothing(living: Living) -> None:
    base = living.base(BEN)
    with pytest.raises(Forbidden):
        living.push(base, "a", FIRST, by=DAN)
    with pytest.raises(NotFound):
        living.push(base, "a", FIRST, by=EVE)
    assert living.seen(base, BEN).document_count == 0


def test_removing_goes_by_either_id(living: Living) -> None:
    base = living.base(BEN)
    one, _ = living.push(base, "a/b c", FIRST, by=BEN)
    two, _ = living.push(base, "doc_nothing", SECOND, by=BEN)
    with pytest.raises(BadRequest):
        living.write(actions.remove, "a/b c", None, by=BEN)
    with pytest.raises(NotFound):
        living.write(actions.remove, one.id, None, by=EVE)
    living.write(actions.remove, "a/b c", base.id, by=BEN)
    living.write(actions.remove, two.id, None, by=BEN)
    with pytest.raises(NotFound):
        living.write(actions.remove, two.id, None, by=BEN)
    assert living.seen(base, BEN).document_count == 0


def test_the_same_again_tries_a_failed_one_again(living: Living) -> None:
    base = living.base(BEN)
    document, _ = living.push(base, "a", FIRST, by=BEN)
    living.settle()
    write_now(lambda: Document.update(state=State.FAILED, error_code="parser_error").execute())
    _, outcome = living.push(base, "a", FIRST, by=BEN)
    living.settle()
    view = living.view(document, BEN)
    assert (outcome, view.state, view.error, view.version) == ("updated", "ready", None, 2)


def test_languages_of_a_base_are_counted(living: Living) -> None:
    base = living.base(BEN)
    living.push(base, "a", "Der Hund und die Katze sind nicht in dem Haus, sondern auf der Wiese.", by=BEN)
    living.push(base, "b", "The dog and the cat are not in the house but on the meadow.", by=BEN)
    living.settle()
    living.push(base, "a", "The dog is back in the house and the cat is not.", by=BEN)
    living.settle()
    spoken = read_now(lambda: {row.language: row.document_count for row in LanguageTally.select()})
    assert spoken == {"de": 0, "en": 2}
