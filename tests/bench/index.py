"""The search index by itself, built straight through the store, beside bare Tantivy and SQLite FTS5 in the same run."""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from appliance.store.search import Ask, Entry, SearchIndex
from tests.bench.bare import fts_times, search_times
from tests.bench.knowledge import BASES, PASSAGES, SECTIONS, passages, questions
from tests.bench.load import spread
from tests.bench.report import Figure, Report

AT_ONCE = 20_000
Measure = Callable[[Path, list[str], list[str]], list[float]]
HEAP = int(os.environ.get("BENCH_HEAP", "50000000"))


def index(report: Report) -> None:
    """Build rate, size, memory, and searches with a rights filter over every base."""
    texts, asked = passages(PASSAGES), questions()
    with tempfile.TemporaryDirectory() as folder:
        found, place = SearchIndex.open(Path(folder) / "index", heap=HEAP), Path(folder) / "index"
        began, cpu = time.perf_counter(), time.process_time()
        for at in range(0, len(texts), AT_ONCE):
            entries = [_entry(number, texts[number]) for number in range(at, min(at + AT_ONCE, len(texts)))]
            found.apply(sorted({one.owner for one in entries}), entries, sequence=at + 1)
        rate, cpu = len(texts) / (time.perf_counter() - began), time.process_time() - cpu
        found.idle()
        size = sum(path.stat().st_size for path in place.iterdir()) / 1e6
        more = {"passages": len(texts), "cpu s": cpu, "index MB": size, "memory MB": _memory()}
        report.add(Figure("index, build", rate, "/s", more=more))
        ours = spread(_times(found, texts, asked, BASES))
        for held in (BASES // 2, 1):
            part = spread(_times(found, texts, asked, held))
            name = f"index, search with rights to {held} of {BASES} bases, p50"
            report.add(Figure(name, part["p50"], "ms", more={"p99 ms": part["p99"]}))
        found.close()
        _told(report, ours, spread(_bare(Path(folder), texts, asked, search_times)), "Tantivy")
        _told(report, ours, spread(_bare(Path(folder), texts, asked, fts_times)), "FTS5")


def _told(report: Report, ours: dict[str, float], bare: dict[str, float], name: str) -> None:
    for part in ("p50", "p99"):
        report.add(Figure(f"index, search against {name}, {part}", ours[part], "ms", bare=bare[part]))


def _bare(folder: Path, texts: list[str], asked: list[str], measure: Measure) -> list[float]:
    place = folder / measure.__name__
    place.mkdir()
    return measure(place, texts, asked)


def _entry(number: int, text: str) -> Entry:
    owner = number // SECTIONS
    return Entry(f"chk{number}", f"doc{owner}", "doc", (f"kb{owner % BASES}", f"doc{owner}"), f"d{owner}",
                 f"Part {number % SECTIONS}", text, "en")  # fmt: skip


def _times(found: SearchIndex, texts: list[str], asked: list[str], bases: int) -> list[float]:
    """Milliseconds of each question of somebody who sees so many bases, after a first round that nobody counts."""
    seen = tuple(f"kb{number}" for number in range(bases))
    times = []
    for question in asked * 2:
        began = time.perf_counter()
        ask = Ask(question, seen, kinds=("doc",), limit=30, languages=("en",))
        found.search(ask, lambda keys: {key: texts[int(key[3:])] for key in keys})
        times.append((time.perf_counter() - began) * 1000)
    return times[len(asked) :]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
