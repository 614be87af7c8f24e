"""Makes the graph of a model that is on this machine, once, and proves it against our own code before it counts.

The graph is written before the facts that name it, each aside and renamed: whoever reads in between computes by numpy.
A base may hold vectors of both: on 520 abstracts of SciFact their cosine is .9994 at least; nDCG@10 of hybrid search
is .721, .722 and .722 with those of numpy, of onnxruntime or half of each. So the model's id stays the same.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final

import numpy as np

from appliance.engines.embed import encoder, installed, runtime
from appliance.engines.embed.bert import Bert, Floats, Shape
from appliance.engines.embed.graph import BertGraph
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.runtime import NoGraph
from appliance.engines.embed.safetensors import BadModel
from appliance.engines.embed.session import Session

LEAST_ALIKE: Final = 0.99
"""Of the cosine between both ways' vectors of one text; below, a processor or a model is not made for eight bits."""
_TEXTS: Final = 16
_LONG: Final = 100
_CHANCE: Final = 1


def convert(model: Installed) -> Installed:
    """The model with its graph. BadModel or NoGraph say why it has none; the model is usable all the while."""
    if not runtime.is_there():
        raise NoGraph("onnxruntime is not installed: pip install 'appliance[onnx]'")
    texts = _texts(model)
    bert = _Watched(*encoder.weights(model))
    vectors = bert.encode(texts)
    content = BertGraph(bert.arrays, bert.shape, bert.largest).content()
    alike = float((Session(content).encode(texts) * vectors).sum(axis=1).min())
    if not alike >= LEAST_ALIKE:
        raise BadModel(f"onnxruntime finds other vectors for {model.name} (cosine {alike:.3f}); numpy computes it")
    _replace(model.folder / installed.GRAPH, content)
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content), "alike": round(alike, 4)}
    _replace(model.folder / installed.ABOUT, json.dumps(model.about | {"graph": facts}).encode())
    found = installed.read(model.folder)
    if found is None:
        raise BadModel("the model is not there any more")
    return found


def _texts(model: Installed) -> list[list[int]]:
    """Word pieces by chance, always the same: which columns are loud is a habit of the model, not of a text."""
    pieces = encoder.pieces(model)
    begin, end = pieces.encode("", 2)
    count = min(_LONG, model.most_tokens - 2)
    chance = np.random.default_rng(_CHANCE).integers(0, model.about["shape"]["vocabulary"], (_TEXTS, count))
    return [[begin, *row, end] for row in chance.tolist()]


class _Watched(Bert):
    """Remembers the largest input of each column, by dense layer."""

    def __init__(self, path: Path, places: dict[str, Any], shape: Shape) -> None:
        super().__init__(path, places, shape)
        self.largest: dict[str, Floats] = {}

    def _dense(self, states: Floats, name: str) -> Floats:
        seen = np.abs(states).max(axis=0)
        self.largest[name] = np.maximum(self.largest.get(name, seen), seen)
        return super()._dense(states, name)


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{installed.BUILDING}{path.name}")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
