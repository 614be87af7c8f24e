"""A BERT of two layers with a vocabulary of its own, written as a sentence-transformers folder or a wheel.

`random` weights exercise every part; `plain` ones let words through unchanged, and words of one meaning share a vector,
so that a test can tell what must be near to what.
"""

import base64
import hashlib
import json
import zipfile
from pathlib import Path

import apsw
import numpy as np

from appliance.engines.embed import adding
from appliance.store import migrate

WIDTH, HEADS, INNER, LAYERS, POSITIONS = 32, 4, 48, 2, 64
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
MEANINGS = (
    ("lunch", "canteen", "noon", "meal"), ("car", "automobile", "motor", "wagen"), ("pump", "compressor"),
    ("bread",), ("loud",), ("fuel",), ("weather",), ("nice",),
)  # fmt: skip
PIECES = ("the", "is", "in", "of", "where", "##s", "##ly", "a", "b", "##b", "1", ".", ",", "?", "中", "cafe")


def words():
    return [*SPECIAL, *PIECES, *(word for meaning in MEANINGS for word in meaning)]


def config(**more):
    return {
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": WIDTH, "num_attention_heads": HEADS,
        "intermediate_size": INNER, "num_hidden_layers": LAYERS, "vocab_size": len(words()),
        "max_position_embeddings": POSITIONS, "layer_norm_eps": 1e-12,
    } | more  # fmt: skip


def weights(*, plain):
    chance = np.random.default_rng(7)

    def some(*shape):
        return chance.standard_normal(shape).astype(np.float32) * 0.3

    vocabulary = some(len(words()), WIDTH)
    if plain:
        for meaning in MEANINGS:
            places = [words().index(word) for word in meaning]
            vocabulary[places] = vocabulary[places[0]]
    quiet = 0.0 if plain else 1.0
    found = {
        "embeddings.word_embeddings.weight": vocabulary,
        "embeddings.position_embeddings.weight": some(POSITIONS, WIDTH) * quiet,
        "embeddings.token_type_embeddings.weight": some(2, WIDTH) * quiet,
    } | _norm("embeddings.LayerNorm", some, quiet)
    for layer in range(LAYERS):
        start = f"encoder.layer.{layer}."
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            found |= {f"{start}{name}.weight": some(WIDTH, WIDTH) * quiet, f"{start}{name}.bias": some(WIDTH) * quiet}
        found |= {f"{start}intermediate.dense.weight": some(INNER, WIDTH) * quiet,
                  f"{start}intermediate.dense.bias": some(INNER) * quiet,
                  f"{start}output.dense.weight": some(WIDTH, INNER) * quiet,
                  f"{start}output.dense.bias": some(WIDTH) * quiet}  # fmt: skip
        found |= _norm(f"{start}attention.output.LayerNorm", some, quiet) | _norm(
            f"{start}output.LayerNorm", some, quiet
        )
    return found


def _norm(name, some, quiet):
    return {f"{name}.weight": 1 + some(WIDTH) * quiet, f"{name}.bias": some(WIDTH) * quiet}


def safetensors(arrays):
    head, parts, at = {}, [], 0
    for name, array in arrays.items():
        content = array.astype("<f4").tobytes()
        head[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + len(content)]}
        parts.append(content)
        at += len(content)
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + b"".join(parts)


def files(*, plain=True, languages="en", **more):
    card = f"---\nlanguage: {languages}\nlicense: mit\n---\n\n# tiny\n"
    return {
        "config.json": json.dumps(config(**more)).encode(),
        "model.safetensors": safetensors(weights(plain=plain)),
        "vocab.txt": ("\n".join(words()) + "\n").encode(),
        "tokenizer_config.json": b'{"do_lower_case": true}',
        "sentence_bert_config.json": b'{"max_seq_length": 48}',
        "README.md": card.encode(),
    }


def folder(path: Path, made=None) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, content in (made or files()).items():
        (path / name).write_bytes(content)
    return path


def wheel(path: Path, made=None, *, lie="") -> Path:
    rows = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (made or files()).items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            archive.writestr(f"tiny/model/{name}", content + b" " if name == lie else content)
            rows.append(f"tiny/model/{name},sha256={digest},{len(content)}")
        archive.writestr("tiny-1.dist-info/RECORD", "\n".join(rows))
    return path


def data(path: Path, made=None) -> Path:
    """A data folder with the model and a database that is still empty."""
    adding.add(folder(path / "tiny", made), path / "data")
    connection = apsw.Connection(str(path / "data/main.db"))
    migrate.migrate(connection)
    connection.close()
    return path / "data"
