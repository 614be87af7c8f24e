"""Models are added whole or not at all; nothing that a file says is believed."""

import json

import numpy as np
import pytest

from appliance.engines.embed import adding, installed, models, remove
from appliance.engines.embed.encoder import Encoder
from appliance.engines.embed.safetensors import BadModel, tensors_of
from tests.engines.embed import tiny


def test_a_folder_and_a_wheel_give_the_same_model(tmp_path):
    first = adding.add(tiny.folder(tmp_path / "x"), tmp_path / "one")
    second = adding.add(tiny.wheel(tmp_path / "tiny-1-py3-none-any.whl"), tmp_path / "two")
    assert (first.id, first.languages, first.license, first.dimensions) == (second.id, ("en",), "mit", tiny.WIDTH)
    assert first.most_tokens == 48


def test_adding_again_changes_nothing(tmp_path):
    source = tiny.folder(tmp_path / "x")
    first = adding.add(source, tmp_path / "data")
    assert adding.add(source, tmp_path / "data") == first
    assert len(models(tmp_path / "data")) == 1


def test_other_weights_of_the_same_name_take_the_place(tmp_path):
    first = adding.add(tiny.folder(tmp_path / "x"), tmp_path / "data")
    second = adding.add(tiny.folder(tmp_path / "y", tiny.files(plain=False)), tmp_path / "data")
    assert [one.id for one in models(tmp_path / "data")] == [second.id] != [first.id]


def test_a_removed_model_is_gone(tmp_path):
    adding.add(tiny.folder(tmp_path / "x"), tmp_path / "data")
    assert remove(tmp_path / "data", "tiny")
    assert not remove(tmp_path / "data", "tiny")
    assert models(tmp_path / "data") == []
    assert list((tmp_path / "data/models").iterdir()) == []


def test_a_wheel_whose_weights_are_not_those_it_states_is_refused(tmp_path):
    with pytest.raises(BadModel, match="not the file"):
        adding.add(tiny.wheel(tmp_path / "t.whl", lie="model.safetensors"), tmp_path / "data")
    assert models(tmp_path / "data") == []


@pytest.mark.parametrize("changes", [
    {"model_type": "gpt2"}, {"hidden_size": 10**9}, {"hidden_size": "32"}, {"num_attention_heads": 5},
    {"hidden_act": "relu"}, {"vocab_size": 7}, {"num_hidden_layers": 3}, {"max_position_embeddings": 65},
])  # fmt: skip
def test_a_model_that_does_not_fit_its_own_words_is_refused(tmp_path, changes):
    made = tiny.files()
    made["config.json"] = json.dumps(tiny.config() | changes).encode()
    with pytest.raises(BadModel):
        adding.add(tiny.folder(tmp_path / "x", made), tmp_path / "data")
    assert models(tmp_path / "data") == []


def test_weights_that_are_no_numbers_are_refused(tmp_path):
    arrays = tiny.weights(plain=True)
    arrays["embeddings.LayerNorm.bias"][3] = np.nan
    with pytest.raises(BadModel, match="no number"):
        adding.add(tiny.folder(tmp_path / "x", tiny.files() | {"model.safetensors": tiny.safetensors(arrays)}),
                   tmp_path / "data")  # fmt: skip


def test_a_pickle_is_no_model(tmp_path):
    made = tiny.files()
    made["pytorch_model.bin"] = made.pop("model.safetensors")
    with pytest.raises(BadModel, match="safetensors alone"):
        adding.add(tiny.folder(tmp_path / "x", made), tmp_path / "data")


def head(said):
    text = said if isinstance(said, bytes) else json.dumps(said).encode()
    return len(text).to_bytes(8, "little") + text + bytes(64)


def of(**more):
    return {"x": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]} | more}


@pytest.mark.parametrize("content", [
    b"", b"\xff" * 8, (10**18).to_bytes(8, "little") + b"{}", head(b"{"), head(b"[" * 100_000), head([1]), head({"x": 1}),
    head(of(dtype="OBJ")), head(of(dtype=["F32"])), head(of(shape=[5])), head(of(shape=[-4])), head(of(shape=[2**62, 4])),
    head(of(shape="4")), head(of(data_offsets=[0, 10**9])), head(of(data_offsets=[16, 0])), head(of(data_offsets=[0])),
    head(of(data_offsets=[-16, 0])), head(of(data_offsets=[0.0, 16.0])), head(of(shape=[True, 4])),
])  # fmt: skip
def test_hostile_weights_are_refused(content):
    with pytest.raises(BadModel):
        tensors_of(memoryview(content))


def test_weights_changed_on_the_disk_are_noticed(tmp_path):
    model = adding.add(tiny.folder(tmp_path / "x"), tmp_path / "data")
    path = model.folder / installed.WEIGHTS
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadModel, match="changed"):
        Encoder(model)


@pytest.mark.parametrize("about", [b"", b"{}", b'{"format": 2}', b"[]"])
def test_a_folder_that_is_no_model_is_passed_over(tmp_path, about):
    (tmp_path / "models/x").mkdir(parents=True)
    (tmp_path / "models/x/model.json").write_bytes(about)
    assert models(tmp_path) == []
