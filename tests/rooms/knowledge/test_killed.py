"""A process that is killed while it reads documents: nothing acknowledged is lost, and all of it becomes ready."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.chat.served import Served

CYCLES, DOCUMENTS = 4, 60


def counts(served: Served, base: str) -> dict[str, Any]:
    status, seen = served.call("GET", f"/api/knowledge/{base}", by="ada")
    assert status == 200
    found: dict[str, Any] = seen
    return found


def wait_until_ready(served: Served, base: str) -> dict[str, Any]:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        seen = counts(served, base)
        if seen["documents_by_state"]["ready"] == seen["document_count"]:
            return seen
    raise AssertionError(seen["documents_by_state"])


@pytest.mark.journey
def test_every_acknowledged_document_is_found_after_kills(tmp_path: Path) -> None:
    served = Served(tmp_path)
    body = {"name": "Handbook", "visibility": "organisation"}
    base = served.call("POST", "/api/knowledge", body, by="ada")[1]["id"]
    acknowledged = 0
    for cycle in range(CYCLES):
        documents = [{"id": f"{cycle}-{n}", "text": f"Wolpertinger c{cycle}n{n} sleeps."} for n in range(DOCUMENTS)]
        told = served.call("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": documents}, "ada")
        acknowledged += sum(one["outcome"] == "created" for one in told[1]["data"])
        for _ in range(cycle * 6):  # each cycle is killed at a later step
            counts(served, base)
        served.end(signal.SIGKILL)
        served.start()
    seen = wait_until_ready(served, base)
    assert (acknowledged, seen["document_count"], seen["chunk_count"]) == (CYCLES * DOCUMENTS,) * 3
    for cycle in range(CYCLES):
        found = served.call("POST", "/api/search", {"query": f"c{cycle}n{DOCUMENTS - 1}"}, by="ada")[1]["data"]
        assert [passage["external_id"] for passage in found] == [f"{cycle}-{DOCUMENTS - 1}"]
    assert served.end(signal.SIGTERM) == 0
