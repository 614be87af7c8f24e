"""Runs a model's graph by onnxruntime, one text at a time; several threads take a text each."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from appliance.engines.embed import runtime
from appliance.engines.embed.bert import Floats
from appliance.engines.embed.graph import ANSWERED, ASKED
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.runtime import NoGraph

_FATAL = 4
"""Only what ends the process is printed."""


class Session:
    """A graph at work. NoGraph when onnxruntime will not have it."""

    def __init__(self, content: bytes, threads: int = 1) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise NoGraph(f"onnxruntime does not load: {error}") from None
        onnxruntime.disable_telemetry_events()
        onnxruntime.set_default_logger_severity(_FATAL)
        self._refusals = _refusals()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _FATAL
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except self._refusals as error:
            raise NoGraph(f"onnxruntime does not read the graph: {type(error).__name__}") from None
        self._threads = threads

    def encode(self, texts: Sequence[Sequence[int]]) -> Floats:
        """One unit vector for each text of token ids. NoGraph when onnxruntime fails."""
        try:
            if self._threads == 1 or len(texts) == 1:
                found = [self._vector(ids) for ids in texts]
            else:
                with ThreadPoolExecutor(self._threads) as pool:
                    found = list(pool.map(self._vector, texts))
        except self._refusals as error:
            raise NoGraph(f"onnxruntime fails: {type(error).__name__}") from None
        vectors = np.stack(found)
        unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
        return unit

    def _vector(self, ids: Sequence[int]) -> Floats:
        (vector,) = self._session.run([ANSWERED], {ASKED: np.asarray(ids, np.int64)})
        found: Floats = vector
        return found


def opened(model: Installed, threads: int) -> Session:
    """The session of a model. NoGraph when there is none that can be used."""
    path, digest = runtime.stated(model)
    try:
        content = path.read_bytes()
    except OSError:
        raise NoGraph("the graph is missing, run `appliance models convert`") from None
    runtime.check(hashlib.sha256(content).hexdigest(), digest)
    return Session(content, threads)


def _refusals() -> tuple[type[Exception], ...]:
    """Everything that onnxruntime raises: each has a class of its own below Exception."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    found: list[Any] = [one for one in vars(state).values() if isinstance(one, type) and issubclass(one, Exception)]
    return tuple(found)
