"""A model of the data folder at work: texts to unit vectors, and their small form of one byte a number."""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.engines.embed import installed
from appliance.engines.embed.bert import Bert, Floats, Shape
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.safetensors import BadModel
from appliance.engines.embed.wordpiece import WordPiece

TOGETHER: Final = 1_024
"""Word pieces that go through the layers at once: enough for fast products, small enough for the processor's cache."""


class Encoder:
    """Not safe for threads. BadModel when the files are not those that were installed."""

    def __init__(self, model: Installed) -> None:
        path = model.folder / installed.WEIGHTS
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != model.about["weights_sha256"]:
                raise BadModel("the weights have changed since the model was added")
        vocabulary = (model.folder / installed.VOCABULARY).read_text(encoding="utf-8").rstrip("\n").split("\n")
        self._pieces = WordPiece(vocabulary, lower=model.about["lower"])
        self._bert = Bert(path, model.about["places"], Shape(**model.about["shape"]))
        self._most = model.most_tokens

    def encode(self, texts: Sequence[str]) -> Floats:
        """One unit vector for each text; what is longer than the model reads is cut off."""
        ids = [self._pieces.encode(text, self._most) for text in texts]
        found: list[Floats] = []
        batch: list[list[int]] = []
        for one in ids:
            if batch and sum(map(len, batch)) + len(one) > TOGETHER:
                found.append(self._bert.encode(batch))
                batch = []
            batch.append(one)
        if batch:
            found.append(self._bert.encode(batch))
        return np.concatenate(found)


def packed(vectors: npt.NDArray[np.float32]) -> list[bytes]:
    """Each vector as its scale (float32) and one signed byte a number; the largest number becomes 127."""
    scales = np.maximum(np.abs(vectors).max(axis=1), np.float32(1e-12)) / np.float32(127)
    numbers = np.rint(vectors / scales[:, None]).astype(np.int8)
    return [scale.tobytes() + row.tobytes() for scale, row in zip(scales.astype("<f4"), numbers, strict=True)]
