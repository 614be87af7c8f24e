"""Another model builds beside the serving one, which is asked by its own vectors until the switch; and there is a way back."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.engines.embed import adding, installed
from appliance.kernel import clock
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge import embedding as models
from appliance.rooms.knowledge.collections import actions as base_actions
from appliance.rooms.knowledge.collections.shapes import BasePatch
from appliance.rooms.knowledge.collections.tables import Generation
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.embedding import actions as sources
from appliance.rooms.knowledge.embedding import queries as embedding
from appliance.rooms.knowledge.embedding.shapes import SourceDraft
from appliance.rooms.knowledge.embedding.tables import Source
from appliance.rooms.knowledge.generations import actions, golden, jobs, keeping, queries, queueing, space
from appliance.rooms.knowledge.generations.shapes import GenerationView, QuestionDraft
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.copying import copied
from tests.engines.embed import tiny
from tests.rooms.knowledge.embedding_server import Embedder, embedder
from tests.rooms.knowledge.living import Living, LoopThread
from tests.rooms.knowledge.people import ADA, BEN

TEXTS = {"lunch": "The noon meal is in the canteen.", "car": "The automobile is loud.", "fuel": "The fuel is nice."}


@pytest.fixture
def knowing(tmp_path: Path, empty_data: Path, knowledge_loop: LoopThread) -> Iterator[Living]:
    folder = tmp_path / "data"
    copied(empty_data, folder)
    adding.add(tiny.folder(tmp_path / "tiny"), folder)
    wing = Living(folder, knowledge_loop.loop)
    yield wing
    wing.stop()


@pytest.fixture
def server() -> Iterator[Embedder]:
    with embedder() as made:
        yield made


def filled(living: Living, copies: int = 1, **fields: object):
    base = living.base(BEN, **fields)
    for n in range(copies):
        for id_, text in TEXTS.items():
            living.push(base, f"{id_}{n}" if n else id_, text, by=BEN)
    living.settle()
    return base


def chosen(living: Living, server: Embedder, model: str = "e5", **more: object) -> None:
    draft = {"kind": "openai", "model": model, "base_url": server.url} | more
    living.write(sources.choose, SourceDraft.model_validate(draft), by=ADA)


def generations(base) -> dict[int, tuple[str, str | None]]:
    wanted = Generation.knowledge_base_id == base.id
    return read_now(
        lambda: {
            row.number: (row.state.value, row.model and row.model.split("@")[0])
            for row in Generation.select().where(wanted)
        }
    )


def numbered(base, number: int) -> Generation:
    return read_now(lambda: Generation.get((Generation.knowledge_base_id == base.id) & (Generation.number == number)))


def settled(living: Living, *bases) -> None:
    """Let the jobs go on until nothing waits or is built."""
    for _ in range(200):
        living.settle()
        if not {"waiting", "building"} & {state for base in bases for state, _ in generations(base).values()}:
            living.settle()
            return
        threading.Event().wait(0.02)
    raise AssertionError([generations(base) for base in bases])


def by_meaning(living: Living, base) -> tuple[int, str]:
    answer = living.search("where is the motor", base, by=BEN, mode="vector")
    return answer.generation, answer.data[0].title


def kept() -> set[tuple[str, str]]:
    rows = read_now(
        lambda: reading_connection().execute("SELECT DISTINCT container, model FROM store_vector").fetchall()
    )
    return {(container.partition("@")[2] or "1", model.split("@")[0]) for container, model in rows}


def test_a_chosen_model_builds_a_generation_and_the_old_one_is_asked_by_its_own(
    knowing: Living, server: Embedder
) -> None:
    base = filled(knowing)
    assert generations(base) == {1: ("serving", "tiny")}
    server.status = 503
    chosen(knowing, server)
    knowing.settle()
    assert by_meaning(knowing, base) == (1, "car")
    assert server.texts == []
    told = GenerationView.of(numbered(base, 2))
    assert (told.state, told.failure, told.again_at is not None) == (
        "waiting",
        "the embedding server answered 503",
        True,
    )
    server.status = 200
    _try_again(knowing)
    settled(knowing, base)
    assert generations(base) == {1: ("previous", "tiny"), 2: ("serving", "e5")}
    assert kept() == {("1", "tiny"), ("2", "e5")}
    assert by_meaning(knowing, base) == (2, "car")


def _try_again(living: Living) -> None:
    """As if the pause were over."""
    write_now(lambda: Generation.update(again_at=1).where(Generation.again_at.is_null(False)).execute())
    jobs.advance.body()
    living.settle()


def test_back_is_one_step_and_nothing_rebuilds_what_people_went_back_from(knowing: Living, server: Embedder) -> None:
    base = filled(knowing)
    chosen(knowing, server)
    settled(knowing, base)
    knowing.write(actions.serve, numbered(base, 1), force=False, by=BEN)
    assert by_meaning(knowing, base) == (1, "car")
    keeping.keep_up.body()
    settled(knowing, base)
    assert generations(base) == {1: ("serving", "tiny"), 2: ("previous", "e5")}
    chosen(knowing, server, "e6")
    settled(knowing, base)
    assert generations(base)[3] == ("serving", "e6")


def test_a_document_that_comes_while_it_builds_is_in_both(knowing: Living, server: Embedder) -> None:
    base = filled(knowing)
    server.status = 503
    chosen(knowing, server)
    knowing.settle()
    knowing.push(base, "late", "The late motor.", by=BEN)
    knowing.settle()
    found = knowing.search("automobile", base, by=BEN, mode="vector").data
    assert {one.title for one in found} >= {"late", "car"}
    server.status = 200
    _try_again(knowing)
    settled(knowing, base)
    assert "The late motor." in " ".join(server.texts)
    assert generations(base)[2] == ("serving", "e5")


def test_a_worse_one_is_held_back(knowing: Living, server: Embedder) -> None:
    base = filled(knowing, search_mode="vector")
    document = read_now(lambda: Document.get(Document.external_id == "fuel"))
    knowing.write(golden.add, base, QuestionDraft(question="nice fuel, nice car", document_id=document.id), by=BEN)
    for n in range(12):
        knowing.push(base, f"more{n}", "The car.", by=BEN)
    knowing.settle()
    chosen(knowing, server)
    settled(knowing, base)
    assert generations(base) == {1: ("serving", "tiny"), 2: ("built", "e5")}
    with pytest.raises(Conflict, match="worse"):
        knowing.write(actions.serve, numbered(base, 2), force=False, by=BEN)
    keeping.keep_up.body()
    settled(knowing, base)
    assert generations(base)[2] == ("built", "e5")


@pytest.mark.parametrize(("policy", "state"), [("auto", "serving"), ("judged", "built"), ("manual", "built")])
def test_the_base_says_what_serves_by_itself_without_golden_questions(
    knowing: Living, server: Embedder, policy: str, state: str
) -> None:
    base = filled(knowing)
    knowing.write(base_actions.change_base, knowing.found(base.id), BasePatch(switching=policy), by=BEN)
    chosen(knowing, server)
    settled(knowing, base)
    assert generations(base)[2] == (state, "e5")


def test_the_first_model_fills_what_serves(living: Living, server: Embedder) -> None:
    base = filled(living)
    assert generations(base) == {1: ("serving", None)}
    chosen(living, server)
    living.settle()
    assert generations(base) == {1: ("serving", "e5")}
    assert by_meaning(living, base) == (1, "car")


def test_where_the_old_model_is_gone_words_answer_until_the_new_one_serves(knowing: Living, server: Embedder) -> None:
    base = filled(knowing)
    installed.remove(knowing.folder, "tiny")
    write_now(models.models_changed)
    knowing.settle()
    server.status = 503
    chosen(knowing, server)
    knowing.settle()
    assert knowing.search("automobile", base, by=BEN).mode == "keyword"
    assert GenerationView.of(numbered(base, 1)).model_gone
    told = read_now(lambda: embedding.standing(seen_by=ADA))
    assert (told.bases_gone, told.bases_other, told.said_by) == (1, 1, "organisation")
    server.status = 200
    _try_again(knowing)
    settled(knowing, base)
    assert by_meaning(knowing, base) == (2, "car")


def test_bases_of_two_models_are_each_asked_by_their_own(knowing: Living, server: Embedder) -> None:
    first, second = filled(knowing), filled(knowing)
    chosen(knowing, server)
    settled(knowing, first, second)
    knowing.write(actions.serve, numbered(first, 1), force=False, by=BEN)
    asked = len(server.texts)
    found = knowing.search("where is the motor", first, second, by=BEN, mode="vector")
    assert len(server.texts) == asked + 1
    assert [(one.title, one.knowledge_base_id) for one in found.data[:2]] == [
        ("car", id_) for id_ in sorted([first.id, second.id], key=[one.knowledge_base_id for one in found.data].index)
    ]
    assert found.data[0].score == found.data[1].score == 1.0


def test_builds_wait_for_each_other_and_the_small_one_is_first(knowing: Living, server: Embedder) -> None:
    large, small = filled(knowing, 4), filled(knowing)
    server.status = 503
    chosen(knowing, server)
    knowing.settle()
    assert write_now(queueing.take) is None  # both wait for their pause to end
    write_now(lambda: Generation.update(again_at=None).where(Generation.again_at.is_null(False)).execute())
    first = write_now(queueing.take)
    assert first.knowledge_base_id == small.id
    assert write_now(queueing.take) is None
    waiting = numbered(large, 2)
    write_now(
        lambda: (
            Generation.update(created_at=waiting.created_at - 2 * clock.HOUR, state="waiting")
            .where(Generation.knowledge_base_id == large.id, Generation.number == 2)
            .execute()
        )
    )
    write_now(lambda: Generation.update(state="waiting").where(Generation.id == first.id).execute())
    assert write_now(queueing.take).knowledge_base_id == large.id  # who has waited for long comes before smaller ones


def test_a_full_disk_refuses_with_numbers_and_lets_automatic_ones_wait(
    knowing: Living, server: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = filled(knowing)
    monkeypatch.setattr(space, "SPARE", 1 << 60)
    with pytest.raises(Conflict, match=r"needs about \d+\.\d MB of disk, and 0\.0 MB may be used") as refused:
        knowing.write(actions.reindex, knowing.found(base.id), by=BEN)
    assert refused.value.details["bytes_needed"] > 0
    assert read_now(lambda: queries.estimate(base)).bytes_free == 0
    chosen(knowing, server)
    knowing.settle()
    told = numbered(base, 2)
    assert (told.state, "MB of disk" in told.failure) == ("waiting", True)
    assert by_meaning(knowing, base) == (1, "car")


def test_a_choice_that_is_taken_back_ends_what_was_begun_and_leaves_what_serves(
    knowing: Living, server: Embedder
) -> None:
    base = filled(knowing)
    server.status = 503
    chosen(knowing, server)
    knowing.settle()
    knowing.write(sources.remove, by=ADA)
    knowing.settle()
    assert generations(base) == {1: ("serving", "tiny")}
    assert by_meaning(knowing, base) == (1, "car")


def test_a_source_that_still_serves_is_kept_and_others_are_forgotten(knowing: Living, server: Embedder) -> None:
    base = filled(knowing)
    chosen(knowing, server, api_key="sk-old")
    settled(knowing, base)
    knowing.write(sources.choose, SourceDraft(kind="local", model="tiny"), by=ADA)
    server.status = 200
    assert by_meaning(knowing, base)[0] in (1, 2)
    settled(knowing, base)
    assert generations(base)[3] == ("serving", "tiny")
    write_now(sources.forget_unused)
    assert read_now(lambda: {row.model for row in Source.select()}) == {"tiny", "e5"}
    knowing.write(actions.drop, numbered(base, 2), by=BEN)
    knowing.settle()
    write_now(sources.forget_unused)
    assert read_now(lambda: {row.model for row in Source.select()}) == {"tiny"}
    assert server.keys == {"sk-old"}


def test_each_answer_is_wholly_of_one_model_while_it_switches(knowing: Living, server: Embedder) -> None:
    base = filled(knowing)
    chosen(knowing, server)
    settled(knowing, base)
    answers, done = [], threading.Event()

    def ask() -> None:
        while not done.is_set():
            found = knowing.search("where is the motor", base, by=BEN)
            answers.append((found.generation, found.mode, found.data[0].title if found.data else None))

    asking = threading.Thread(target=ask)
    asking.start()
    for number in (1, 2) * 4:
        knowing.write(actions.serve, numbered(base, number), force=False, by=BEN)
        seen = len(answers)
        while len(answers) < seen + 2:
            asking.join(0.001)
    done.set()
    asking.join()
    assert {title for _, mode, title in answers if mode == "hybrid"} == {"car"}
    assert {mode for _, mode, _ in answers} <= {"hybrid", "keyword"}
    assert {number for number, _, _ in answers} == {1, 2}


def test_a_restart_in_the_middle_goes_on_with_the_chosen_model(knowing: Living, server: Embedder) -> None:
    base = filled(knowing)
    server.status = 503
    chosen(knowing, server)
    knowing.settle()
    server.status = 200
    knowing.restart()
    write_now(sources.take_over)
    keeping.at_start()
    _try_again(knowing)
    settled(knowing, base)
    assert generations(base)[2] == ("serving", "e5")
