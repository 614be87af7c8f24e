"""Adds a model to the data folder: checks every measure, turns the weights once into a file that can be mapped.

The new folder is made aside, flushed and renamed, so that a model is there whole or not at all.
"""

import hashlib
import json
import math
import os
import re
import shutil
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from appliance.engines.embed import installed
from appliance.engines.embed.bert import Shape
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.safetensors import BadModel, Tensor, tensors_of
from appliance.engines.embed.source import WEIGHTS, Source, opened
from appliance.kernel import clock

_ALIGNED: Final = 16  # float32 numbers, so 64 bytes
_MOST: Final = {"num_hidden_layers": 48, "num_attention_heads": 64, "hidden_size": 4_096, "intermediate_size": 16_384,
                "vocab_size": 1_000_000, "max_position_embeddings": 16_384}  # fmt: skip
_LAYER: Final = (
    ("out", "attention.output.dense"), ("inner", "intermediate.dense"), ("outer", "output.dense"),
)  # fmt: skip
_NORMS: Final = (("attended", "attention.output.LayerNorm"), ("done", "output.LayerNorm"))
Floats = npt.NDArray[np.float32]


def add(path: Path, data: Path) -> Installed:
    """Add the model at `path` to a data folder. The same again changes nothing. BadModel says what is wrong."""
    source = opened(path)
    said, shape = _measures(source)
    vocabulary = _vocabulary(source, shape)
    content = source.read(WEIGHTS) or b""
    digest = hashlib.sha256(content).hexdigest()
    name, languages, terms = _card(source)
    places, weights = _joined(_Arrays(content), shape)
    about = {
        "format": installed.FORMAT, "name": name, "digest": digest, "dimensions": shape.width,
        "most_tokens": _most_tokens(source, shape), "lower": _is_lower(source), "languages": languages,
        "license": terms, "added_at": clock.now_ms(), "places": places, "type": said["model_type"],
        "shape": {field: getattr(shape, field) for field in Shape.__slots__},
    }  # fmt: skip
    return _put(data / "models", about, weights, vocabulary)


def _measures(source: Source) -> tuple[dict[str, Any], Shape]:
    said = _json(source, "config.json")
    if said.get("model_type") != "bert" or said.get("position_embedding_type", "absolute") != "absolute":
        raise BadModel("only BERT encoders with absolute positions are read (model_type bert)")
    if said.get("hidden_act") != "gelu":
        raise BadModel("only the activation gelu is known")
    for name, most in _MOST.items():
        if type(said.get(name)) is not int or not 0 < said[name] <= most:
            raise BadModel(f"{name} must be a whole number up to {most}")
    if said["hidden_size"] % said["num_attention_heads"]:
        raise BadModel("hidden_size must be a multiple of num_attention_heads")
    pooling = _json(source, "1_Pooling/config.json", {"pooling_mode_mean_tokens": True})
    kind = "cls" if pooling.get("pooling_mode_cls_token") is True else "mean"
    epsilon = said.get("layer_norm_eps", 1e-12)
    return said, Shape(
        said["num_hidden_layers"], said["num_attention_heads"], said["hidden_size"], said["intermediate_size"],
        said["vocab_size"], said["max_position_embeddings"], float(epsilon), kind,
    )  # fmt: skip


def _json(source: Source, name: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    content = source.read(name)
    if content is None and default is not None:
        return default
    try:
        said = json.loads(content or b"")
    except (ValueError, RecursionError):
        raise BadModel(f"{name} is no JSON") from None
    if not isinstance(said, dict):
        raise BadModel(f"{name} is no table")
    return said


def _vocabulary(source: Source, shape: Shape) -> str:
    text = (source.read("vocab.txt") or b"").decode("utf-8", "replace")
    pieces = text.rstrip("\n").split("\n")
    if len(pieces) != shape.vocabulary or not {"[UNK]", "[CLS]", "[SEP]"} <= set(pieces):
        raise BadModel("vocab.txt does not fit the model")
    return text


def _most_tokens(source: Source, shape: Shape) -> int:
    said = _json(source, "sentence_bert_config.json", {}).get("max_seq_length")
    return min(said, shape.positions) if type(said) is int and said > 2 else shape.positions  # noqa: PLR2004


def _is_lower(source: Source) -> bool:
    return _json(source, "tokenizer_config.json", {}).get("do_lower_case") is not False


def _card(source: Source) -> tuple[str, list[str], str]:
    """Name, languages and licence as the model's card says them."""
    card = (source.read("README.md") or b"")[:100_000].decode("utf-8", "replace")
    head = card.split("---")[1] if card.startswith("---") and card.count("---") > 1 else ""
    title = re.search(r"^# +(.+)$", card, re.MULTILINE)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", title[1] if title else source.name).strip("-.")[:80] or "model"
    terms = re.search(r"^license: *(\S+)", head, re.MULTILINE)
    block = re.search(r"^language: *(.*(?:\n *- *\S+)*)", head, re.MULTILINE)
    languages = re.findall(r"\b[a-z]{2}\b", block[1]) if block and "multilingual" not in block[1] else []
    return name, sorted(set(languages)), terms[1] if terms else ""


class _Arrays:
    """The arrays of the weights as float32, each asked for by name and shape."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._tensors = tensors_of(memoryview(content))
        self._prefix = "bert." if "bert.embeddings.word_embeddings.weight" in self._tensors else ""

    def get(self, name: str, *shape: int) -> Floats:
        tensor = self._tensors.get(self._prefix + name)
        if tensor is None or tensor.shape != shape:
            raise BadModel(f"the weights lack {name} of shape {shape}")
        found = self._numbers(tensor).reshape(shape)
        if not np.isfinite(found).all():
            raise BadModel(f"{name} holds what is no number")
        return found

    def _numbers(self, tensor: Tensor) -> Floats:
        kinds = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}
        if tensor.kind not in kinds:
            raise BadModel(f"weights of kind {tensor.kind} are not read")
        numbers = np.frombuffer(self._content, dtype=kinds[tensor.kind], count=math.prod(tensor.shape),
                                offset=tensor.start)  # fmt: skip
        if tensor.kind == "BF16":
            return (numbers.astype(np.uint32) << 16).view(np.float32)
        return numbers.astype(np.float32)


def _joined(arrays: _Arrays, shape: Shape) -> tuple[dict[str, Any], bytes]:
    """Every array where the encoder wants it: turned, query, key and value side by side."""
    width, inner = shape.width, shape.inner
    found: dict[str, Floats] = {
        "words": arrays.get("embeddings.word_embeddings.weight", shape.vocabulary, width),
        "positions": arrays.get("embeddings.position_embeddings.weight", shape.positions, width),
        "kinds": arrays.get("embeddings.token_type_embeddings.weight", 2, width),
        "embedded.weight": arrays.get("embeddings.LayerNorm.weight", width),
        "embedded.bias": arrays.get("embeddings.LayerNorm.bias", width),
    }
    sizes = {"out": (width, width), "inner": (inner, width), "outer": (width, inner)}
    for layer in range(shape.layers):
        start = f"encoder.layer.{layer}."
        parts = [f"{start}attention.self.{part}" for part in ("query", "key", "value")]
        turned = [arrays.get(f"{part}.weight", width, width).T for part in parts]
        found[f"{layer}.qkv.weight"] = np.concatenate(turned, axis=1)
        found[f"{layer}.qkv.bias"] = np.concatenate([arrays.get(f"{part}.bias", width) for part in parts])
        for ours, theirs in _LAYER:
            found[f"{layer}.{ours}.weight"] = arrays.get(f"{start}{theirs}.weight", *sizes[ours]).T
            found[f"{layer}.{ours}.bias"] = arrays.get(f"{start}{theirs}.bias", sizes[ours][0])
        for ours, theirs in _NORMS:
            for part in ("weight", "bias"):
                found[f"{layer}.{ours}.{part}"] = arrays.get(f"{start}{theirs}.{part}", width)
    return _laid_out(found)


def _laid_out(arrays: dict[str, Floats]) -> tuple[dict[str, Any], bytes]:
    places: dict[str, Any] = {}
    parts: list[bytes] = []
    at = 0
    for name, array in arrays.items():
        padded = -(-array.size // _ALIGNED) * _ALIGNED
        places[name] = [at, list(array.shape)]
        parts.append(np.ascontiguousarray(array, dtype="<f4").tobytes() + bytes(4 * (padded - array.size)))
        at += padded
    return places, b"".join(parts)


def _put(folder: Path, about: dict[str, Any], weights: bytes, vocabulary: str) -> Installed:
    known = installed.read(folder / about["name"])
    if known is not None and known.digest == about["digest"]:
        return known
    new = folder / f"{installed.BUILDING}{about['name']}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    about["weights_sha256"] = hashlib.sha256(weights).hexdigest()
    for name, content in (
        (installed.WEIGHTS, weights), (installed.VOCABULARY, vocabulary.encode()),
        (installed.ABOUT, json.dumps(about).encode()),
    ):  # fmt: skip
        with (new / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    if known is not None:
        installed.remove(folder.parent, known.name)
    new.rename(folder / about["name"])
    found = installed.read(folder / about["name"])
    if found is None:
        raise BadModel("the model could not be written")
    return found
