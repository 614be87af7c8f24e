"""Both runtimes compute one model, and whatever becomes of the graph, the model answers."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from appliance.engines.embed import adding, installed, runtime
from appliance.engines.embed.encoder import Encoder
from appliance.engines.embed.runtime import NUMPY, ONNX, NoGraph, Runtime
from tests.engines.embed import tiny

pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")

from appliance.engines.embed import converting, session

REAL = os.environ.get("APPLIANCE_TEST_MODEL", "")
TEXTS = [
    "the car",
    "lunch " * 60,
    "",
    "a pump, is it loud? " * 5,
    "中中",
    "motor fuel in the canteen",
    "bread, ly a b 1.",
]


def added(path, **more):
    return adding.add(tiny.folder(path / "tiny", tiny.files(plain=False, **more)), path / "data")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return converting.convert(added(tmp_path_factory.mktemp("onnx")))


@pytest.fixture
def own(tmp_path):
    return converting.convert(added(tmp_path))


def by_numpy(model, texts=TEXTS):
    bare = replace(model, about={name: said for name, said in model.about.items() if name != "graph"})
    encoder = Encoder(bare)
    assert encoder.runtime.name == NUMPY
    return encoder.encode(texts)


def graph(model):
    return model.folder / installed.GRAPH


def cosines(one, other):
    return (one * other).sum(axis=1)


def test_both_runtimes_find_the_same_vectors(model):
    encoder = Encoder(model)
    found = encoder.encode(TEXTS)
    assert encoder.runtime == Runtime(ONNX)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert cosines(found, by_numpy(model)).min() > 0.999


def test_a_model_that_is_pooled_by_its_first_mark(tmp_path):
    made = tiny.files(plain=False) | {"1_Pooling/config.json": b'{"pooling_mode_cls_token": true}'}
    (tmp_path / "tiny/1_Pooling").mkdir(parents=True)
    model = converting.convert(adding.add(tiny.folder(tmp_path / "tiny", made), tmp_path / "data"))
    assert model.about["shape"]["pooling"] == "cls"
    assert cosines(Encoder(model).encode(TEXTS), by_numpy(model)).min() > 0.999


def test_a_vector_is_the_same_alone_together_and_by_several_threads(model):
    alone = np.concatenate([Encoder(model).encode([text]) for text in TEXTS])
    assert np.array_equal(Encoder(model).encode(TEXTS), alone)
    assert np.array_equal(Encoder(model, threads=2).encode(TEXTS), alone)


def test_converting_keeps_the_model_and_gives_the_same_graph_again(tmp_path):
    before = added(tmp_path)
    first = converting.convert(before)
    content = graph(first).read_bytes()
    assert (first.id, {k: v for k, v in first.about.items() if k != "graph"}) == (before.id, before.about)
    assert converting.convert(first).about == first.about
    assert graph(first).read_bytes() == content
    assert first.about["graph"]["size_bytes"] == len(content)


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(("harm", "reason"), [
    (damage, "damaged"), (Path.unlink, "missing"), (lambda path: path.write_bytes(b""), "damaged"),
], ids=["damaged", "missing", "empty"])  # fmt: skip
def test_without_its_graph_a_model_is_computed_by_numpy_and_says_so(own, harm, reason):
    harm(graph(own))
    encoder = Encoder(own)
    assert reason in encoder.runtime.reason
    assert reason in runtime.of(own).reason
    assert np.array_equal(encoder.encode(TEXTS), by_numpy(own))
    assert runtime.of(converting.convert(own)) == Runtime(ONNX)


def test_a_graph_that_onnxruntime_does_not_read_is_no_graph(own):
    graph(own).write_bytes(b"none")
    stated = own.about["graph"] | {"sha256": installed_digest(own)}
    encoder = Encoder(replace(own, about=own.about | {"graph": stated}))
    assert "does not read" in encoder.runtime.reason
    assert np.array_equal(encoder.encode(TEXTS), by_numpy(own))


def installed_digest(model):
    import hashlib

    return hashlib.sha256(graph(model).read_bytes()).hexdigest()


def test_a_session_that_fails_at_work_gives_way_to_numpy(model):
    encoder = Encoder(model)
    with pytest.raises(NoGraph, match="fails"):
        session.opened(model, 1).encode([list(range(10_000))])
    encoder._compute = lambda _: session.opened(model, 1).encode([[10**9]])
    assert np.array_equal(encoder.encode(TEXTS), by_numpy(model))
    assert "fails" in encoder.runtime.reason


def test_a_graph_that_finds_other_vectors_never_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "LEAST_ALIKE", 1.1)
    before = added(tmp_path)
    with pytest.raises(ValueError, match="other vectors"):
        converting.convert(before)
    assert installed.models(tmp_path / "data") == [before]
    assert not graph(before).exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from appliance.engines.embed import converting, installed
left = int(sys.argv[2])
def fsync(_, real=os.fsync):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(_)
os.fsync = fsync
converting.convert(installed.models(Path(sys.argv[1]))[0])
"""


@pytest.mark.parametrize(("flushes", "then"), [(0, NUMPY), (1, NUMPY), (2, NUMPY), (3, ONNX)])
def test_a_conversion_that_is_killed_leaves_a_model_that_answers(tmp_path, flushes, then):
    before = added(tmp_path)
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "data"), str(flushes)], check=False)
    assert done.returncode == -signal.SIGKILL
    (found,) = installed.models(tmp_path / "data")
    assert found.id == before.id
    encoder = Encoder(found)
    assert encoder.runtime.name == then
    assert cosines(encoder.encode(TEXTS), by_numpy(before)).min() > 0.999
    assert runtime.of(converting.convert(found)) == Runtime(ONNX)


def test_a_conversion_again_that_is_killed_between_graph_and_facts_answers(own, monkeypatch):
    whole, calls = converting._replace, []

    def once(path, content):
        calls.append(path)
        if len(calls) > 1:
            raise KeyboardInterrupt
        whole(path, content + b" ")

    monkeypatch.setattr(converting, "_replace", once)
    with pytest.raises(KeyboardInterrupt):
        converting.convert(own)
    assert "damaged" in Encoder(own).runtime.reason
    assert len(Encoder(own).encode(TEXTS)) == len(TEXTS)


def test_a_library_that_does_not_load_is_none(own, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime.capi", None)
    monkeypatch.delitem(sys.modules, "onnxruntime")
    assert "does not load" in Encoder(own).runtime.reason


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="APPLIANCE_TEST_MODEL names no model")
def test_the_real_model_is_the_same_by_both(tmp_path):
    model = converting.convert(adding.add(Path(REAL), tmp_path))
    page = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    texts = [page[at : at + 900] for at in range(0, 36_000, 900)]
    assert cosines(Encoder(model, threads=2).encode(texts), by_numpy(model, texts)).min() > 0.999
