"""Hits that stand next to one another are one result: an exact place of the text, short enough to quote, once."""

import pytest

from appliance.rooms.knowledge.documents import queries
from appliance.rooms.knowledge.ingest import actions as ingesting
from appliance.rooms.knowledge.ingest import texts
from appliance.rooms.knowledge.ingest.shapes import PushedText
from appliance.rooms.knowledge.retrieval import PassageView, joining
from appliance.store.database import read_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN, DAN

PARAGRAPHS = (
    "Ferries leave the western harbour every morning, whatever the weather over the bay may be \U00010332.",
    "Ferries carry bicycles free of charge, while cars must be booked three days before they leave.",
    "The old lighthouse was built of granite and still shows its lamp to fishermen at night.",
    "Sailors learned their knots from a board that hung beside the door of the customs house.",
    "Ferries back from the island leave at six, and the last of them waits for the train.",
)
TEXT = "\n\n \n".join(PARAGRAPHS)


@pytest.fixture
def harbour(living: Living) -> Living:
    base = living.base(BEN, chunk_tokens=32, chunk_overlap=0)
    living.push(base, "plain", TEXT, by=BEN, title="Harbour")
    living.settle()
    return living


def found(living: Living, query: str = "ferries leave", **more: object) -> list[PassageView]:
    return living.search(query, by=BEN, **more).data


def test_neighbours_are_one_result_and_others_stay_apart(harbour: Living) -> None:
    assert sorted(passage.text for passage in found(harbour)) == sorted(
        [TEXT[: TEXT.index("The old") - 4], PARAGRAPHS[4]]
    )


def test_a_joined_result_is_exactly_its_place(harbour: Living) -> None:
    for passage in found(harbour):
        document = read_now(queries.document, passage.knowledge_base_id, passage.document_id, seen_by=BEN)
        part = read_now(queries.text, document, passage.version, passage.start, passage.end)
        assert part.text == passage.text == TEXT[passage.start : passage.end]
        assert passage.url.endswith(f"?start={passage.start}&end={passage.end}")


def test_joining_makes_room_for_another_result(harbour: Living) -> None:
    assert len(found(harbour, limit=2)) == 2
    assert len(found(harbour, limit=1)) == 1


def test_a_stretch_stays_short(harbour: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "LONGEST", len(PARAGRAPHS[0]) + len(PARAGRAPHS[1]))
    assert sorted(passage.text for passage in found(harbour)) == sorted(PARAGRAPHS[n] for n in (0, 1, 4))


def test_sections_with_their_own_heading_or_link_stay_apart(living: Living) -> None:
    base = living.base(BEN, chunk_tokens=32, chunk_overlap=0)
    places = (
        ("Morning", "https://port.test/a"),
        ("Evening", "https://port.test/a"),
        ("Evening", "https://port.test/b"),
    )
    sections = [{"text": PARAGRAPHS[0], "heading": heading, "link": link} for heading, link in places]
    pushed = texts.pushed(PushedText.model_validate({"id": "parted", "title": "Times", "sections": sections}))
    living.write(ingesting.push, base.id, [pushed], by=BEN)
    living.settle()
    assert sorted((passage.heading, passage.link) for passage in found(living)) == sorted(places)


def test_passages_that_repeat_words_of_each_other_are_joined_without_repeating(living: Living) -> None:
    base = living.base(BEN, chunk_tokens=32, chunk_overlap=12)
    whole = " ".join(f"Ferry number {n} leaves the harbour at {n} sharp." for n in range(1, 20))
    living.push(base, "long", whole, by=BEN, title="Long")
    living.settle()
    passages = found(living, "ferry leaves harbour")
    assert passages
    assert all(passage.text == whole[passage.start : passage.end] for passage in passages)
    assert len(passages) < 3


def test_what_the_asker_may_not_see_is_not_joined(living: Living) -> None:
    base = living.base(BEN, visibility="private", chunk_tokens=32, chunk_overlap=0)
    living.push(base, "plain", TEXT, by=BEN, title="Harbour")
    living.settle()
    assert len(found(living)) == 2
    assert living.search("ferries leave", by=DAN).data == []
