"""Search by words and meaning over HTTP: a model of this machine reads the questions, the passages' vectors are synthetic.

To embed a million passages takes hours, and what is measured is the same. Wants APPLIANCE_TEST_MODEL, the wheel of a
sentence-transformers model; with BENCH_FOLDER the passages of `search` and their vectors are made once and kept.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import apsw

from appliance.engines.embed import installed
from appliance.engines.embed.encoder import packed
from tests.bench.knowledge import PASSAGES, answering, orders_of, passages, questions, settled
from tests.bench.report import Figure, Report
from tests.bench.served import ROOT, Appliance
from tests.bench.vectors import clustered

AT_ONCE = 10_000
_CHUNKS = """SELECT c.document_id, c.id, d.knowledge_base_id FROM documents_chunk c
JOIN documents_document d ON d.id = c.document_id WHERE c.generation = 1"""


def hybrid(report: Report) -> None:
    """One caller, eight callers, and how long the vectors take to be at hand."""
    wheel = os.environ.get("APPLIANCE_TEST_MODEL")
    if wheel is None:
        raise RuntimeError("APPLIANCE_TEST_MODEL names no model")
    with tempfile.TemporaryDirectory() as folder:
        place = settled(Path(folder), passages(PASSAGES), report)
        if not installed.models(place):
            _give_vectors(place, wheel)
        with Appliance(place) as appliance:
            appliance.enter()
            _ask(appliance, report)


def _ask(appliance: Appliance, report: Report) -> None:
    asked = questions()
    report.add(Figure("hybrid search, vectors at hand after", answering(appliance, asked[0], "hybrid"), "s"))
    orders = orders_of(appliance, asked)
    for text in asked:  # so that what they need of the files is in the system's memory
        appliance.ask("POST", "/api/search", {"query": text})
    cpu, began = appliance.family_cpu(), time.perf_counter()
    one = appliance.load("requests", orders, connections=1, seconds=6)
    more = {"cpu ms": one["cpu_ms"], "family cpu": (appliance.family_cpu() - cpu) / (time.perf_counter() - began),
            "memory MB": appliance.memory()}  # fmt: skip
    report.add(Figure("hybrid search, one caller, p50", one["p50"], "ms", 25, at_most=True, more=more))
    report.add(Figure("hybrid search, one caller, p99", one["p99"], "ms", 100, at_most=True))
    many = appliance.load("requests", orders, connections=8, seconds=4)
    report.add(
        Figure("hybrid search, 8 callers", many["rate"], "/s", more={"p50 ms": many["p50"], "p99 ms": many["p99"]})
    )


def _give_vectors(place: Path, wheel: str) -> None:
    """Every passage a vector of the model, as if the model had made it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("APPLIANCE_")}
    command = [sys.executable, "-m", "appliance", "models", "add", wheel]
    subprocess.run(command, cwd=ROOT, env=kept | {"APPLIANCE_DATA_DIR": str(place)}, check=True)
    model, connection = installed.models(place)[0].id, apsw.Connection(str(place / "main.db"))
    connection.execute("PRAGMA synchronous = OFF")
    some, rows = clustered(PASSAGES), connection.execute(_CHUNKS).fetchall()
    with connection:
        for at in range(0, len(rows), AT_ONCE):
            part = rows[at : at + AT_ONCE]
            vectors = packed(some(len(part)))
            connection.executemany(
                "INSERT INTO store_vector (owner, key, container, model, vector) VALUES (?, ?, ?, ?, ?)",
                [(*row, model, vector) for row, vector in zip(part, vectors, strict=True)],
            )
        connection.execute("UPDATE collections_generation SET model = ?", (model,))
    connection.close()
