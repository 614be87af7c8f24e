"""A process that is killed while it takes a folder in: afterwards every file is one document, once."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.rooms.chat.served import Served

FILES, KILLS = 60, 2


def documents(served: Served, base: str) -> list[tuple[str, str, int]]:
    """(path, state, version) of every document of the base."""
    found, cursor = [], ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        page = served.call("GET", f"/api/knowledge/{base}/documents?limit=100{more}", by="ada")[1]
        found += [(one["metadata"]["path"], one["state"], one["version"]) for one in page["data"]]
        cursor = page["pagination"]["next_cursor"]
    return found


def folder(served: Served) -> dict:
    rows: list[dict] = served.call("GET", "/api/knowledge/folders", by="ada")[1]["data"]
    return rows[0] if rows else {"files_by_state": {}, "knowledge_base_id": None}


def until(served: Served, wanted: int) -> None:
    """Wait until so many files are stored."""
    limit = time.monotonic() + 90
    while folder(served)["files_by_state"].get("stored", 0) < wanted:
        assert time.monotonic() < limit, folder(served)
        time.sleep(0.05)


@pytest.mark.journey
def test_every_file_is_one_document_after_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for number in range(FILES):
        (share / f"{number:03}.txt").write_text(f"Wolpertinger number {number} sleeps.", encoding="utf-8")
    monkeypatch.setenv("APPLIANCE_WATCH_DIRS", f"Handbook={share}")
    monkeypatch.setenv("APPLIANCE_WATCH_SECONDS", "1")
    served = Served(tmp_path)
    for kill in range(KILLS):
        until(served, kill * FILES // KILLS // 2)
        served.end(signal.SIGKILL)
        if kill == KILLS - 1:
            changed = share / "000.txt"
            changed.write_text("Another text altogether.", encoding="utf-8")
            os.utime(changed, ns=(1, 1))
        served.start()
    until(served, FILES)
    base = folder(served)["knowledge_base_id"]
    limit = time.monotonic() + 60
    while {state for _, state, _ in documents(served, base)} != {"ready"} or len(documents(served, base)) < FILES:
        assert time.monotonic() < limit, documents(served, base)
        time.sleep(0.1)
    found = documents(served, base)
    assert sorted(path for path, _, _ in found) == [f"{number:03}.txt" for number in range(FILES)]
    assert {version for path, _, version in found if path != "000.txt"} == {1}
    assert served.end(signal.SIGTERM) == 0
