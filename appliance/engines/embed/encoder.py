"""A model of the data folder at work: texts to unit vectors, and their small form of one byte a number."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from appliance.engines.embed import installed
from appliance.engines.embed.bert import Bert, Floats, Shape
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.runtime import NUMPY, ONNX, NoGraph, Runtime, stated
from appliance.engines.embed.safetensors import BadModel
from appliance.engines.embed.wordpiece import WordPiece

Compute: TypeAlias = Callable[[Sequence[Sequence[int]]], Floats]
TOGETHER: Final = 1_024
"""Word pieces that go through the layers at once: enough for fast products, small enough for the processor's cache."""


class Encoder:
    """Not safe for threads. BadModel when the files are not those that were installed.

    `runtime` is what computes: onnxruntime with so many threads, or numpy and why. After a crash (its signal's name)
    it is numpy.
    """

    def __init__(self, model: Installed, threads: int = 1, crash: str = "") -> None:
        self._model = model
        self._pieces = pieces(model)
        try:
            self._compute, self.runtime = _graph(model, threads, crash), Runtime(ONNX)
        except NoGraph as failure:
            self._fall_back(failure)

    def _fall_back(self, failure: NoGraph) -> None:
        self._compute, self.runtime = partial(_together, Bert(*weights(self._model))), Runtime(NUMPY, str(failure))

    def encode(self, texts: Sequence[str]) -> Floats:
        """One unit vector for each text; what is longer than the model reads is cut off."""
        ids = [self._pieces.encode(text, self._model.most_tokens) for text in texts]
        try:
            return self._compute(ids)
        except NoGraph as failure:
            self._fall_back(failure)
        return self._compute(ids)


def _together(bert: Bert, ids: Sequence[Sequence[int]]) -> Floats:
    found: list[Floats] = []
    batch: list[Sequence[int]] = []
    for one in ids:
        if batch and sum(map(len, batch)) + len(one) > TOGETHER:
            found.append(bert.encode(batch))
            batch = []
        batch.append(one)
    if batch:
        found.append(bert.encode(batch))
    return np.concatenate(found)


def _graph(model: Installed, threads: int, crash: str) -> Compute:
    stated(model)  # without a graph nothing of it is loaded
    if crash:
        raise NoGraph(f"onnxruntime crashed ({crash}), run `appliance models convert`")
    from appliance.engines.embed import session

    return session.opened(model, threads).encode


def pieces(model: Installed) -> WordPiece:
    """How a model cuts its words."""
    vocabulary = (model.folder / installed.VOCABULARY).read_text(encoding="utf-8").rstrip("\n").split("\n")
    return WordPiece(vocabulary, lower=model.about["lower"])


def weights(model: Installed) -> tuple[Path, dict[str, Any], Shape]:
    """Where the weights lie, and how. BadModel when they are not those that were installed."""
    path = model.folder / installed.WEIGHTS
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != model.about["weights_sha256"]:
            raise BadModel("the weights have changed since the model was added")
    return path, model.about["places"], Shape(**model.about["shape"])


def packed(vectors: npt.NDArray[np.float32]) -> list[bytes]:
    """Each vector as its scale (float32) and one signed byte a number; the largest number becomes 127."""
    scales = np.maximum(np.abs(vectors).max(axis=1), np.float32(1e-12)) / np.float32(127)
    numbers = np.rint(vectors / scales[:, None]).astype(np.int8)
    return [scale.tobytes() + row.tobytes() for scale, row in zip(scales.astype("<f4"), numbers, strict=True)]
