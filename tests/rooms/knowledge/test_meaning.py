"""With a model documents get vectors on their way, search finds by meaning, and nothing is lost when it fails."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.engines import started
from appliance.engines.embed import adding, embeddings, installed, runtime
from appliance.kernel import clock
from appliance.kernel.problem import Unavailable
from appliance.rooms.knowledge import embedding as models
from appliance.rooms.knowledge.documents import actions, jobs
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.embedding import queries as embedding
from appliance.rooms.knowledge.embedding.jobs import keep_ready
from appliance.rooms.knowledge.embedding.room import ROOM
from appliance.rooms.knowledge.generations import actions as generations
from appliance.rooms.knowledge.retrieval import retrieve
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.copying import copied
from tests.engines.embed import tiny
from tests.rooms.knowledge.living import Living, LoopThread
from tests.rooms.knowledge.people import ADA, BEN, CLEO

LUNCH, CAR = "The noon meal is in the canteen.", "The automobile is loud."


@pytest.fixture
def knowing(tmp_path: Path, empty_data: Path, knowledge_loop: LoopThread) -> Iterator[Living]:
    folder = tmp_path / "data"
    copied(empty_data, folder)
    adding.add(tiny.folder(tmp_path / "tiny"), folder)
    wing = Living(folder, knowledge_loop.loop)
    yield wing
    wing.stop()


def vectors() -> int:
    return read_now(lambda: reading_connection().execute("SELECT count(*) FROM store_vector").fetchall())[0][0]


def filled(living: Living, **fields: object):
    base = living.base(BEN, **fields)
    for id_, text in (("lunch", LUNCH), ("car", CAR), ("fuel", "The fuel is nice in the weather.")):
        living.push(base, id_, text, by=BEN)
    living.settle()
    return base


def titles(living: Living, query: str, *bases, **more: object) -> list[str]:
    return [passage.title for passage in living.search(query, *bases, by=BEN, **more).data]


def test_documents_have_their_vectors_before_they_are_ready(knowing: Living) -> None:
    base = knowing.base(BEN)
    document, _ = knowing.push(base, "lunch", LUNCH, by=BEN)
    assert knowing.view(document, BEN).vectors == "missing"
    knowing.settle()
    seen = knowing.view(document, BEN)
    assert (seen.state, seen.progress, seen.vectors) == ("ready", 100, "ready")
    assert vectors() == seen.chunk_count == 1


def test_without_a_model_nothing_changes(living: Living) -> None:
    base = living.base(BEN)
    document, _ = living.push(base, "lunch", LUNCH, by=BEN)
    living.settle()
    assert living.view(document, BEN).vectors == "none"
    assert living.search("lunch", by=BEN).mode == "keyword"
    told = read_now(lambda: embedding.standing(seen_by=ADA))
    assert (told.search, told.active, told.models) == ("keyword", None, [])


def test_what_computes_a_model_is_shown(knowing: Living) -> None:
    (model,) = read_now(lambda: embedding.standing(seen_by=ADA)).models
    assert (model.runtime, model.runtime_reason) == ("numpy", runtime.NOT_CONVERTED if runtime.is_there() else "")


def test_meaning_finds_what_words_do_not(knowing: Living) -> None:
    filled(knowing)
    assert titles(knowing, "where is the motor", mode="keyword") == []
    assert titles(knowing, "where is the motor", mode="vector")[0] == "car"
    assert titles(knowing, "where is the motor")[0] == "car"
    assert titles(knowing, "where is the motor", mode="hybrid", limit=1) == ["car"]


def test_the_answer_says_its_mode_and_both_ranks(knowing: Living) -> None:
    filled(knowing)
    found = knowing.search("is the automobile loud?", by=BEN, explain=True)
    assert found.mode == "hybrid"
    reasons = found.data[0].explanation
    assert (reasons.lexical_rank, reasons.vector_rank) == (1, 1)
    assert reasons.vector > 0.5
    assert "automobile" in reasons.terms
    assert knowing.search("is the automobile loud?", by=BEN, mode="keyword").mode == "keyword"
    assert knowing.search("is the automobile loud?", by=BEN, mode="vector").mode == "vector"


def test_a_base_says_how_it_is_searched(knowing: Living) -> None:
    by_words, by_meaning = filled(knowing, search_mode="keyword"), filled(knowing, search_mode="vector")
    assert knowing.search("where is the motor", by_words, by=BEN).mode == "keyword"
    assert knowing.search("where is the motor", by_meaning, by=BEN).mode == "vector"
    both = knowing.search("where is the motor", by_words, by_meaning, by=BEN)
    assert both.mode == "hybrid"
    assert {passage.knowledge_base_id for passage in both.data} == {by_meaning.id}
    assert knowing.search("where is the motor", by_words, by=BEN, mode="vector").data == []


def test_a_language_that_the_model_does_not_know_is_searched_by_words(knowing: Living) -> None:
    base = filled(knowing)
    knowing.push(base, "wagen", "Der Wagen ist laut und steht in der Garage, und das ist nicht gut.", by=BEN)
    knowing.settle()
    german = knowing.search("Wo ist der Wagen und warum ist er laut?", by=BEN)
    assert german.mode == "keyword"
    assert [passage.title for passage in german.data] == ["wagen"]
    assert "wagen" not in titles(knowing, "where is the motor")
    assert "wagen" in titles(knowing, "where is the motor", mode="vector")


def test_rights_hold_for_meaning_too(knowing: Living) -> None:
    filled(knowing, visibility="private")
    assert knowing.search("where is the motor", by=CLEO).data == []
    assert knowing.search("where is the motor", by=CLEO, mode="vector").data == []


def test_a_removed_document_takes_its_vectors_along(knowing: Living) -> None:
    base = knowing.base(BEN)
    document, _ = knowing.push(base, "car", CAR, by=BEN)
    knowing.settle()
    assert titles(knowing, "motor", mode="vector") == ["car"]
    knowing.write(actions.remove_document, document, by=BEN)
    knowing.settle()
    assert vectors() == 0
    assert titles(knowing, "motor", mode="vector") == []


def test_a_changed_text_has_new_vectors(knowing: Living) -> None:
    base = filled(knowing)
    knowing.push(base, "car", "The bread is nice.", by=BEN)
    knowing.settle()
    assert vectors() == 3
    assert titles(knowing, "bread", mode="vector")[0] == "car"


def test_a_failing_embedder_leaves_the_words_and_is_caught_up_later(knowing: Living, moved_clock) -> None:
    model = installed.models(knowing.folder)[0]
    weights = (model.folder / installed.WEIGHTS).read_bytes()
    (model.folder / installed.WEIGHTS).write_bytes(b"\0" * len(weights))
    base = knowing.base(BEN)
    document, _ = knowing.push(base, "car", CAR, by=BEN)
    for _ in range(3):
        knowing.settle()
        moved_clock(clock.HOUR)
        knowing.run(_look(knowing))
    knowing.settle()
    seen = knowing.view(document, BEN)
    assert (seen.state, seen.vectors) == ("ready", "missing")
    found = knowing.search("automobile", by=BEN)
    assert (found.mode, [one.title for one in found.data]) == ("keyword", ["car"])
    with pytest.raises(Unavailable):
        knowing.search("automobile", by=BEN, mode="vector")
    assert "changed" in read_now(lambda: embedding.standing(seen_by=ADA)).failure
    (model.folder / installed.WEIGHTS).write_bytes(weights)
    jobs.embed_missing.body()
    assert knowing.view(document, BEN).vectors == "ready"
    assert knowing.search("motor", by=BEN).mode == "hybrid"


async def _look(living: Living) -> None:
    """Let the lane see what has come due."""
    living.work.runner._wake({"embed"})


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch):
    ahead = [0]
    now = clock.now_ms
    monkeypatch.setattr(clock, "now_ms", lambda: now() + ahead[0])

    def move(by: int) -> None:
        ahead[0] += by

    return move


def test_a_model_that_is_added_later_embeds_what_is_there(living: Living, tmp_path: Path) -> None:
    base = filled(living)
    assert vectors() == 0
    adding.add(tiny.folder(tmp_path / "tiny"), living.folder)
    write_now(models.models_changed)
    living.settle()
    told = read_now(lambda: embedding.standing(seen_by=ADA))
    assert (told.search, told.documents_missing, told.active.name) == ("hybrid", 0, "tiny")
    assert [one.active for one in told.models] == [True]
    assert titles(living, "where is the motor", base)[0] == "car"


def test_a_model_that_is_removed_leaves_the_words_and_its_vectors_wait_for_it(knowing: Living, tmp_path: Path) -> None:
    base = filled(knowing)
    installed.remove(knowing.folder, "tiny")
    write_now(models.models_changed)
    knowing.settle()
    assert knowing.search("automobile", by=BEN).mode == "keyword"
    jobs.forget_vectors.body()
    assert vectors() == 3
    adding.add(tmp_path / "tiny", knowing.folder)
    write_now(models.models_changed)
    assert titles(knowing, "where is the motor", base)[0] == "car"


def test_while_the_embedder_is_behind_documents_do_not_wait_for_it(knowing: Living, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE_MS", -(10**9))
    base = knowing.base(BEN)
    write_now(lambda: jobs.wait_for_vectors([]))
    document, _ = knowing.push(base, "car", CAR, by=BEN)
    knowing.settle()
    seen = knowing.view(document, BEN)
    assert (seen.state, seen.vectors) == ("ready", "ready")


def test_vectors_outlive_a_restart(knowing: Living) -> None:
    filled(knowing)
    knowing.restart()
    knowing.settle()
    assert titles(knowing, "where is the motor", mode="vector")[0] == "car"


def started_anew(living: Living) -> None:
    """As the server starts: what the room does first, and then its chores."""
    living.restart()
    for make_ready in ROOM.at_start:
        make_ready()
    assert started().embeddings.memory_bytes() == 0


def test_after_a_start_what_knows_the_vectors_is_there_before_the_first_question(knowing: Living) -> None:
    base = knowing.base(BEN, search_mode="vector")
    knowing.push(base, "car", CAR, by=BEN)
    knowing.settle()
    started_anew(knowing)
    knowing.settle()
    assert started().embeddings.memory_bytes() > 0
    assert titles(knowing, "where is the motor", base) == ["car"]


def test_a_machine_that_is_short_of_memory_waits_for_the_first_question(knowing: Living, monkeypatch) -> None:
    monkeypatch.setattr(embeddings, "SPARE_BYTES", 1 << 60)
    filled(knowing)
    started_anew(knowing)
    knowing.settle()
    assert started().embeddings.memory_bytes() == 0
    assert titles(knowing, "where is the motor", mode="vector")[0] == "car"


def test_without_a_model_a_start_begins_nothing(living: Living) -> None:
    started_anew(living)
    counted = "SELECT count(*) FROM store_job WHERE name = ?"
    assert read_now(lambda: reading_connection().execute(counted, (keep_ready.name,)).fetchall()) == [(0,)]


def test_chat_asks_by_meaning_too(knowing: Living) -> None:
    filled(knowing)
    found = retrieve("where is the motor", None, 3, seen_by=BEN)
    assert (found.mode, found.data[0].title) == ("hybrid", "car")


def test_embedding_twice_changes_nothing(knowing: Living) -> None:
    base = knowing.base(BEN)
    document, _ = knowing.push(base, "car", CAR, by=BEN)
    knowing.settle()
    jobs.embed_documents.body([document.id])
    jobs.embed_missing.body()
    assert (vectors(), knowing.view(document, BEN).state) == (1, "ready")


def test_a_new_generation_has_vectors_of_its_own_and_the_old_ones_stay(knowing: Living) -> None:
    base = filled(knowing)
    assert vectors() == 3
    row = knowing.write(generations.reindex, knowing.found(base.id), by=BEN)
    for _ in range(200):
        knowing.settle()
        if knowing.found(base.id).generation == row.number:
            break
        threading.Event().wait(0.05)
    assert vectors() == 6
    answer = knowing.search("where is the motor", base, mode="vector", by=BEN)
    assert (answer.generation, answer.data[0].title) == (2, "car")
    document = read_now(lambda: Document.get(Document.external_id == "car"))
    knowing.write(actions.remove_document, document, by=BEN)
    assert vectors() == 4
