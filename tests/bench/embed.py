"""Passages and questions through the embedding process: onnxruntime against numpy, in turns over the same texts.

With APPLIANCE_TEST_MODEL (a folder or a wheel of an embedding model) and the extra onnx; told as left out without them.
"""

import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from appliance.engines.embed import adding, installed
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.process import Process, encoded
from appliance.engines.embed.runtime import NUMPY, ONNX
from tests.bench.knowledge import passages, questions
from tests.bench.load import spread
from tests.bench.report import Figure, Report

PASSAGES = int(os.environ.get("BENCH_EMBEDDED", "512"))
AT_ONCE = 64
QUESTIONS = 100
SECONDS = 300.0
MODEL = os.environ.get("APPLIANCE_TEST_MODEL", "")
ALIKE = 0.999


@dataclass
class _Runs:
    """A process with a model by one runtime, and what it has taken so far."""

    runtime: str
    process: Process
    seconds: float = 0.0
    processor: float = 0.0
    vectors: list[bytes] = field(default_factory=list)

    def passages(self, texts: list[str]) -> None:
        head, blob, seconds, processor = self._asked({"op": "embed", "texts": texts})
        assert head["runtime"][0] == self.runtime, head
        size = len(blob) // len(texts)
        self.vectors += [blob[at : at + size] for at in range(0, len(blob), size)]
        self.seconds += seconds
        self.processor += processor

    def question(self, text: str) -> float:
        """Milliseconds."""
        return self._asked({"op": "question", "text": text})[2] * 1000

    def _asked(self, asked: dict[str, object]) -> tuple[dict[str, list[str]], bytes, float, float]:
        before, began = self._used(), time.perf_counter()
        head, blob = self.process.ask(asked, seconds=SECONDS)
        return head, blob, time.perf_counter() - began, self._used() - before

    def _used(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times() if self.process.pid else None
        return times.user + times.system if times else 0.0


def embed(report: Report) -> None:
    """Passages by one thread and by two, questions, memory, and how near both runtimes' vectors are."""
    if not MODEL or importlib.util.find_spec(ONNX) is None:
        sys.stdout.write("embed: left out, it wants APPLIANCE_TEST_MODEL and the extra onnx\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        models = _models(Path(folder))
        texts = passages(PASSAGES)
        for threads in (1, 2):
            with _running(models, threads) as (ours, bare):
                _passages(report, threads, (ours, bare), texts)
                if threads == 1:
                    _questions(report, ours, bare)


def _models(folder: Path) -> dict[str, Installed]:
    from appliance.engines.embed import converting

    plain = adding.add(Path(MODEL), folder / NUMPY)
    shutil.copytree(folder / NUMPY, folder / ONNX)
    return {NUMPY: plain, ONNX: converting.convert(installed.models(folder / ONNX)[0])}


@contextmanager
def _running(models: dict[str, Installed], threads: int) -> Iterator[tuple[_Runs, _Runs]]:
    runs = []
    for name in (ONNX, NUMPY):
        folder = str(models[name].folder)
        said = {"model": "bench", "folder": folder, "threads": threads, "database": "", "idle_seconds": 600}
        runs.append(_Runs(name, Process([encoded(said)], threads=threads)))
    try:
        for one in runs:
            one.question("is it there?")
        yield runs[0], runs[1]
    finally:
        for one in runs:
            one.process.close()


def _passages(report: Report, threads: int, runs: tuple[_Runs, _Runs], texts: list[str]) -> None:
    for at in range(0, len(texts), AT_ONCE):
        for one in runs:
            one.passages(texts[at : at + AT_ONCE])
    ours, bare = runs
    more = {"CPU ms each": ours.processor / len(texts) * 1000, "numpy's": bare.processor / len(texts) * 1000,
            "MB": ours.process.memory_bytes() / 1e6, "numpy's MB": bare.process.memory_bytes() / 1e6}  # fmt: skip
    rate, numpys = len(texts) / ours.seconds, len(texts) / bare.seconds
    report.add(Figure(f"embed, passages, {threads} thread(s)", rate, "/s", bare=numpys, more=more))
    cosines = [_cosine(one, other) for one, other in zip(ours.vectors, bare.vectors, strict=True)]
    mean = sum(cosines) / len(cosines)
    report.add(Figure("embed, least cosine of both", min(cosines), "", ALIKE, more={"mean": mean}))


def _cosine(one: bytes, other: bytes) -> float:
    first, second = (np.frombuffer(vector, np.int8, offset=4).astype(np.float32) for vector in (one, other))
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


def _questions(report: Report, ours: _Runs, bare: _Runs) -> None:
    found: list[list[float]] = [[], []]
    for text in questions()[:QUESTIONS]:
        for times, one in zip(found, (ours, bare), strict=True):
            times.append(one.question(text))
    mine, numpys = map(spread, found)
    more = {"p99 ms": mine["p99"], "numpy's p99 ms": numpys["p99"]}
    report.add(Figure("embed, question, p50", mine["p50"], "ms", bare=numpys["p50"], more=more))
