"""The process that embeds: started when asked, started again when it died, honest when it cannot answer in time."""

import os
import signal

import pytest

from appliance.engines.egress import Egress
from appliance.engines.embed import Embeddings, EmbeddingSettings, EmbedFailed, adding, embeddings, remove
from appliance.engines.embed.process import Busy, Process, encoded
from tests.engines.embed import tiny


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tiny.data(tmp_path_factory.mktemp("embed"))


@pytest.fixture
def running(data):
    made = Embeddings(EmbeddingSettings(data), Egress())
    yield made
    made.close()


def test_nothing_runs_before_it_is_needed_or_without_a_model(running, tmp_path):
    assert running.memory_bytes() == 0
    bare = Embeddings(EmbeddingSettings(tmp_path), Egress())
    assert bare.wanted() is None
    with pytest.raises(EmbedFailed, match="no embedding model"):
        bare.question("x")
    with pytest.raises(EmbedFailed, match="no embedding model"):
        bare.passages(["x"])
    bare.close()


def test_it_comes_back_after_its_process_was_killed(running):
    first = running.question("lunch")
    os.kill(running._process(running.wanted().id, fills=False).pid, signal.SIGKILL)
    assert running.question("lunch") == first
    assert running.near(first, None, 5) == []
    assert running.failure(running.wanted().id) is None


def test_texts_of_one_meaning_are_nearer(running):
    vectors = running.passages(["lunch", "meal", "car"])
    assert {len(one) for one in vectors} == {4 + tiny.WIDTH}
    assert vectors[0] == vectors[1] != vectors[2]


def test_a_model_that_went_away_is_a_failure_that_is_shown(tmp_path):
    adding.add(tiny.folder(tmp_path / "tiny"), tmp_path)
    made = Embeddings(EmbeddingSettings(tmp_path), Egress())
    remove(tmp_path, "tiny")
    with pytest.raises(EmbedFailed, match="not there"):
        made.question("x")
    model = made.wanted().id
    assert "not there" in made.failure(model)
    made.reload()
    assert (made.wanted(), made.failure(model)) == (None, None)
    made.close()


def test_weights_that_were_changed_are_not_used(tmp_path):
    model = adding.add(tiny.folder(tmp_path / "tiny"), tmp_path)
    path = model.folder / "weights.f32"
    path.write_bytes(path.read_bytes()[:-4] + b"\xff\xff\xff\xff")
    made = Embeddings(EmbeddingSettings(tmp_path), Egress())
    with pytest.raises(EmbedFailed, match="changed"):
        made.passages(["x"])
    made.close()


def test_a_process_that_does_not_answer_is_busy_and_nobody_waits_for_it(data):
    model = {"model": "m", "folder": None, "database": str(data / "main.db"), "idle_seconds": 60}
    process = Process([encoded(model)])
    process.ask({"op": "follow", "dimensions": 4}, seconds=30)
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(Busy, match="too long"):
        process.ask({"op": "follow", "dimensions": 4}, seconds=0.01)
    with pytest.raises(Busy, match="is busy"):
        process.ask({"op": "follow", "dimensions": 4}, seconds=30)
    os.kill(process.pid, signal.SIGKILL)
    process._process.wait(10)
    assert process.ask({"op": "follow", "dimensions": 4}, seconds=30)[0] == {"rows": 0}
    process.close()
    with pytest.raises(EmbedFailed, match="closed"):
        process.ask({"op": "follow", "dimensions": 4}, seconds=1)


def test_it_ends_by_itself_after_a_rest(data, monkeypatch):
    monkeypatch.setattr(embeddings, "IDLE_SECONDS", 0.05)
    made = Embeddings(EmbeddingSettings(data), Egress())
    made.question("x")
    made._process(made.wanted().id, fills=False)._process.wait(10)
    assert made.memory_bytes() == 0
    made.question("x")
    made.close()
