"""Nearest vectors: exact scan and inverted file against a bare product of float32 numbers, with recall of the first ten.

The vectors are synthetic: unit vectors about centres that overlap, which is hard on an inverted file.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import numpy as np

from appliance.engines.embed.encoder import packed
from appliance.store import migrate
from appliance.store.vectors.cells import LEAST
from appliance.store.vectors.index import Asked, VectorIndex
from appliance.store.vectors.scan import Floats
from tests.bench.load import spread
from tests.bench.report import Figure, Report

VECTORS = int(os.environ.get("BENCH_VECTORS", str(LEAST)))
DIMENSIONS = 384
AT_ONCE = 10_000
QUESTIONS = 50
BASES = 20
WIDTH = 0.9


@dataclass(frozen=True)
class _Measured:
    index: VectorIndex
    vectors: Floats
    questions: Floats
    truth: list[set[int]]

    def found(self, question: Floats, **asked: Any) -> set[int]:
        asked = {"containers": None, "limit": 10} | asked
        return {int(near.key) for near in self.index.nearest(question, Asked(**asked))}

    def recall(self, **asked: Any) -> float:
        shares = [
            len(wanted & self.found(one, **asked)) / 10 for one, wanted in zip(self.questions, self.truth, strict=True)
        ]
        return sum(shares) / len(shares)

    def p50(self, find: Callable[[Floats], object]) -> float:
        times = []
        for question in self.questions:
            began = time.perf_counter()
            find(question)
            times.append((time.perf_counter() - began) * 1000)
        return spread(times)["p50"]


def vectors(report: Report) -> None:
    """Exact, by cells, and bare, over the same vectors in one run."""
    with tempfile.TemporaryDirectory() as folder:
        measured = _made(Path(folder) / "vectors.db", report)
        bare = measured.p50(lambda one: _bare(measured.vectors, one))
        exact = measured.p50(lambda one: measured.found(one, exact=True))
        more = {"recall@10": measured.recall(exact=True)}
        report.add(Figure("vectors, exact, p50", exact, "ms", bare=bare, more=more))
        few = tuple(f"kb{number}" for number in range(BASES // 2))
        filtered = measured.p50(lambda one: measured.found(one, exact=True, containers=few))
        report.add(Figure("vectors, exact, half of the bases, p50", filtered, "ms", bare=bare))
        if VECTORS >= LEAST:
            _by_cells(measured, bare, report)


def _by_cells(measured: _Measured, bare: float, report: Report) -> None:
    began = time.perf_counter()
    measured.index.wait()
    more = {"recall@10": measured.recall(), "seconds to make": time.perf_counter() - began}
    report.add(Figure("vectors, inverted file, p50", measured.p50(measured.found), "ms", bare=bare, more=more))


def _bare(vectors: Floats, question: Floats) -> set[int]:
    return set(np.argpartition(-(vectors @ question), 10)[:10].tolist())


def _made(path: Path, report: Report) -> _Measured:
    chance = np.random.default_rng(1)
    centres = chance.standard_normal((max(200, VECTORS // 500), DIMENSIONS)).astype(np.float32)

    def some(count: int) -> Floats:
        found = centres[chance.integers(0, len(centres), count)]
        found += WIDTH * chance.standard_normal((count, DIMENSIONS)).astype(np.float32)
        whole: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
        return whole

    everything = np.concatenate([some(min(AT_ONCE, VECTORS - at)) for at in range(0, VECTORS, AT_ONCE)])
    _store(path, everything)
    index = VectorIndex(path, "bench", DIMENSIONS)
    began = time.perf_counter()
    index.follow()
    more = {"vectors": VECTORS, "database MB": path.stat().st_size / 1e6}
    report.add(Figure("vectors, read from the database", time.perf_counter() - began, "s", more=more))
    questions = some(QUESTIONS)
    return _Measured(index, everything, questions, [_bare(everything, one) for one in questions])


def _store(path: Path, everything: Floats) -> None:
    connection = apsw.Connection(str(path))
    migrate.migrate(connection)
    with connection:
        for at in range(0, len(everything), AT_ONCE):
            connection.executemany("INSERT INTO store_vector VALUES (?, ?, ?, ?, ?)", _rows(everything, at))
    connection.close()


def _rows(everything: Floats, start: int) -> Iterator[tuple[str, str, str, str, bytes]]:
    for number, vector in enumerate(packed(everything[start : start + AT_ONCE]), start):
        owner = number // 10
        yield f"doc{owner:09}", f"{number:09}", f"kb{owner % BASES}", "bench", vector
