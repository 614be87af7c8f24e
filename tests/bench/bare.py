"""The libraries alone, doing the cheapest thing that could do the same job: what our figures are held against."""

import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any

import apsw
import tantivy

WAITING = 64


def serve_json(port: int) -> None:
    """Sanic with one JSON route, as quick as it gets: no extensions, no access log, one process."""
    import orjson
    import uvloop
    from sanic import Sanic
    from sanic.response import raw

    app: Any = Sanic("bare", configure_logging=False)
    app.config.AUTO_EXTEND = app.config.ACCESS_LOG = app.config.MOTD = False
    body = {"status": "ok"}

    @app.get("/api/health")
    async def health(_: Any) -> Any:
        return raw(orjson.dumps(body), content_type="application/json")

    uvloop.install()
    app.run("127.0.0.1", port, single_process=True, access_log=False, motd=False)


def group_commits(folder: Path, seconds: float) -> float:
    """Rows per second that a writer thread commits with FULL durability, 64 waiting for it at a time."""
    connection = apsw.Connection(str(folder / "bare.db"))
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, body TEXT)")
    waiting: queue.SimpleQueue[threading.Event] = queue.SimpleQueue()
    end = time.perf_counter() + seconds
    askers = [threading.Thread(target=_ask, args=(waiting, end)) for _ in range(WAITING)]
    for asker in askers:
        asker.start()
    count = 0
    while any(asker.is_alive() for asker in askers):
        count += _commit(connection, waiting)
    connection.close()
    return count / seconds


def _ask(waiting: "queue.SimpleQueue[threading.Event]", end: float) -> None:
    done = threading.Event()
    while time.perf_counter() < end:
        waiting.put(done)
        done.wait()
        done.clear()


def _commit(connection: apsw.Connection, waiting: "queue.SimpleQueue[threading.Event]") -> int:
    batch: list[threading.Event] = []
    try:
        batch.append(waiting.get(timeout=0.05))
        while len(batch) < WAITING:
            batch.append(waiting.get_nowait())
    except queue.Empty:
        pass
    if batch:
        connection.execute("BEGIN IMMEDIATE")
        for _ in batch:
            connection.execute("INSERT INTO t (name, body) VALUES (?, ?)", ("a row", "with a few words in it" * 5))
        connection.execute("COMMIT")
    for done in batch:
        done.set()
    return len(batch)


def search_times(folder: Path, passages: list[str], questions: list[str]) -> list[float]:
    """Milliseconds of each question with the library's own analyser and parser, ten stored passages fetched."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(50_000_000, 1)
    for passage in passages:
        writer.add_document(tantivy.Document(text=passage))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, times = index.searcher(), []
    for question in questions:
        began = time.perf_counter()
        plain = "".join(letter if letter.isalnum() else " " for letter in question.lower())
        query = index.parse_query(plain, ["text"])
        for _, address in searcher.search(query, 10, count=False).hits:
            searcher.doc(address).get_first("text")
        times.append((time.perf_counter() - began) * 1000)
    return times


def fts_times(folder: Path, passages: list[str], questions: list[str]) -> list[float]:
    """The same by SQLite FTS5: Porter stems, any of the words, BM25, everything that it can do to be quick."""
    connection = apsw.Connection(str(folder / "fts.db"))
    connection.execute("PRAGMA journal_mode=WAL; PRAGMA cache_size=-64000")
    connection.execute("CREATE VIRTUAL TABLE passage USING fts5(text, tokenize='porter unicode61')")
    with connection:
        connection.executemany("INSERT INTO passage (text) VALUES (?)", ((text,) for text in passages))
    connection.execute("INSERT INTO passage (passage) VALUES ('optimize')")
    times = []
    for question in questions:
        began = time.perf_counter()
        plain = "".join(letter if letter.isalnum() else " " for letter in question)
        wanted = " OR ".join(f'"{word}"' for word in plain.split())
        connection.execute(
            "SELECT text FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 10", (wanted,)
        ).fetchall()
        times.append((time.perf_counter() - began) * 1000)
    connection.close()
    return times


if __name__ == "__main__":
    serve_json(int(sys.argv[1]))
