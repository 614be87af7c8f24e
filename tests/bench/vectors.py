"""Nearest vectors: exact scan and sketches against a bare product of float32 numbers, with recall of the first ten.

The vectors are synthetic: many overlapping clusters, their spread falling from one dimension to the next as that of
embeddings does, and bases that have nothing to do with clusters: hard on whatever leaves rows out.
With BENCH_FOLDER the database is made once and kept.
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
from appliance.store.vectors.index import Asked, VectorIndex
from appliance.store.vectors.rows import KIND
from appliance.store.vectors.scan import Floats
from tests.bench.load import spread
from tests.bench.report import Figure, Report

VECTORS = int(os.environ.get("BENCH_VECTORS", "200000"))
DIMENSIONS = 384
AT_ONCE = 10_000
QUESTIONS = 100
BASES = 1_000
WIDTH = np.float32(0.9)
MARK = 0.95
PER_OWNER = 10
CHANGED = 100
SEEN = {"all": BASES, "half of the bases": BASES // 2, "a tenth": BASES // 10, "one base of 1,000": 1}
_FED = "INSERT OR REPLACE INTO store_change (id, kind, org_id) VALUES (?, ?, 'org')"


@dataclass(frozen=True)
class _Measured:
    index: VectorIndex
    vectors: Floats
    questions: Floats

    def compared(self, seen: int, **asked: Any) -> tuple[dict[str, float], dict[str, float], float]:
        """Times of ours and of the bare product over the same rows, and our recall, for one who sees so many bases."""
        kept = np.flatnonzero(np.arange(len(self.vectors)) // PER_OWNER % BASES < seen)
        vectors = self.vectors if seen == BASES else self.vectors[kept]
        containers = None if seen == BASES else tuple(f"kb{number}" for number in range(seen))
        ours, bare, shares = [], [], []
        for question in self.questions:
            began = time.perf_counter()
            found = self.index.nearest(question, Asked(containers, 10, **asked))
            then = time.perf_counter()
            wanted = set(kept[np.argpartition(-(vectors @ question), 10)[:10]].tolist())
            bare.append((time.perf_counter() - then) * 1000)
            ours.append((then - began) * 1000)
            shares.append(len(wanted & {int(near.key) for near in found}) / 10)
        return spread(ours), spread(bare), sum(shares) / len(shares)


def vectors(report: Report) -> None:
    """Exact, by sketches, by sketches under rights, and bare, over the same vectors in one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("BENCH_FOLDER") or folder) / f"vectors-{VECTORS}.db"
        measured = _made(path, report)
        _told(report, "exact", *measured.compared(BASES, exact=True))
        for name, seen in SEEN.items():
            _told(report, f"who sees {name}", *measured.compared(seen))
        _changed(path, measured, report)


def _told(report: Report, name: str, ours: dict[str, float], bare: dict[str, float], recall: float) -> None:
    more = {"p99 ms": ours["p99"], "bare p99 ms": bare["p99"]}
    report.add(Figure(f"vectors, {name}, p50", ours["p50"], "ms", bare=bare["p50"], more=more))
    report.add(Figure(f"vectors, {name}, recall@10", recall, "", MARK))


def _changed(path: Path, measured: _Measured, report: Report) -> None:
    """How long the index takes to see that some documents have other vectors and some are gone."""
    connection = apsw.Connection(str(path))
    owners = [f"doc{number:09}" for number in range(CHANGED)]
    with connection:
        connection.executemany("UPDATE store_vector SET model = model WHERE owner = ?", [(one,) for one in owners])
        connection.executemany(_FED, [(one, KIND) for one in owners])
    connection.close()
    began = time.perf_counter()
    measured.index.follow()
    report.add(Figure("vectors, 100 documents changed, seen after", (time.perf_counter() - began) * 1000, "ms"))


def clustered(number: int) -> Callable[[int], Floats]:
    """Gives so many more unit vectors at each call, of a hundredth as many overlapping clusters as there are to be."""
    chance = np.random.default_rng(1)
    falling = np.arange(1, DIMENSIONS + 1, dtype=np.float32) ** np.float32(-0.5)
    centres = falling * chance.standard_normal((max(200, number // 100), DIMENSIONS), dtype=np.float32)

    def some(count: int) -> Floats:
        found = centres[chance.integers(0, len(centres), count)]
        found += WIDTH * falling * chance.standard_normal((count, DIMENSIONS), dtype=np.float32)
        whole: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
        return whole

    return some


def _made(path: Path, report: Report) -> _Measured:
    some = clustered(VECTORS)
    everything = np.concatenate([some(min(AT_ONCE, VECTORS - at)) for at in range(0, VECTORS, AT_ONCE)])
    if not path.exists():
        _store(path, everything)
    index = VectorIndex(path, "bench", DIMENSIONS)
    began = time.perf_counter()
    index.follow()
    seconds = time.perf_counter() - began
    more = {"vectors": len(index), "database MB": path.stat().st_size / 1e6, "held MB": index.memory_bytes() / 1e6}
    report.add(Figure("vectors, read from the database", seconds, "s", more=more))
    return _Measured(index, everything, some(QUESTIONS))


def _store(path: Path, everything: Floats) -> None:
    connection = apsw.Connection(str(path))
    migrate.migrate(connection)
    with connection:
        for at in range(0, len(everything), AT_ONCE):
            connection.executemany("INSERT INTO store_vector VALUES (?, ?, ?, ?, ?)", _rows(everything, at))
    connection.close()


def _rows(everything: Floats, start: int) -> Iterator[tuple[str, str, str, str, bytes]]:
    for number, vector in enumerate(packed(everything[start : start + AT_ONCE]), start):
        owner = number // PER_OWNER
        yield f"doc{owner:09}", f"{number:09}", f"kb{owner % BASES}", "bench", vector
