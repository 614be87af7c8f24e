"""The encoder computes what BERT computes, whatever it is given together, and cuts words as BERT does."""

import math
import os

import numpy as np
import pytest

from appliance.engines.embed import adding
from appliance.engines.embed.encoder import Encoder, packed
from appliance.engines.embed.wordpiece import WordPiece
from tests.engines.embed import tiny

REAL = os.environ.get("APPLIANCE_TEST_MODEL", "")


@pytest.fixture(scope="module")
def random_model(tmp_path_factory):
    path = tmp_path_factory.mktemp("random")
    return adding.add(tiny.folder(path / "tiny", tiny.files(plain=False)), path / "data")


def by_the_book(ids):
    """One text through the layers, written as the paper has it, with the exact GELU."""
    arrays = {name: array.astype(np.float64) for name, array in tiny.weights(plain=False).items()}
    gelu = np.vectorize(lambda x: 0.5 * x * (1 + math.erf(x / math.sqrt(2))))

    def normal(x, name):
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * arrays[f"{name}.weight"] + arrays[f"{name}.bias"]

    def dense(x, name):
        return x @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]

    def attended(x, start):
        query, key, value = (dense(x, f"{start}attention.self.{part}") for part in ("query", "key", "value"))
        size, found = tiny.WIDTH // tiny.HEADS, []
        for head in range(tiny.HEADS):
            part = slice(head * size, (head + 1) * size)
            scores = np.exp(query[:, part] @ key[:, part].T / math.sqrt(size))
            found.append(scores / scores.sum(-1, keepdims=True) @ value[:, part])
        return np.concatenate(found, axis=1)

    x = arrays["embeddings.word_embeddings.weight"][ids] + arrays["embeddings.position_embeddings.weight"][: len(ids)]
    x = normal(x + arrays["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(tiny.LAYERS):
        start = f"encoder.layer.{layer}."
        x = normal(
            x + dense(attended(x, start), f"{start}attention.output.dense"), f"{start}attention.output.LayerNorm"
        )
        inner = gelu(dense(x, f"{start}intermediate.dense"))
        x = normal(x + dense(inner, f"{start}output.dense"), f"{start}output.LayerNorm")
    pooled = x.mean(0)
    return pooled / np.linalg.norm(pooled)


def test_it_computes_what_the_paper_says(random_model):
    ids = WordPiece(tiny.words()).encode("The car is loud.", 48)
    (found,) = Encoder(random_model).encode(["The car is loud."])
    assert found @ by_the_book(ids) > 0.9999


def test_texts_together_are_what_each_is_alone(random_model):
    encoder = Encoder(random_model)
    texts = ["the car", "lunch " * 60, "", "a pump, is it loud? " * 5, "中中", *["motor fuel"] * 40]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_a_packed_vector_points_where_the_vector_does(random_model):
    vectors = Encoder(random_model).encode(["the car", "bread"])
    for vector, small in zip(vectors, packed(vectors), strict=True):
        scale = np.frombuffer(small, "<f4", 1)[0]
        back = np.frombuffer(small, np.int8, offset=4) * scale
        assert back @ vector / np.linalg.norm(back) > 0.999


@pytest.mark.parametrize(("text", "pieces"), [
    ("The cars", ["the", "car", "##s"]),
    ("Café, 1.", ["cafe", ",", "1", "."]),
    ("a中b", ["a", "中", "b"]),
    ("ab\u0000b\u200b", ["a", "##b", "##b"]),
    ("carx", ["[UNK]"]),
    ("a" * 101, ["[UNK]"]),
    ("\t a \u3000\n b", ["a", "b"]),
    ("", []),
])  # fmt: skip
def test_words_are_cut_into_the_longest_known_pieces(text, pieces):
    ids = WordPiece(tiny.words()).encode(text, 100)
    assert [tiny.words()[one] for one in ids] == ["[CLS]", *pieces, "[SEP]"]


def test_a_long_text_is_cut_off_with_its_end_mark():
    ids = WordPiece(tiny.words()).encode("car " * 1000, 10)
    assert len(ids) == 10
    assert tiny.words()[ids[-1]] == "[SEP]"


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="APPLIANCE_TEST_MODEL names no model")
def test_the_real_model_finds_meaning(tmp_path):
    encoder = Encoder(adding.add(__import__("pathlib").Path(REAL), tmp_path))
    eats, bread, baby = encoder.encode([
        "A man is eating food.", "A man is eating a piece of bread.", "The girl is carrying a baby.",
    ])  # fmt: skip
    assert eats @ bread == pytest.approx(0.7553, abs=0.001)  # as the model's authors print it
    assert eats @ baby == pytest.approx(-0.1050, abs=0.002)
