"""What search answers: places of the text, filters, moments, modes, reasons; and what it refuses."""

import pytest
from pydantic import ValidationError

from appliance.kernel import clock
from appliance.kernel.problem import ValidationFailed
from appliance.rooms.knowledge import retrieval
from appliance.rooms.knowledge.documents import queries
from appliance.rooms.knowledge.retrieval import candidates
from appliance.rooms.knowledge.retrieval.shapes import SearchAllAsk, SearchAsk
from appliance.store.database import read_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

TEXT = "Intro.\n\nThe <b>quiet</b> coach & the \U00010332 train go to Zagreb.\n\nThe loud coach stays."


@pytest.fixture
def shelf(living: Living) -> Living:
    base = living.base(BEN)
    for number, team in enumerate(("north", "south", "north")):
        facts = {"team": team, "number": number, "tags": ["rail", team], "open": number == 0}
        living.push(base, f"d{number}", f"{TEXT} Line {number}.", by=BEN, title=f"Trip {number}", metadata=facts)
    living.settle()
    return living


def titles(living: Living, query: str = "quiet coach", **more: object) -> list[str]:
    return sorted(passage.title for passage in living.search(query, by=BEN, **more).data)


def test_a_passage_says_where_it_stands(shelf: Living) -> None:
    passage = shelf.search("quiet coach Zagreb", by=BEN, limit=1).data[0]
    document = read_now(queries.document, passage.knowledge_base_id, passage.document_id, seen_by=BEN)
    part = read_now(queries.text, document, passage.version, passage.start, passage.end)
    assert part.text == passage.text
    assert passage.url.endswith(f"/documents/{document.id}?start={passage.start}&end={passage.end}")
    assert passage.url.startswith(f"/knowledge/{passage.knowledge_base_id}/")
    assert passage.external_id == document.external_id


def test_a_snippet_is_safe_html_with_marks(shelf: Living) -> None:
    snippet = shelf.search("quiet coach", by=BEN, limit=1).data[0].snippet
    assert "&lt;b&gt;<mark>quiet</mark>&lt;/b&gt; <mark>coach</mark> &amp;" in snippet
    assert "<b>" not in snippet


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"metadata": {"team": "south"}}, [1]),
        ({"team": "north"}, [0, 2]),
        ({"tags": "south"}, [1]),
        ({"number": 2}, [2]),
        ({"number": "2"}, []),
        ({"open": True}, [0]),
        ({"team": "north", "number": 0}, [0]),
        ({"title": "Trip 1"}, [1]),
        ({"title__contains": "TRIP"}, [0, 1, 2]),
        ({"created_at__gte": "2100-01-01T00:00:00Z"}, []),
        ({"created_at__lt": "2100-01-01T00:00:00Z"}, [0, 1, 2]),
        ({"x') OR 1=1 --": "y"}, []),
        ({"metadata": {'"': "$"}}, []),
    ],
)
def test_filters(shelf: Living, filters: dict[str, object], found: list[int]) -> None:
    assert titles(shelf, filters=filters) == [f"Trip {number}" for number in found]


def test_a_filter_that_lets_many_documents_pass_is_held_too(shelf: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_NAMED", 1)
    assert titles(shelf, filters={"team": "north"}) == ["Trip 0", "Trip 2"]


def test_filters_of_a_wrong_kind_are_refused() -> None:
    for filters in ({"created_at__gte": "soon"}, {"team": {"$gt": 1}}, {"metadata": {"a": [1]}}, "team"):
        with pytest.raises(ValidationError):
            SearchAsk.model_validate({"query": "x", "filters": filters})


def test_as_of_leaves_out_what_came_later(shelf: Living) -> None:
    moment = clock.iso(clock.now_ms())
    with clock.held(clock.now_ms() + clock.MINUTE):
        base = shelf.search("coach", by=BEN).data[0].knowledge_base_id
        shelf.push(shelf.found(base), "later", "The quiet coach of tomorrow.", by=BEN, title="Later")
        shelf.push(shelf.found(base), "d1", "The quiet coach was renamed.", by=BEN, title="Trip 1")
        shelf.settle()
    assert titles(shelf) == ["Later", "Trip 0", "Trip 1", "Trip 2"]
    assert titles(shelf, as_of=moment) == ["Trip 0", "Trip 1", "Trip 2"]


def test_an_explanation_adds_up(shelf: Living) -> None:
    passage = shelf.search("quiet coach", by=BEN, explain=True).data[0]
    assert passage.explanation is not None
    assert passage.score == pytest.approx(passage.explanation.lexical + passage.explanation.trigram)
    assert "coach" in passage.explanation.terms
    assert shelf.search("quiet coach", by=BEN).data[0].explanation is None


@pytest.mark.parametrize("mode", ["vector", "hybrid"])
def test_modes_that_need_a_model_say_so(shelf: Living, mode: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        shelf.search("x", by=BEN, mode=mode)
    assert "none is installed" in str(refused.value.details)
    assert refused.value.param == "mode"


@pytest.mark.parametrize("sent", [{"query": " "}, {"query": "x", "limit": 0}, {"query": "x", "limit": 101}, {}])
def test_a_question_has_words_and_a_limit(sent: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SearchAllAsk.model_validate(sent)


def test_the_limit_is_kept(shelf: Living) -> None:
    assert len(shelf.search("coach", by=BEN, limit=2).data) == 2


def test_the_front_can_be_asked_outside_of_a_unit(shelf: Living) -> None:
    found = retrieval.retrieve("quiet coach", limit=2, seen_by=BEN)
    assert (len(found.passages), found.mode, found.generation) == (2, "keyword", 1)
    assert retrieval.retrieve("quiet coach", [], seen_by=BEN).passages == []


def test_a_question_without_known_words_finds_nothing(shelf: Living) -> None:
    assert shelf.search("xyzzy", by=BEN).data == []
    assert shelf.search("?!", by=BEN).data == []
