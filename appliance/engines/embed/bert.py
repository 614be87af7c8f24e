"""A BERT encoder with numpy alone: passages to unit vectors, several at a time without padding.

Words of many passages go through the dense layers together; attention stays within each passage. Weights are mapped
from the file, so processes share them and rows of the vocabulary that are never used are never read.
Source: Devlin and others, "BERT", 2018; pooling as in Reimers and Gurevych, "Sentence-BERT", 2019.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
_GELU: Final = np.float32(math.sqrt(2 / math.pi))


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of a model; `pooling` is mean or cls."""

    layers: int
    heads: int
    width: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float
    pooling: str


class Bert:
    """Encodes token ids. `places` are name to (offset, shape) of float32 arrays in the file."""

    def __init__(self, path: Path, places: dict[str, Any], shape: Shape) -> None:
        self.shape = shape
        whole = np.memmap(path, dtype=np.float32, mode="r")
        self.arrays: dict[str, Floats] = {
            name: whole[start : start + math.prod(size)].reshape(size) for name, (start, size) in places.items()
        }

    def encode(self, texts: Sequence[Sequence[int]]) -> Floats:
        """One unit vector for each text of token ids."""
        lengths = [len(ids) for ids in texts]
        ends = np.cumsum(lengths)
        spans = [(int(end) - length, int(end)) for end, length in zip(ends, lengths, strict=True)]
        states = self._embedded(texts)
        for layer in range(self.shape.layers):
            states = self._layer(states, spans, f"{layer}.")
        pooled = np.stack([self._pooled(states[start:end]) for start, end in spans])
        norms = np.linalg.norm(pooled, axis=1, keepdims=True)
        unit: Floats = pooled / np.maximum(norms, np.float32(1e-12))
        return unit

    def _embedded(self, texts: Sequence[Sequence[int]]) -> Floats:
        ids = np.concatenate([np.asarray(one, dtype=np.int64) for one in texts])
        places = np.concatenate([np.arange(len(one)) for one in texts])
        states = self.arrays["words"][ids] + self.arrays["positions"][places] + self.arrays["kinds"][0]
        return self._normal(states, "embedded")

    def _layer(self, states: Floats, spans: Sequence[tuple[int, int]], name: str) -> Floats:
        attended = self._attended(self._dense(states, f"{name}qkv"), spans)
        states = self._normal(self._dense(attended, f"{name}out") + states, f"{name}attended")
        inner = _gelu(self._dense(states, f"{name}inner"))
        return self._normal(self._dense(inner, f"{name}outer") + states, f"{name}done")

    def _attended(self, joined: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
        heads, width = self.shape.heads, self.shape.width
        size = width // heads
        scale = np.float32(1 / math.sqrt(size))
        found = np.empty((len(joined), width), dtype=np.float32)
        for start, end in spans:
            parts = joined[start:end].reshape(end - start, 3, heads, size).transpose(1, 2, 0, 3)
            scores = (parts[0] * scale) @ parts[1].transpose(0, 2, 1)
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            mixed = scores @ parts[2]
            mixed /= scores.sum(axis=-1, keepdims=True)
            found[start:end] = mixed.transpose(1, 0, 2).reshape(end - start, width)
        return found

    def _dense(self, states: Floats, name: str) -> Floats:
        found: Floats = states @ self.arrays[f"{name}.weight"]
        found += self.arrays[f"{name}.bias"]
        return found

    def _normal(self, states: Floats, name: str) -> Floats:
        states = states - states.mean(axis=-1, keepdims=True)
        spread = np.einsum("ij,ij->i", states, states) / np.float32(states.shape[-1])
        states *= (1 / np.sqrt(spread + np.float32(self.shape.epsilon)))[:, None].astype(np.float32)
        states *= self.arrays[f"{name}.weight"]
        states += self.arrays[f"{name}.bias"]
        return states

    def _pooled(self, states: Floats) -> Floats:
        pooled: Floats = states[0] if self.shape.pooling == "cls" else states.mean(axis=0)
        return pooled


def _gelu(states: Floats) -> Floats:
    """X times the normal distribution, by its tanh form (Hendrycks and Gimpel, 2016)."""
    inner = states * states
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= states
    inner *= _GELU
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= states
    inner *= np.float32(0.5)
    return inner
