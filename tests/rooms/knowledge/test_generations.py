"""A base is cut anew beside what serves: same answers meanwhile, a switch in one step, and a way back."""

import threading

import pytest

from appliance.kernel import clock
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict, Forbidden
from appliance.rooms.knowledge.collections import actions as base_actions
from appliance.rooms.knowledge.collections.shapes import BasePatch
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.documents import actions as documents
from appliance.rooms.knowledge.documents.tables import Chunk, Document
from appliance.rooms.knowledge.generations import actions, bench, building, golden, jobs, queries
from appliance.rooms.knowledge.generations.shapes import QuestionDraft
from appliance.store.database import read_now, write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import ADA, BEN, CLEO

LONG = "\n\n".join(f"Paragraph {n} tells of the otter and of {'many quiet words ' * 12}." for n in range(12))
QUIET = f"Paragraph tells of the otter. {'many quiet words ' * 50}And so it ends."
"""One passage of the usual size; cut small, most of it holds no word of a question and is not found."""


def generations(base) -> dict[int, str]:
    wanted = Generation.knowledge_base_id == base.id
    return read_now(lambda: {row.number: row.state for row in Generation.select().where(wanted)})


def numbered(base, number: int) -> Generation:
    wanted = (Generation.knowledge_base_id == base.id) & (Generation.number == number)
    return read_now(lambda: Generation.get(wanted))


def passages(number: int) -> int:
    return read_now(lambda: Chunk.select().where(Chunk.generation == number).count())


def filled(living: Living, count: int = 3, text: str = LONG):
    base = living.base(BEN)
    for n in range(count):
        living.push(base, f"doc-{n}", f"{text}\n\nThe wolpertinger of {n} sleeps.", by=BEN)
    living.settle()
    return base


def resized(living: Living, base, tokens: int = 40):
    living.write(
        base_actions.change_base, living.found(base.id), BasePatch(chunk_tokens=tokens, chunk_overlap=0), by=BEN
    )


def built(living: Living, base) -> None:
    """Let the jobs go on until nothing is being built."""
    for _ in range(200):
        living.settle()
        if GenerationState.BUILDING not in generations(base).values():
            living.settle()
            return
        threading.Event().wait(0.05)
    raise AssertionError(generations(base))


def found(living: Living, base, query: str = "wolpertinger") -> tuple[int, list[str]]:
    answer = living.search(query, base, by=BEN)
    return answer.generation, [passage.chunk_id for passage in answer.data]


def test_other_sizes_build_a_generation_that_serves_when_it_is_whole(living: Living) -> None:
    base = filled(living)
    before = found(living, base)
    counted = living.seen(base, BEN).chunk_count
    resized(living, base)
    built(living, base)
    assert generations(base) == {1: "previous", 2: "serving"}
    number, keys = found(living, base)
    assert (number, len(keys)) == (2, 3)
    assert not set(keys) & set(before[1])
    assert living.seen(base, BEN).chunk_count == passages(2) > counted == passages(1)


def begun(base, number: int = 2) -> Generation:
    """A generation that no job builds yet."""
    facts = {"org_id": base.org_id, "knowledge_base_id": base.id, "number": number, "state": GenerationState.BUILDING}
    sizes = {"chunk_tokens": 40, "chunk_overlap": 0, "analysis_version": 1, "started_at": 1, "total_count": 3}
    return write_now(lambda: Generation.add(**facts, **sizes))


def test_the_old_one_answers_the_same_until_the_switch(living: Living) -> None:
    base = filled(living)
    queries_ = ("wolpertinger", "otter", "quiet words")
    before = [found(living, base, query) for query in queries_]
    row = begun(base)
    for document in read_now(lambda: list(Document.select())):
        jobs._fill(row.id, document.id)
        living.settle()
        assert [found(living, base, query) for query in queries_] == before
    assert read_now(lambda: Generation.get_by_id(row.id)).done_count == 3
    write_now(enqueue, jobs.build, generation_id=row.id)
    built(living, base)
    assert found(living, base)[0] == 2


def test_building_twice_changes_nothing(living: Living) -> None:
    base = filled(living)
    row = begun(base)
    document = read_now(lambda: Document.get(Document.external_id == "doc-0"))
    for _ in range(2):
        jobs._fill(row.id, document.id)
    count = passages(2)
    assert count > 0
    assert read_now(lambda: Generation.get_by_id(row.id)).done_count == 1
    living.push(base, "doc-0", f"{LONG} And more.", by=BEN)
    living.settle()
    built(living, base)
    assert read_now(building.lacking, row.id, "", 10) == []
    assert "And more." in {row.text[-9:] for row in read_now(lambda: list(Chunk.select().where(Chunk.generation == 2)))}


def test_what_comes_in_and_goes_is_in_both_and_out_of_both(living: Living) -> None:
    base = filled(living, 2)
    resized(living, base)
    built(living, base)
    document, _ = living.push(base, "late", f"{LONG}\n\nThe late basilisk.", by=BEN)
    living.settle()
    of = Chunk.document_id == document.id
    assert read_now(lambda: {row.generation for row in Chunk.select().where(of)}) == {1, 2}
    living.write(actions.serve, numbered(base, 1), force=False, by=BEN)
    assert found(living, base, "basilisk")[0] == 1
    assert len(found(living, base, "basilisk")[1]) == 1
    living.write(documents.remove_document, read_now(lambda: Document.get_by_id(document.id)), by=BEN)
    assert read_now(lambda: Chunk.select().where(of).count()) == 0
    assert found(living, base, "basilisk")[1] == []
    living.write(actions.serve, numbered(base, 2), force=False, by=BEN)
    assert found(living, base, "basilisk") == (2, [])


def golden_passage(living: Living, base, words: str = "") -> None:
    """A question that only a long passage of one document answers."""
    document = read_now(lambda: Document.get(Document.external_id == "doc-0"))
    draft = QuestionDraft(question="Paragraph tells of the otter", document_id=document.id, words=words)
    living.write(golden.add, base, draft, by=BEN)


def test_one_that_answers_as_well_serves_by_itself(living: Living) -> None:
    base = filled(living, 1)  # alone: equal ones would take each other's place
    golden_passage(living, base)
    resized(living, base)
    built(living, base)
    row = numbered(base, 2)
    assert (row.state, row.comparison["worse"]) == ("serving", False)
    assert row.comparison["questions"][0]["new"] is not None


def test_a_worse_one_is_held_back_unless_forced(living: Living) -> None:
    base = filled(living, text=QUIET)
    golden_passage(living, base, words=QUIET[:400])
    resized(living, base)
    built(living, base)
    assert generations(base) == {1: "serving", 2: "built"}
    assert found(living, base)[0] == 1
    with pytest.raises(Conflict) as refused:
        living.write(actions.serve, numbered(base, 2), force=False, by=BEN)
    told = refused.value.details["comparison"]
    assert (told["worse"], told["old"]["recall"], told["new"]["recall"]) == (True, 1.0, 0.0)
    living.write(actions.serve, numbered(base, 2), force=True, by=BEN)
    assert found(living, base)[0] == 2


def test_sizes_that_are_taken_back_end_the_build(living: Living) -> None:
    base = filled(living)
    begun(base)
    for overlap in (1, base.chunk_overlap):
        patch = BasePatch(chunk_overlap=overlap)
        living.write(base_actions.change_base, living.found(base.id), patch, by=BEN)
    built(living, base)
    assert list(generations(base).values()).count("building") == 0


def test_back_is_one_step_and_only_one_is_kept(living: Living) -> None:
    base = filled(living)
    for tokens in (40, 60):
        resized(living, base, tokens)
        built(living, base)
    assert generations(base) == {2: "previous", 3: "serving"}
    assert passages(1) == 0
    living.write(actions.serve, numbered(base, 2), force=False, by=BEN)
    assert found(living, base)[0] == 2
    assert living.found(base.id).chunk_tokens == 40


def test_each_answer_is_wholly_of_one_generation(living: Living) -> None:
    base = filled(living)
    resized(living, base)
    built(living, base)
    of = {
        one: {row.id for row in read_now(lambda one=one: list(Chunk.select().where(Chunk.generation == one)))}
        for one in (1, 2)
    }
    answers: list[tuple[int, list[str]]] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            answers.append(found(living, base))

    asking = threading.Thread(target=ask)
    asking.start()
    for number in (1, 2, 1, 2, 1, 2):
        living.write(actions.serve, numbered(base, number), force=False, by=BEN)
    done.set()
    asking.join()
    assert all(len(keys) == 3 and set(keys) <= of[number] for number, keys in answers)


def test_a_build_that_is_dropped_leaves_nothing(living: Living) -> None:
    base = filled(living)
    row = living.write(actions.reindex, living.found(base.id), by=BEN)
    living.write(actions.drop, row, by=BEN)
    living.settle()
    living.settle()
    assert (generations(base), passages(2)) == ({1: "serving"}, 0)
    with pytest.raises(Conflict):
        living.write(actions.drop, numbered(base, 1), by=BEN)


def test_only_who_may_change_a_base_builds_and_switches(living: Living) -> None:
    base = filled(living, 1)
    with pytest.raises(Forbidden):
        living.write(actions.reindex, base, by=CLEO)
    with pytest.raises(Forbidden):
        living.write(actions.serve, numbered(base, 1), force=False, by=CLEO)
    assert living.write(actions.reindex, base, by=ADA).number == 2


def test_asking_twice_builds_one(living: Living) -> None:
    base = living.base(BEN)
    first = living.write(actions.reindex, base, by=BEN)
    assert living.write(actions.reindex, base, by=BEN).number >= first.number
    built(living, base)
    assert list(generations(base).values()).count("serving") == 1


def test_a_restart_in_the_middle_goes_on(living: Living) -> None:
    base = filled(living)
    resized(living, base)
    living.restart()
    built(living, base)
    assert generations(base) == {1: "previous", 2: "serving"}
    assert len(found(living, base)[1]) == 3


def test_the_estimate_counts(living: Living) -> None:
    base = filled(living)
    told = read_now(lambda: queries.estimate(base))
    assert told.documents == 3
    assert told.passages == passages(1)
    assert told.seconds >= 1


def test_the_bench_ranks_the_right_document(living: Living) -> None:
    base = filled(living)
    assert bench.compared(base.id, base.org_id, None) is None
    document = read_now(lambda: Document.get(Document.external_id == "doc-2"))
    table = f"question,document_id,words\r\nwolpertinger,{document.id},Wolpertinger of 2\r\nbasilisk,{document.id},\r\n"
    assert living.write(golden.imported, base, table, by=BEN).added == 2
    assert living.write(golden.imported, base, table, by=BEN).unchanged == 2
    assert read_now(golden.exported, base) == table
    told = bench.compared(base.id, base.org_id, None)
    assert [row["old"] is not None for row in told["questions"]] == [True, False]
    assert told["old"]["recall"] == 0.5


def test_a_question_as_of_a_moment_before_the_switch_finds_what_stood_then(living: Living) -> None:
    base = filled(living)
    newest = read_now(lambda: max(row.created_at for row in Chunk.select()))
    moment = clock.iso(newest)
    living.push(base, "later", "The wolpertinger came later.", by=BEN)
    resized(living, base)
    built(living, base)
    assert found(living, base)[0] == 2
    assert len(living.search("wolpertinger", base, by=BEN).data) == 4
    assert len(living.search("wolpertinger", base, by=BEN, as_of=moment).data) == 3
