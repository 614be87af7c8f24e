"""Dense layers of a graph in whole numbers of eight bits, but for the few columns that would spoil all others.

Each word's states are scaled by their own largest, each output by its largest weight. Columns that are loud in what
comes in, or heavy in the weights, are taken out and multiplied in float32.
Source: Dettmers and others, "LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale", 2022.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.engines.embed.bert import Floats
from appliance.engines.embed.onnxfile import FLOAT, Graph

LEAST: Final = np.float32(1e-12)
_LOUD: Final = 16
_HEAVY: Final = 64
_SHARE: Final = 4
"""No more than one column in so many stays in float32."""
_GELU_LEAST: Final = np.float32(0.17)
"""No value of GELU lies further below zero."""
_SIGNED, _UNSIGNED = np.float32(127), np.float32(255)


class Dense:
    """Inputs times `weight` (inputs by outputs) plus `bias`."""

    def __init__(self, graph: Graph, name: str, weight: Floats, bias: Floats) -> None:
        self._graph, self._name = graph, name
        self._weight, self._bias = np.array(weight), np.array(bias)

    def after(self, states: str, largest: Floats) -> str:
        """The layer after states around zero, whose largest value seen is known for each column."""
        graph, apart = self._graph, self._first(largest, _LOUD)
        exact = self._exact(states, apart)
        kept = np.ones(len(self._weight), np.float32)
        kept[apart] = 0
        quiet = graph.add("Mul", states, graph.constant(f"{self._name}.kept", kept))
        peaks = graph.add("ReduceMax", graph.add("Abs", quiet), axes=[-1], keepdims=1)
        zero = graph.constant("signed.zero", np.uint8(128))
        product = self._product((quiet, peaks), _SIGNED, zero, self._whole(apart))
        return graph.add("Add", product, exact)

    def after_gelu(self, states: str) -> str:
        """The layer after GELU: the eight bits begin at its least value, and the bias takes that back."""
        graph = self._graph
        mean = np.sqrt(np.square(self._weight).mean(axis=0))
        apart = self._first((np.abs(self._weight) / np.maximum(mean, LEAST)).max(axis=1), _HEAVY)
        whole, scales = self._whole(apart)
        self._bias -= _GELU_LEAST * whole.sum(axis=0, dtype=np.int64).astype(np.float32) * scales
        exact = self._exact(states, apart)
        lifted = graph.add("Add", states, graph.constant("gelu.least", _GELU_LEAST))
        peaks = graph.add("ReduceMax", lifted, axes=[-1], keepdims=1)
        zero = graph.constant("unsigned.zero", np.uint8(0))
        product = self._product((lifted, peaks), _UNSIGNED, zero, (whole, scales))
        return graph.add("Add", product, exact)

    def _first(self, scores: Floats, most: int) -> npt.NDArray[np.int64]:
        count = min(most, len(self._weight) // _SHARE)
        return np.sort(np.argsort(-scores, kind="stable")[:count]).astype(np.int64)

    def _whole(self, apart: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int8], Floats]:
        """The weights of the other columns as signed bytes, and the scale of each output."""
        weight = self._weight.copy()
        weight[apart] = 0
        scales = np.maximum(np.abs(weight).max(axis=0), LEAST) / _SIGNED
        return np.rint(weight / scales).astype(np.int8), scales

    def _exact(self, states: str, apart: npt.NDArray[np.int64]) -> str:
        graph, name = self._graph, self._name
        columns = graph.add("Gather", states, graph.constant(f"{name}.apart", apart), axis=1)
        weight = graph.constant(f"{name}.exact", self._weight[apart])
        return graph.add("Gemm", columns, weight, graph.constant(f"{name}.bias", self._bias))

    def _product(
        self, rows: tuple[str, str], steps: np.float32, zero: str, weight: tuple[npt.NDArray[np.int8], Floats]
    ) -> str:
        """Rows, with the largest of each, times whole weights."""
        graph, name = self._graph, self._name
        peaks = graph.add("Max", rows[1], graph.constant("least", LEAST))
        step = graph.constant(f"step.{steps:.0f}", 1 / steps)
        small = graph.add("QuantizeLinear", graph.add("Div", rows[0], peaks), step, zero)
        whole = graph.constant(f"{name}.whole", weight[0])
        product = graph.add("Cast", graph.add("MatMulInteger", small, whole, zero), to=FLOAT)
        scales = graph.constant(f"{name}.scales", (weight[1] / steps).astype(np.float32))
        return graph.add("Mul", graph.add("Mul", product, peaks), scales)
