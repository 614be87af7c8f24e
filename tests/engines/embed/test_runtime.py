"""Without onnxruntime nothing is different, and what computes a model is told where models are told of."""

import importlib.util
import json
import sys

import pytest

from appliance.engines.embed import adding, commands, installed, runtime
from appliance.engines.embed.encoder import Encoder
from appliance.engines.embed.runtime import NUMPY, NoGraph, Runtime
from tests.engines.embed import tiny

with_extra = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="the extra onnx is not installed"
)


@pytest.fixture
def without(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)


def test_without_the_extra_a_model_is_what_it_was(without, tmp_path):
    told = commands.add(tiny.folder(tmp_path / "tiny"), tmp_path)
    (model,) = installed.models(tmp_path)
    assert told == f"tiny is added: 32 dimensions, en, SHA-256 {model.digest}"
    assert sorted(path.name for path in model.folder.iterdir()) == ["model.json", "vocab.txt", "weights.f32"]
    assert "graph" not in json.loads((model.folder / "model.json").read_bytes())
    assert commands.listed(tmp_path).split() == ["tiny", "0", "MB", "32", "en", "mit"]
    assert (runtime.of(model), Encoder(model).runtime) == (Runtime(NUMPY), Runtime(NUMPY))


def test_without_the_extra_nothing_is_converted(without, tmp_path):
    commands.add(tiny.folder(tmp_path / "tiny"), tmp_path)
    with pytest.raises(ValueError, match="is not installed"):
        commands.convert(None, tmp_path)


def test_nothing_is_converted_that_is_not_there(tmp_path):
    with pytest.raises(ValueError, match=r"there is no model$"):
        commands.convert(None, tmp_path)
    with pytest.raises(ValueError, match=r"no model called x"):
        commands.convert("x", tmp_path)


@with_extra
def test_a_model_is_converted_when_it_is_added_or_later(tmp_path, monkeypatch):
    source = tiny.folder(tmp_path / "tiny", tiny.files(plain=False))
    first, second = tmp_path / "first", tmp_path / "second"
    assert "tiny is converted: onnxruntime computes it" in commands.add(source, first)
    adding.add(source, second)
    assert "numpy, not converted, run `appliance models convert`" in commands.listed(second)
    assert "tiny is converted" in commands.convert("tiny", second)
    assert commands.listed(first) == commands.listed(second)
    assert commands.listed(first).endswith("  onnxruntime")
    assert [one.about["graph"] for one in installed.models(first)] == [
        one.about["graph"] for one in installed.models(second)
    ]
    assert "converted" not in commands.add(source, first)


@with_extra
def test_adding_again_makes_a_damaged_graph_anew(tmp_path):
    source = tiny.folder(tmp_path / "tiny")
    commands.add(source, tmp_path)
    (installed.models(tmp_path)[0].folder / installed.GRAPH).write_bytes(b"")
    assert "damaged, run `appliance models convert`" in commands.listed(tmp_path)
    assert "tiny is converted" in commands.add(source, tmp_path)
    assert commands.listed(tmp_path).endswith("  onnxruntime")


@with_extra
def test_an_extra_that_was_taken_away_again_is_told(tmp_path, monkeypatch):
    commands.add(tiny.folder(tmp_path / "tiny"), tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    (model,) = installed.models(tmp_path)
    assert Encoder(model).runtime == Runtime(NUMPY, "onnxruntime is not installed")
    assert commands.listed(tmp_path).endswith("  numpy, onnxruntime is not installed")


@with_extra
def test_a_model_that_cannot_be_converted_is_added_all_the_same(tmp_path, monkeypatch):
    from appliance.engines.embed import converting

    def refuse(*_):
        raise NoGraph("onnxruntime does not load: no")

    monkeypatch.setattr(converting, "convert", refuse)
    told = commands.add(tiny.folder(tmp_path / "tiny"), tmp_path)
    assert told.splitlines()[1] == "onnxruntime does not load: no"
    assert len(installed.models(tmp_path)) == 1
