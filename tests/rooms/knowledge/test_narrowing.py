"""Filters stand in the query: what they let through is found however little it is, and what they do not is not."""

import pytest
from pydantic import ValidationError

from appliance.kernel import clock
from appliance.rooms.knowledge.documents import former
from appliance.rooms.knowledge.retrieval import candidates, diversity
from appliance.rooms.knowledge.retrieval.shapes import SearchAsk
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN, CLEO
from tests.rooms.knowledge.shelf import filled, titles


@pytest.fixture
def shelf(living: Living) -> Living:
    return filled(living)


@pytest.mark.parametrize("filters", [{"page": 0}, {"tags": []}, {"state": 3}, {"updated_at__gte": "soon"}])
def test_values_of_a_wrong_kind_are_refused(filters: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SearchAsk.model_validate({"query": "x", "filters": filters})


@pytest.mark.parametrize("most", [50_000, 3])
def test_what_a_filter_lets_through_is_found_behind_everything_else(
    living: Living, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(candidates, "MOST_NAMED", most)
    monkeypatch.setattr(candidates, "SPARE", 1)
    base = living.base(BEN)
    for number in range(60):
        rare = number % 12 == 0
        words = "coach and much else that has to do with roads" if rare else "coach coach"
        living.push(base, str(number), f"{words} {number}", by=BEN, title=str(number), metadata={"rare": rare})
    living.settle()
    found = titles(living, filters={"rare": True}, limit=5)
    assert found == sorted(str(number) for number in range(0, 60, 12))


def test_as_of_finds_what_was_replaced_since_and_opens_that_version(shelf: Living) -> None:
    then = clock.iso(clock.now_ms())
    with clock.held(clock.now_ms() + clock.MINUTE):
        base = shelf.found(shelf.search("coach", by=BEN).data[0].knowledge_base_id)
        shelf.push(base, "d2020", "The ferry was renamed.", by=BEN, title="Trip 2020")
        shelf.push(base, "later", "The coach of tomorrow.", by=BEN, title="Later")
        shelf.settle()
        assert "Trip 2020" not in titles(shelf)
    answer = shelf.search("coach", by=BEN, as_of=then, explain=True)
    assert sorted(one.title for one in answer.data) == ["Bus", "Trip 2019", "Trip 2020", "Trip 2021"]
    former = next(one for one in answer.data if one.title == "Trip 2020")
    assert (former.version, former.url.endswith("&version=1")) == (1, True)
    assert "<mark>coach</mark>" in former.snippet
    assert former.explanation is not None
    assert sum(one.weight for one in former.explanation.weights) == pytest.approx(former.explanation.lexical)
    assert answer.as_of is not None
    assert (answer.as_of.former, answer.as_of.replaced) == (1, 0)
    assert shelf.search("ferry", by=BEN, as_of=then).data == []
    assert titles(shelf, as_of=then, filters={"title": "Trip 2020"}) == ["Trip 2020"]
    assert titles(shelf, as_of=then, filters={"title": "Trip 2019"}) == ["Trip 2019"]
    assert shelf.search("coach", by=CLEO, as_of="2019-01-01T00:00:00Z").data == []
    assert shelf.search("coach", by=BEN).as_of is None


def test_as_of_says_what_it_cannot_look_into(shelf: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(former, "MOST_CHARACTERS", 3)
    then = clock.iso(clock.now_ms())
    with clock.held(clock.now_ms() + clock.MINUTE):
        base = shelf.found(shelf.search("coach", by=BEN).data[0].knowledge_base_id)
        shelf.push(base, "d2020", "The coach was renamed.", by=BEN, title="Trip 2020")
        shelf.settle()
    answer = shelf.search("coach", by=BEN, as_of=then)
    assert sorted(one.title for one in answer.data) == ["Bus", "Trip 2019", "Trip 2021"]
    assert answer.as_of is not None
    assert (answer.as_of.former, answer.as_of.replaced) == (0, 1)


def test_an_explanation_is_exact(shelf: Living) -> None:
    for passage in shelf.search("green coach of trip 2020", by=BEN, explain=True).data:
        why = passage.explanation
        assert why is not None
        assert sum(one.weight for one in why.weights) == pytest.approx(why.lexical, rel=1e-5)
        assert {one.term for one in why.weights} == set(why.terms)
        assert why.right == "owner"
        spans = [passage.text[one.start - passage.start : one.end - passage.start] for one in passage.highlights or ()]
        assert spans
        assert {span.lower() for span in spans} <= {"green", "coach", "trip", "year", "2020"}
    assert {one.field for one in why.weights} <= {"body", "title"}
    assert shelf.search("coach", by=CLEO, explain=True).data[0].explanation.right == "organisation"  # type: ignore[union-attr]


COPY = "Employees who travel by coach keep the receipt and hand it in within {} days at the front desk of the house."


def test_copies_do_not_fill_an_answer(living: Living) -> None:
    base = living.base(BEN)
    for number in range(40):
        living.push(base, f"c{number}", COPY.format(30), by=BEN, title=f"Copy {number:02}")
    living.push(base, "other", COPY.format(60), by=BEN, title="Other days")
    living.push(
        base, "else", "Some go by coach, and others walk for a long while through the rain.", by=BEN, title="Rain"
    )
    living.settle()
    found = titles(living, "receipt of travel by coach", limit=3)
    assert {"Other days", "Rain"} <= set(found)
    more = living.search("receipt of travel by coach", by=BEN, limit=30).data
    assert len(more) == 30
    assert [one.score for one in more] == sorted((one.score for one in more), reverse=True)


def test_short_texts_are_the_same_or_are_not() -> None:
    def said(text: str) -> tuple[frozenset[str], str]:
        return diversity._said(text)

    assert diversity._is_same(said("The fee is ten."), said("the  fee is ten.")) is False
    assert diversity._is_same(said("The fee is ten."), said("The fee  is ten."))
    assert not diversity._is_same(said("The fee is ten."), said("The fee is nine."))
