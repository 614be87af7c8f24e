"""The process by onnxruntime: confined as ever, small, and it takes over when a model was converted beside it."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from appliance.engines.egress import Egress
from appliance.engines.embed import Embeddings, EmbeddingSettings, installed
from appliance.engines.embed.runtime import NUMPY, ONNX, Runtime
from tests.engines.embed import tiny

pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")

from appliance.engines.embed import converting

MOST_BYTES = 200_000_000


@pytest.fixture
def data(tmp_path):
    return tiny.data(tmp_path, tiny.files(plain=False))


@pytest.fixture
def running(data):
    made = Embeddings(EmbeddingSettings(data), Egress())
    yield made
    made.close()


def convert(data):
    return converting.convert(installed.models(data)[0])


def pid(running, *, fills=False):
    return running._process(running.wanted().id, fills=fills).pid


def number(vector):
    return np.frombuffer(vector, "<f4")


def test_a_model_converted_beside_it_is_taken_over_and_stays_the_same_model(running, data):
    name, first = running.wanted().id, running.question("the car is loud")
    process = pid(running)
    assert running.runtime(running.installed()[0]).name == NUMPY
    convert(data)
    running.reload()
    assert number(running.question("the car is loud")) @ number(first) > 0.999
    assert running.runtime(running.installed()[0]) == Runtime(ONNX)
    assert (running.wanted().id, pid(running) != process) == (name, True)
    same = pid(running)
    running.reload()
    running.question("bread")
    assert pid(running) == same


def is_apart(process):
    return Path(f"/proc/{process}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_onnxruntime_is_loaded_where_there_is_no_network(running, data):
    running.question("the car")
    as_ever = is_apart(pid(running))  # a host may refuse it to both
    convert(data)
    running.reload()
    assert len(running.passages(["the car", "bread", "lunch"])) == 3
    running.question("the car")
    for process in (pid(running), pid(running, fills=True)):
        assert "onnxruntime" in Path(f"/proc/{process}/maps").read_text()
        status = dict(line.split(":\t") for line in Path(f"/proc/{process}/status").read_text().splitlines())
        assert is_apart(process) == as_ever
        assert int(status["VmRSS"].split()[0]) * 1024 < MOST_BYTES


def test_a_graph_that_is_damaged_beside_it_is_told(running, data):
    model = convert(data)
    running.reload()
    assert running.runtime(model) == Runtime(ONNX)
    (model.folder / installed.GRAPH).write_bytes(b"")
    first = running.question("the car")
    assert "damaged" in running.runtime(model).reason
    converting.convert(model)
    running.reload()
    assert number(running.question("the car")) @ number(first) > 0.999
    assert running.runtime(model) == Runtime(ONNX)


def test_after_a_crash_numpy_computes_until_it_is_converted_again(running, data):
    model = convert(data)
    first = running.question("the car is loud")
    os.kill(pid(running), signal.SIGILL)
    assert number(running.question("the car is loud")) @ number(first) > 0.999
    told = Runtime(NUMPY, "onnxruntime crashed (SIGILL), run `appliance models convert`")
    assert running.runtime(model) == told
    running.question("bread")
    assert running.runtime(model) == told
    convert(data)
    running.reload()
    running.question("bread")
    assert running.runtime(model) == Runtime(ONNX)


def test_a_process_that_was_killed_for_its_memory_computes_as_before(running, data):
    model = convert(data)
    running.question("the car is loud")
    os.kill(pid(running), signal.SIGKILL)
    running.question("the car is loud")
    assert running.runtime(model) == Runtime(ONNX)
