"""A BERT encoder as an ONNX graph of one text at a time: nothing is padded, so a vector depends on its text alone.

Source: Devlin and others, "BERT", 2018; pooling as in Reimers and Gurevych, "Sentence-BERT", 2019.
"""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from appliance.engines.embed.bert import Floats, Shape
from appliance.engines.embed.eightbit import LEAST, Dense
from appliance.engines.embed.onnxfile import FLOAT, Graph

ASKED: Final = "ids"
ANSWERED: Final = "vector"
_LEAST: Final = np.float32(0.17)
"""No value of GELU lies further below zero."""
_NORM: Final = "LayerNormalization"


class BertGraph:
    """Made once for one model. `largest` is the largest input ever seen of each column, by dense layer."""

    def __init__(self, arrays: Mapping[str, Floats], shape: Shape, largest: Mapping[str, Floats]) -> None:
        self._arrays, self._shape, self._largest = arrays, shape, largest
        self._graph = Graph()

    def content(self) -> bytes:
        """The ONNX file: token ids of one text to its vector, not yet of length one."""
        states = self._embedded()
        for layer in range(self._shape.layers):
            states = self._layer(states, f"{layer}.")
        if self._shape.pooling == "cls":
            pooled = self._graph.add("Gather", states, self._graph.constant("first", np.int64(0)), axis=0)
        else:
            pooled = self._graph.add("ReduceMean", states, axes=[0], keepdims=0)
        return self._graph.content(ASKED, (ANSWERED, pooled, self._shape.width))

    def _embedded(self) -> str:
        graph, words = self._graph, self._arrays["words"]
        scales = (np.maximum(np.abs(words).max(axis=1, keepdims=True), LEAST) / 127).astype(np.float32)
        small = graph.constant("words", np.rint(words / scales).astype(np.int8))
        rows = graph.add("Cast", graph.add("Gather", small, ASKED, axis=0), to=FLOAT)
        rows = graph.add("Mul", rows, graph.add("Gather", graph.constant("words.scales", scales), ASKED, axis=0))
        begin = graph.constant("begin", np.zeros(1, np.int64))
        places = graph.constant("positions", self._arrays["positions"] + self._arrays["kinds"][0])
        places = graph.add("Slice", places, begin, graph.add("Shape", ASKED), begin)
        return self._normal(graph.add("Add", rows, places), "embedded")

    def _layer(self, states: str, name: str) -> str:
        graph = self._graph
        attended = self._dense(self._attended(states, name), f"{name}out")
        states = self._normal(graph.add("Add", attended, states), f"{name}attended")
        inner = self._gelu(self._dense(states, f"{name}inner"))
        return self._normal(graph.add("Add", self._dense(inner, f"{name}outer"), states), f"{name}done")

    def _attended(self, states: str, name: str) -> str:
        graph, heads, width = self._graph, self._shape.heads, self._shape.width
        by_head = graph.constant("by_head", np.array([0, heads, width // heads], np.int64))
        parts = graph.split("Split", self._dense(states, f"{name}qkv"), parts=3, axis=-1)
        query, key, value = (
            graph.add("Transpose", graph.add("Reshape", part, by_head), perm=order)
            for part, order in zip(parts, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
        )
        scale = graph.constant("scale", np.float32(1 / math.sqrt(width // heads)))
        scores = graph.add("Mul", graph.add("MatMul", query, key), scale)
        mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
        joined = graph.constant("joined", np.array([0, width], np.int64))
        return graph.add("Reshape", graph.add("Transpose", mixed, perm=[1, 0, 2]), joined)

    def _gelu(self, states: str) -> str:
        graph = self._graph
        root, one, half = (
            graph.constant(f"gelu.{name}", np.float32(number))
            for name, number in (("root", math.sqrt(2)), ("one", 1), ("half", 0.5))
        )
        spread = graph.add("Add", graph.add("Erf", graph.add("Div", states, root)), one)
        return graph.add("Mul", graph.add("Mul", states, spread), half)

    def _normal(self, states: str, name: str) -> str:
        weight, bias = (
            self._graph.constant(f"{name}.{part}", self._arrays[f"{name}.{part}"]) for part in ("weight", "bias")
        )
        return self._graph.add(_NORM, states, weight, bias, axis=-1, epsilon=float(self._shape.epsilon))

    def _dense(self, states: str, name: str) -> str:
        layer = Dense(self._graph, name, self._arrays[f"{name}.weight"], self._arrays[f"{name}.bias"])
        return layer.after_gelu(states) if name.endswith(".outer") else layer.after(states, self._largest[name])
