"""A reranking server changes the order of the best passages of the bases that want it, in time or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.engines.egress import Egress, Rule
from appliance.engines.rerank import FEATURE, Reranker, RerankFailed, RerankServer
from appliance.rooms.knowledge import retrieval
from appliance.rooms.knowledge.retrieval import queries
from appliance.rooms.knowledge.retrieval.shapes import Retrieved, SearchAsk
from appliance.store.database import read_now
from tests.rooms.knowledge.judge import WISHED, Judge
from tests.rooms.knowledge.living import Living, LoopThread
from tests.rooms.knowledge.people import BEN


@pytest.fixture
def judged(knowledge_loop: LoopThread, tmp_path: Path, judge: Judge) -> Iterator[Living]:
    wing = Living(
        tmp_path, knowledge_loop.loop, rerank_url=judge.url, rerank_model="m", rerank_api_key="s3cret", rerank_ms=700
    )
    for name, wants in (("Sweets", True), ("Secrets", False)):
        base = wing.base(BEN, name=name, rerank=wants)
        for number, word in enumerate(("sugar cake cake", "honey cake", f"{WISHED} pie, which is a kind of a cake")):
            wing.push(base, str(number), f"{name}: the {word}.", by=BEN, title=f"{name} {number}")
    wing.settle()
    yield wing
    wing.stop()


def search(**more: Any) -> Retrieved:
    ask = SearchAsk.model_validate({"query": "cake"} | more)
    meant, judgement = queries.prepared(ask, None, seen_by=BEN)
    return read_now(queries.search, ask, None, meant, seen_by=BEN, judged=judgement)


def test_the_server_orders_the_bases_that_want_it(judged: Living, judge: Judge) -> None:
    plain = [one.title for one in judged.search("@kb:sweets cake", by=BEN).data]
    found = search(query="@kb:sweets cake", explain=True)
    assert plain[0] != "Sweets 2"
    assert found.data[0].title == "Sweets 2"
    assert [one.score for one in found.data] == sorted((one.score for one in found.data), reverse=True)
    assert found.rerank is not None
    assert (found.rerank.state, found.rerank.model, found.rerank.passages) == ("done", "m", 3)
    assert found.data[0].explanation is not None
    assert found.data[0].explanation.rerank == 1.0
    assert judge.asked[0]["query"] == "cake"
    assert judge.keys == ["Bearer s3cret"]


def test_words_of_other_bases_stay_here_and_in_their_places(judged: Living, judge: Judge) -> None:
    before = [one.title.split()[0] for one in judged.search("cake", by=BEN).data]
    found = search()
    assert not any("Secrets" in text for asked in judge.asked for text in asked["documents"])
    assert [one.title.split()[0] for one in found.data] == before
    assert search(query="@kb:secrets cake").rerank is None
    assert len(judge.asked) == 1


def test_the_limit_is_taken_after_judging(judged: Living) -> None:
    assert [one.title for one in search(query="@kb:sweets cake", limit=1).data] == ["Sweets 2"]
    assert retrieval.retrieve("@kb:sweets cake", limit=1, seen_by=BEN).passages[0].title == "Sweets 2"


@pytest.mark.parametrize(
    "answer",
    [(500, b"{}"), (200, b"nonsense"), (200, b'{"results": []}'), (200, b"[1]"), (200, b'{"results": [{"index": 9}]}'),
     (200, b'{"results": [{"index": 0, "relevance_score": NaN}]}'), (200, b"null")],
)  # fmt: skip
def test_a_bad_answer_changes_nothing_and_is_told(judged: Living, judge: Judge, answer: tuple[int, bytes]) -> None:
    judge.answer = answer
    found = search()
    assert [one.title for one in found.data] == [one.title for one in judged.search("cake", by=BEN).data]
    assert found.rerank is not None
    assert found.rerank.state == "failed"


def test_a_late_server_is_not_waited_for(judged: Living, judge: Judge) -> None:
    judge.wait.clear()
    found = search()
    assert len(found.data) == 6
    assert found.rerank is not None
    assert found.rerank.state == "late"
    assert 600 < found.rerank.took_ms < 5_000


def test_without_a_model_it_is_asked_as_text_embeddings_inference(judge: Judge) -> None:
    egress = Egress((Rule.for_url(FEATURE, judge.url),), lambda _: None)
    assert Reranker(RerankServer(judge.url), egress).scores("q", ["a", f"a {WISHED}"]) == [0.0, 1.0]
    assert judge.asked[0]["texts"] == ["a", f"a {WISHED}"]


def test_what_the_gate_does_not_know_is_not_reached(judge: Judge) -> None:
    with pytest.raises(RerankFailed) as refused:
        Reranker(RerankServer(judge.url), Egress((), lambda _: None)).scores("q", ["a"])
    assert refused.value.kind == "refused"
    assert judge.asked == []
