"""`@kb:name` narrows a search to bases by name, tells nothing of those that are shut, and leaves the question."""

import pytest

from appliance.kernel.actor import Actor
from appliance.kernel.problem import ValidationFailed
from appliance.rooms.knowledge import retrieval
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.retrieval import scope
from appliance.store.database import read_now, write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN, CLEO, EVE


@pytest.fixture
def shelves(living: Living) -> Living:
    for name in ("Travel rules", "Travel costs", "Rückgabe", "Return"):
        base = living.base(BEN, name=name)
        living.push(base, name, f"The coach of {name} leaves at noon.", by=BEN, title=name)
    secret = living.base(BEN, name="Wolpertinger", visibility="private")
    living.push(secret, "s", "The coach of the Wolpertinger.", by=BEN, title="Secret")
    living.settle()
    return living


def titles(living: Living, query: str, by: Actor = BEN) -> list[str]:
    return sorted(one.title for one in living.search(query, by=by).data)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('@kb:"Travel rules" coach', ["Travel rules"]),
        ("@kb:“travel RULES” coach", ["Travel rules"]),
        ("which coach @kb:ruckgabe, please", ["Rückgabe"]),
        ("@kb:RUCK coach", ["Rückgabe"]),
        ('@kb:return @kb:"travel costs" coach', ["Return", "Travel costs"]),
        ("@kb:wolp coach", ["Secret"]),
    ],
)
def test_a_name_narrows_the_search(shelves: Living, query: str, found: list[str]) -> None:
    assert titles(shelves, query) == found
    answer = shelves.search(query, by=BEN)
    assert {one.knowledge_base_id for one in answer.data} == set(answer.scope or ())


def test_every_passage_names_its_base_as_it_is_called_now(shelves: Living) -> None:
    before = {one.knowledge_base_id: one.knowledge_base_name for one in shelves.search("coach", by=BEN).data}
    assert sorted(before.values()) == ["Return", "Rückgabe", "Travel costs", "Travel rules", "Wolpertinger"]
    moved = next(id_ for id_, name in before.items() if name == "Return")
    write_now(lambda: KnowledgeBase.get_by_id(moved).change(name="Rückkehr"))
    after = {one.knowledge_base_id: one.knowledge_base_name for one in shelves.search("coach", by=BEN).data}
    assert after == before | {moved: "Rückkehr"}


def test_a_question_without_a_name_has_no_scope(shelves: Living) -> None:
    answer = shelves.search("coach someone@kb:x", by=BEN)
    assert (len(answer.data), answer.scope) == (5, None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('@kb:"Two words" when?', "when?"),
        ("when @kb:x, or\nnever", "when or\nnever"),
        ("mail@kb:x", "mail@kb:x"),
        ("@kb: when", "@kb: when"),
    ],
)
def test_marks_are_taken_out(text: str, plain: str) -> None:
    assert scope.plain(text) == plain


def refusal(living: Living, query: str, by: Actor, *bases: object) -> str:
    with pytest.raises(ValidationFailed) as refused:
        living.search(query, *bases, by=by)  # type: ignore[arg-type]
    return str(refused.value.details)


def test_a_shut_base_and_none_are_answered_alike(shelves: Living) -> None:
    for by in (CLEO, EVE):
        shut, none = (refusal(shelves, f"@kb:{name} coach", by) for name in ("Wolpertinger", "Elwetritsche"))
        assert shut.replace("Wolpertinger", "Elwetritsche") == none
        assert "Wolpertinger" not in refusal(shelves, "@kb:w coach", by)


def test_an_ambiguous_name_says_which(shelves: Living) -> None:
    said = refusal(shelves, "@kb:travel coach", CLEO)
    assert '"Travel rules"' in said
    assert '"Travel costs"' in said
    assert "Return" not in said


def test_two_bases_of_one_name_are_told_apart_by_id(shelves: Living) -> None:
    other = shelves.base(BEN, name="RETURN")
    assert f"@kb:{other.id}" in refusal(shelves, "@kb:return coach", BEN)
    assert titles(shelves, f"@kb:{other.id} coach") == []


def test_a_whole_name_goes_before_a_longer_one(shelves: Living) -> None:
    shelves.base(BEN, name="Return forms")
    assert titles(shelves, "@kb:return coach") == ["Return"]


def test_a_name_never_opens_what_the_search_was_not_asked_of(shelves: Living) -> None:
    base = shelves.search("@kb:return coach", by=BEN).data[0].knowledge_base_id
    assert "There is no knowledge base" in refusal(shelves, '@kb:"travel rules" coach', BEN, shelves.found(base))


def test_a_name_alone_asks_nothing(shelves: Living) -> None:
    assert "Ask something" in refusal(shelves, "@kb:return", BEN)


def test_callers_who_list_nothing_must_name_bases_whole(shelves: Living) -> None:
    def asked(text: str) -> scope.Scope:
        return read_now(scope.scoped, text, None, seen_by=BEN, is_public=True)

    assert len(asked('@kb:"travel costs" coach').base_ids or ()) == 1
    for name in ("ret", "travel", "wolp"):
        with pytest.raises(ValidationFailed) as refused:
            asked(f"@kb:{name} coach")
        assert not {"Return", "rules", "Wolpertinger"} & set(str(refused.value.details).replace('"', " ").split())


def test_completions_are_of_readable_bases(shelves: Living) -> None:
    def named(begun: str, by: Actor) -> list[str]:
        return [base.name for base in read_now(scope.completions, begun, 10, seen_by=by)]

    assert named("TRAV", CLEO) == ["Travel costs", "Travel rules"]
    assert named("cost", CLEO) == ["Travel costs"]
    assert named("ruck", CLEO) == ["Rückgabe"]
    assert named("", BEN) == ["Return", "Rückgabe", "Travel costs", "Travel rules", "Wolpertinger"]
    assert "Wolpertinger" not in named("", CLEO)
    assert named("", EVE) == []


def test_the_front_knows_names_too(shelves: Living) -> None:
    assert [one.title for one in retrieval.retrieve("@kb:return coach", seen_by=BEN).passages] == ["Return"]
