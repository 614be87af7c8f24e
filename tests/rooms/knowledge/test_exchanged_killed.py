"""A process that is killed while bases get another model: searches find by meaning all along, and every base becomes whole."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.chat.served import Served
from tests.rooms.knowledge.embedding_server import Embedder, embedder

KILLS, DOCUMENTS = 3, 120
TEXT = "\n\n".join(f"Paragraph {n}: {'quiet words ' * 90}." for n in range(6))


def generations(served: Served, base: str) -> dict[int, dict[str, Any]]:
    status, told = served.call("GET", f"/api/knowledge/{base}/generations", by="ada")
    assert status == 200
    return {one["number"]: one for one in told["data"]}


def until(look: Callable[[], Any], wanted: Callable[[Any], bool], seconds: float = 120) -> Any:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if wanted(told := look()):
            return told
    raise AssertionError(told)


def filled(served: Served, count: int) -> str:
    base: str = served.call("POST", "/api/knowledge", {"name": "Files", "visibility": "organisation"}, by="ada")[1][
        "id"
    ]
    documents = [{"id": f"d{n}", "text": f"{TEXT}\n\nThe automobile of {n}."} for n in range(count)]
    served.call("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": documents}, "ada")
    until(
        lambda: served.call("GET", f"/api/knowledge/{base}", by="ada")[1],
        lambda seen: seen["documents_by_state"]["ready"] == count,
    )
    return base


def chosen(served: Served, server: Embedder, model: str) -> None:
    draft = {"kind": "openai", "model": model, "base_url": server.url}
    assert served.call("PUT", "/api/models/embedding", draft, by="ada")[0] == 200


def by_meaning(served: Served, base: str) -> tuple[int, str]:
    asked = {"query": "where is the motor", "mode": "vector"}
    status, told = until(
        lambda: served.call("POST", f"/api/knowledge/{base}/search", asked, "ada"), lambda told: told[0] != 503
    )
    assert status == 200, told
    return told["generation"], "automobile" in told["data"][0]["text"]


@pytest.mark.slow
@pytest.mark.journey
def test_another_model_is_whole_after_kills_and_the_old_one_is_asked_meanwhile(tmp_path: Path) -> None:
    with embedder() as server:
        served = Served(tmp_path)
        chosen(served, server, "e5")
        large, small = filled(served, DOCUMENTS), filled(served, 2)
        until(
            lambda: served.call("GET", "/api/models/embedding", by="ada")[1],
            lambda told: told["documents_missing"] == 0 and told["active"],
        )
        chosen(served, server, "e6")
        until(lambda: generations(served, small), lambda told: told.get(2, {}).get("state") == "serving")
        done = killed = 0
        for _ in range(KILLS):
            told = until(lambda: generations(served, large), lambda told, done=done: told[2]["done_count"] > done)
            done = told[2]["done_count"]
            if told[2]["state"] != "building":
                break
            number, is_right = by_meaning(served, large)
            assert is_right
            assert number in (1, 2)
            served.end(signal.SIGKILL)
            killed += 1
            served.start()
        assert killed > 0, "it was killed in the middle"
        told = until(lambda: generations(served, large), lambda told: told[2]["state"] == "serving")
        assert (told[2]["done_count"], told[1]["state"]) == (DOCUMENTS, "previous")
        assert by_meaning(served, large) == (2, True)
        assert served.call("GET", "/api/models/embedding", by="ada")[1]["documents_missing"] == 0
        assert served.end(signal.SIGTERM) == 0
