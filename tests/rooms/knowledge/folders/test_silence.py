"""A disk that does not answer holds the thread that asked it; administrators see it, and health says so."""

import os
import threading
from typing import Any

import pytest

from appliance.kernel.clock import SECOND
from appliance.rooms.knowledge.folders import silence
from tests.rooms.knowledge.folders.conftest import Share

PATIENCE_SECONDS = 20


class Disk:
    """A share whose listings come only while it is awake."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: str) -> None:
        self.awake, self.asked, self._root, self._list = threading.Event(), threading.Event(), root, os.scandir
        monkeypatch.setattr(os, "scandir", self._listing)

    def _listing(self, place: Any = ".") -> Any:
        if str(place) == self._root:
            self.asked.set()
            assert self.awake.wait(PATIENCE_SECONDS)
        return self._list(place)


def standing(watched: Share) -> tuple[str, str | None, str, int]:
    ready = watched.house.get("/api/health/ready").json
    health = watched.house.get("/api/health").json["status"]
    return watched.folder["state"], watched.folder["error_code"], health, len(ready["warnings"])


def test_a_disk_that_hangs_is_told_of_after_a_minute_until_it_answers(
    watched: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.put("a.txt", "Herons.")
    assert watched.look(2)["state"] == "ready"
    disk = Disk(monkeypatch, str(watched.root.resolve()))
    watched.house.call("folders.scan_folder", by=watched.ada, id=watched.folder["id"])
    assert disk.asked.wait(PATIENCE_SECONDS)
    watched.hands.advance(59 * SECOND)
    assert standing(watched) == ("scanning", None, "ok", 0)
    watched.hands.advance(2 * SECOND)
    assert standing(watched) == ("failed", "silent", "degraded", 1)
    assert watched.house.get("/api/health/ready").json["status"] == "ready"
    disk.awake.set()
    watched.settle()
    assert standing(watched) == ("ready", None, "ok", 0)
    assert set(watched.documents) == {"a.txt"}


def test_every_piece_that_comes_is_a_sign_of_life(watched: Share) -> None:
    with silence.listened_to("fld"):
        for piece in silence.heard([b"one", b"two"]):
            watched.hands.advance(50 * SECOND)
            assert not silence.silent(), piece
        watched.hands.advance(50 * SECOND)
        assert silence.silent() == {"fld"}
    assert not silence.silent()
