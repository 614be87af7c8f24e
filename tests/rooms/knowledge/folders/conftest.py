"""A share beside a running house whose settings name it; every look at it is asked for, and the clock is held."""

import dataclasses
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from appliance.config import Config
from appliance.kernel.clock import MINUTE, Hands
from tests.driving import Driven
from tests.people import Person


class Share:
    """A folder of files, and what the house makes of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.house: Driven
        self.ada: Person
        self.hands: Hands

    def put(self, path: str, text: str) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        at = self.hands.at_ms * 1_000_000 + len(text)
        os.utime(place, ns=(at, at))
        return place

    def take_away(self) -> None:
        shutil.rmtree(self.root)

    def settle(self) -> None:
        """A listener may enqueue, and a job may feed the index: two rounds see every step of a document."""
        for _ in range(2):
            self.house.settle()

    def look(self, times: int = 1, **draft: bool) -> dict[str, Any]:
        """Look so many times, a minute apart; the folder afterwards."""
        for _ in range(times):
            self.hands.advance(MINUTE)
            done = self.house.call("folders.scan_folder", by=self.ada, id=self.folder["id"], **draft)
            assert done.status == 200, done.body
            self.settle()
        return self.folder

    @property
    def folder(self) -> dict[str, Any]:
        row: dict[str, Any] = self.house.call("folders.list_folders", by=self.ada).json["data"][0]
        return row

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """Path -> file, of those that are known."""
        answer = self.house.call("folders.list_files", by=self.ada, id=self.folder["id"], query={"limit": 100})
        return {one["path"]: one for one in answer.json["data"]}

    @property
    def base(self) -> str:
        return f"/api/knowledge/{self.folder['knowledge_base_id']}"

    @property
    def documents(self) -> dict[str, dict[str, Any]]:
        """Path -> document."""
        rows = self.house.get(f"{self.base}/documents?limit=100", by=self.ada).json["data"]
        return {one["metadata"]["path"]: one for one in rows}


@pytest.fixture
def share(tmp_path: Path) -> Share:
    return Share(tmp_path / "share")


@pytest.fixture
def config(config: Config, share: Share) -> Config:
    named = config.watch_dirs.replace("{share}", str(share.root)) or f"Handbook={share.root}"
    return dataclasses.replace(config, watch_dirs=named)


@pytest.fixture
def watched(clock_hands: Hands, share: Share, house: Driven, ada: Person) -> Share:
    share.hands, share.house, share.ada = clock_hands, house, ada
    house.settle()
    return share
