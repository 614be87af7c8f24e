"""A process that is killed while it builds a generation: searches are answered all along, and it becomes whole."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.chat.served import Served

KILLS, DOCUMENTS = 4, 200
TEXT = "\n\n".join(f"Paragraph {n}: {'quiet words of otters ' * 20}." for n in range(8))


def generations(served: Served, base: str) -> dict[int, dict[str, Any]]:
    status, told = served.call("GET", f"/api/knowledge/{base}/generations", by="ada")
    assert status == 200
    return {one["number"]: one for one in told["data"]}


def found(served: Served, base: str, word: str) -> dict[str, Any]:
    status, told = served.call("POST", f"/api/knowledge/{base}/search", {"query": word, "mode": "keyword"}, "ada")
    assert status in (200, 503)  # 503 while the index is being opened
    answer: dict[str, Any] = told
    return answer


def until(served: Served, base: str, wanted: Any, seconds: float = 120) -> dict[int, dict[str, Any]]:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        told = generations(served, base)
        if wanted(told):
            return told
    raise AssertionError(told)


def filled(served: Served) -> str:
    base: str = served.call("POST", "/api/knowledge", {"name": "Files", "visibility": "organisation"}, by="ada")[1][
        "id"
    ]
    documents = [{"id": f"d{n}", "text": f"{TEXT}\n\nwolpertinger{n}"} for n in range(DOCUMENTS)]
    served.call("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": documents}, "ada")
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        seen = served.call("GET", f"/api/knowledge/{base}", by="ada")[1]
        if seen["documents_by_state"]["ready"] == DOCUMENTS:
            return base
    raise AssertionError(seen)


@pytest.mark.slow
@pytest.mark.journey
def test_a_generation_is_whole_after_kills_and_the_old_one_serves_meanwhile(tmp_path: Path) -> None:
    served = Served(tmp_path)
    base = filled(served)
    patch = {"chunk_tokens": 48, "chunk_overlap": 0}
    assert served.call("PATCH", f"/api/knowledge/{base}", patch, "ada")[0] == 200
    done, killed = 0, 0
    for cycle in range(KILLS):
        told = until(served, base, lambda told, done=done: told.get(2, {}).get("done_count", 0) > done)
        done = told[2]["done_count"]
        if told[2]["state"] != "building":
            break
        answer = found(served, base, f"wolpertinger{cycle}")
        if "data" in answer and answer["generation"] == 1:
            assert answer["data"][0]["external_id"] == f"d{cycle}"
        served.end(signal.SIGKILL)
        killed += 1
        served.start()
    assert killed > 0, "it was killed in the middle"
    told = until(served, base, lambda told: told[2]["state"] == "serving")
    assert (told[2]["done_count"], told[1]["state"]) == (DOCUMENTS, "previous")
    for n in range(0, DOCUMENTS, 20):
        answer = found(served, base, f"wolpertinger{n}")
        assert (answer["generation"], answer["data"][0]["external_id"]) == (2, f"d{n}")
    assert served.end(signal.SIGTERM) == 0
