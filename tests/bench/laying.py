"""Lays many passages straight into the database of a stopped appliance; `appliance reindex` makes the index of them.

Through the API a million take a quarter of an hour, and what is measured afterwards is the same. Every document is a
copy of one that came by the API into its base, with texts of its own.
"""

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw

from appliance.kernel.ids import new_id
from tests.bench.served import ROOT

AT_ONCE = 500
Row = dict[str, Any]


def lay(place: Path, parts: Sequence[Sequence[str]]) -> None:
    """One document for each sequence of texts, the bases in turn; then the index is made anew."""
    connection = apsw.Connection(str(place / "main.db"))
    connection.execute("PRAGMA synchronous = OFF")
    patterns = itertools.cycle(list(_patterns(connection)))
    for at in range(0, len(parts), AT_ONCE):
        made: dict[str, list[Row]] = {"documents_document": [], "documents_text": [], "documents_chunk": []}
        for number, texts in enumerate(parts[at : at + AT_ONCE], at):
            for table, rows in _copy(next(patterns), f"laid{number}", texts).items():
                made[table] += rows
        with connection:
            for table, rows in made.items():
                _insert(connection, table, rows)
    connection.close()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("APPLIANCE_")}
    environment = kept | {"APPLIANCE_DATA_DIR": str(place), "APPLIANCE_LOG_LEVEL": "warning"}
    subprocess.run([sys.executable, "-m", "appliance", "reindex"], cwd=ROOT, env=environment, check=True)


def _patterns(connection: apsw.Connection) -> Iterator[dict[str, list[Row]]]:
    """The rows of the first document of each base, by table."""
    for document in _rows(connection, "SELECT * FROM documents_document GROUP BY knowledge_base_id"):
        of = (document["id"],)
        yield {
            "documents_document": [document],
            "documents_text": _rows(connection, "SELECT * FROM documents_text WHERE document_id = ?", of),
            "documents_chunk": _rows(connection, "SELECT * FROM documents_chunk WHERE document_id = ? LIMIT 1", of),
        }


def _rows(connection: apsw.Connection, sql: str, values: tuple[Any, ...] = ()) -> list[Row]:
    cursor = connection.execute(sql, values)
    return [dict(zip((one[0] for one in cursor.description), row, strict=True)) for row in cursor]


def _copy(pattern: dict[str, list[Row]], name: str, texts: Sequence[str]) -> dict[str, list[Row]]:
    id_, body = new_id("doc"), "\n\n".join(texts)
    sha256 = hashlib.sha256(f"{name}{body}".encode()).hexdigest()
    named = {"external_id": name, "title": name, "filename": name, "sha256": sha256, "chunk_count": len(texts)}
    chunks, start = [], 0
    for ordinal, text in enumerate(texts):
        place = {"ordinal": ordinal, "start": start, "end": start + len(text), "text": text}
        chunks.append(pattern["documents_chunk"][0] | place | {"id": new_id("chk"), "document_id": id_})
        start += len(text) + 2
    text_row = {"id": new_id("txt"), "document_id": id_, "body": body, "length": len(body), "marks": "[]"}
    return {
        "documents_document": [pattern["documents_document"][0] | named | {"id": id_}],
        "documents_text": [pattern["documents_text"][0] | text_row],
        "documents_chunk": chunks,
    }


def _insert(connection: apsw.Connection, table: str, rows: list[Row]) -> None:
    names = list(rows[0])
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    connection.executemany(statement, ([row[name] for name in names] for row in rows))
